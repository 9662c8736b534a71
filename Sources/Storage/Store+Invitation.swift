public import Routing
import SQLite

extension ReadView {
    /// How an account invites friends, and the version of that; 0 while nobody has changed it.
    public func invitation(
        of account: AccountID
    ) throws(StoreError) -> (invitation: Invitation, version: Int64) {
        try reading("read the invitation of account \(account.rawValue)") {
            () throws(DatabaseError) in
            let found = try connection.row(
                "SELECT document, version FROM account_invitation WHERE account = ?"
            ) { (values) throws(DatabaseError) in
                try values.add(account)
            } row: { (columns) throws(DatabaseError) in
                (try JSONText.decode(Invitation.self, from: columns.text()), columns.integer())
            }
            return found ?? (.ofANewAccount, 0)
        }
    }
}

extension Store {
    /// Writes how an account invites friends.
    /// - Returns: the new version.
    @discardableResult
    public func setInvitation(
        _ invitation: Invitation, of account: AccountID
    ) throws(StoreError) -> Int64 {
        try doing("keep the invitation of account \(account.rawValue)") {
            () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO account_invitation (account, document, version) VALUES (?, ?, 1)
                ON CONFLICT (account) DO UPDATE SET
                  document = excluded.document, version = version + 1
                """
            ) { (values) throws(DatabaseError) in
                try values.add(account)
                try values.add(JSONText.encode(invitation))
            }
        }
        return try view.invitation(of: account).version
    }
}
