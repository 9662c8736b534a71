/// The schema as an ordered list of scripts. The database remembers in `user_version` how many of
/// them it has seen. A script that has been released is never changed; a new one is added.
public struct Migrations: Sendable {
    /// One step of the schema.
    public struct Script: Sendable {
        /// A few words for errors.
        public let name: String
        /// SQL statements; they must not begin or commit transactions.
        public let sql: String

        /// Makes a step.
        public init(_ name: String, _ sql: String) { (self.name, self.sql) = (name, sql) }
    }

    /// All steps since the empty database, oldest first.
    public let scripts: [Script]

    /// Makes the list.
    public init(_ scripts: [Script]) { self.scripts = scripts }

    /// The `user_version` of a database that has seen every script.
    public var version: Int { scripts.count }

    /// Runs what the database has not seen yet, each script in a transaction of its own.
    ///
    /// - Throws: `schemaTooNew` when a newer program has written the database. Nothing is touched.
    /// - Returns: how many scripts were run.
    @discardableResult
    public func apply(to connection: Connection) throws(DatabaseError) -> Int {
        try check(connection)
        var done = 0
        for (index, script) in scripts.enumerated() {
            let ran = try connection.transaction { () throws(DatabaseError) -> Bool in
                // Asked inside the transaction: another process may migrate at the same moment.
                guard try connection.userVersion() == index else { return false }
                try run(script, number: index + 1, on: connection)
                try connection.setUserVersion(index + 1)
                return true
            }
            if ran { done += 1 }
        }
        return done
    }

    private func run(
        _ script: Script, number: Int, on connection: Connection
    ) throws(DatabaseError) {
        do {
            try connection.executeScript(script.sql)
        } catch {
            throw DatabaseError(
                code: error.code, action: "migration \(number), \(script.name)",
                reason: error.reason)
        }
    }

    /// Throws `schemaTooNew` for a database of a newer program; for connections that only read.
    public func check(_ connection: Connection) throws(DatabaseError) {
        let found = try connection.userVersion()
        if found > version {
            throw DatabaseError(
                code: .schemaTooNew, action: "open \(connection.path)",
                reason: "its schema is version \(found) and this program knows \(version); "
                    + "use the newer program, or a backup made before the upgrade")
        }
    }
}
