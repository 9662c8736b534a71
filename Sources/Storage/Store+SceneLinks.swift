public import Routing
import SQLite

extension ReadView {
    /// The links that the platform has given for an account, by scene.
    public func sceneLinks(of account: AccountID) throws(StoreError) -> [String: String] {
        try reading("read the links of account \(account.rawValue)") { () throws(DatabaseError) in
            let rows = try connection.rows("SELECT scene, url FROM scene_link WHERE account = ?") {
                (values) throws(DatabaseError) in
                try values.add(account)
            } row: { (columns) throws(DatabaseError) in
                (columns.text(), columns.text())
            }
            return Dictionary(rows, uniquingKeysWith: { first, _ in first })
        }
    }
}

extension Store {
    /// Keeps a link that the platform has given; the first one stays.
    public func keepSceneLink(
        _ url: String, scene: String, of account: AccountID, at now: Instant
    ) throws(StoreError) {
        try doing("keep a link of account \(account.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO scene_link (account, scene, url, at) VALUES (?, ?, ?, ?)
                ON CONFLICT (account, scene) DO NOTHING
                """
            ) { (values) throws(DatabaseError) in
                try values.add(account)
                try values.add(scene)
                try values.add(url)
                try values.add(now)
            }
        }
    }
}
