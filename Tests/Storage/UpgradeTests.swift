import SQLite
import Testing

@testable import Storage

/// A database of each released version is opened by this program, and keeps what is in it.
struct UpgradeTests {
    /// A database as the program of that version has left it.
    private func makeOld(_ version: Int, _ folder: TemporaryFolder) throws {
        let connection = try Connection(path: folder.database)
        try Migrations(Array(Schema.migrations.scripts.prefix(version))).apply(to: connection)
        try connection.executeScript(
            """
            INSERT INTO account (open_kfid, name, created_at) VALUES ('wkOld', 'old', 1);
            INSERT INTO audit (at, actor, action, subject) VALUES (1, 'root', 'x', 'account/1');
            INSERT INTO account_effect (account, kind, payload, created_at, state)
            VALUES (1, 4, '{"fetchLink":{}}', 1, 2);
            """)
        #expect(try connection.userVersion() == version)
    }

    @Test(arguments: 1..<Schema.migrations.version)
    func aReleasedVersionIsBroughtUpToDateWithItsRows(version: Int) throws {
        let folder = try TemporaryFolder()
        try makeOld(version, folder)
        let store = try Store(path: folder.database)
        #expect(try store.connection.userVersion() == Schema.migrations.version)
        #expect(try store.view.accounts().map(\.openKfID) == ["wkOld"])
        #expect(try store.view.audit(subject: "account/1", limit: 9).map(\.actor) == ["root"])
        #expect(try store.view.unfinishedAccountEffects().map(\.kind) == [.fetchLink])
        let account = try store.view.accounts()[0].id
        #expect(try store.view.invitation(of: account).version == 0)
        #expect(try store.view.sceneLinks(of: account).isEmpty)
        #expect(try store.connection.integrityCheck() == [])
    }

    @Test func anUpgradedDatabaseHasTheSchemaOfANewOne() throws {
        let (old, new) = (try TemporaryFolder(), try TemporaryFolder())
        try makeOld(1, old)
        func schema(_ folder: TemporaryFolder) throws -> [String] {
            let store = try Store(path: folder.database)
            return try store.connection.query(
                """
                SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM main.sqlite_schema
                ORDER BY 1
                """
            ) { $0.text(0) }
        }
        #expect(try schema(old) == schema(new))
    }
}
