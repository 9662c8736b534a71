internal import CSQLite

/// One connection to one database file. It knows SQL and no table of ours.
///
/// Not `Sendable` on purpose: one actor owns it and it never leaves that actor. Calls block.
public final class Connection {
    /// What the connection may do.
    public enum Mode: Sendable {
        /// Reads and writes; the file is made when it is missing.
        case readWrite
        /// Reads only; the file must exist.
        case readOnly
    }

    let raw: OpaquePointer
    /// The file as given to `init`.
    public let path: String
    let logSize = LogSize()
    /// Keyed by the address of the literal: as unique as its text, and free to hash.
    private var cache: [UInt: Statement] = [:]

    /// Opens `path` and sets what every connection of ours needs: for writing WAL,
    /// `synchronous=FULL` (a commit that was answered is on the disk), foreign keys; for both
    /// `busy_timeout`, temporary tables in memory and the page cache's size.
    ///
    /// - Parameters:
    ///   - path: a file, or `:memory:`.
    ///   - busyMilliseconds: how long a call waits for another connection's lock.
    ///   - cacheKibibytes: upper bound of the page cache.
    public init(
        path: String, mode: Mode = .readWrite, busyMilliseconds: Int = 5_000,
        cacheKibibytes: Int = 16_384
    ) throws(DatabaseError) {
        raw = try Self.open(path, mode)
        self.path = path
        sqlite3_busy_timeout(raw, Int32(clamping: busyMilliseconds))
        do throws(DatabaseError) {
            try executeScript(
                """
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -\(max(cacheKibibytes, 64));
                PRAGMA foreign_keys = ON;
                """)
            if mode == .readWrite {
                // SQLite opens for reading, without a word, what it may not write.
                if sqlite3_db_readonly(raw, "main") == 1 {
                    throw DatabaseError(
                        code: .readOnly, action: "open for writing",
                        reason: "the file may only be read")
                }
                try execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            }
        } catch {
            // `deinit` closes the handle; only the words are bettered.
            throw DatabaseError(
                code: error.code, action: "open \(path) (\(error.action))", reason: error.reason)
        }
    }

    deinit {
        cache.removeAll()  // statements first, so that the connection really closes
        sqlite3_close_v2(raw)
    }

    /// What is set once a process, before the first connection.
    private static let isConfigured = csqlite_count_no_memory() == SQLITE_OK

    static func open(_ path: String, _ mode: Mode) throws(DatabaseError) -> OpaquePointer {
        _ = isConfigured
        var handle: OpaquePointer?
        let access =
            mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        // One owner uses the connection at a time, so SQLite's own mutex would be a cost only.
        let flags = access | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let error = DatabaseError(code, handle, doing: "open \(path)")
            sqlite3_close_v2(handle)  // a failed open still hands back a handle to close
            throw error
        }
        return handle
    }

    /// Runs one or more constant statements that are used once, without caching them.
    public func execute(_ sql: StaticString) throws(DatabaseError) {
        try executeScript(sql.description)
    }

    /// Runs a script of several statements. For migrations and PRAGMAs; never put values in it.
    public func executeScript(_ sql: String) throws(DatabaseError) {
        let code = sqlite3_exec(raw, sql, nil, nil, nil)
        if code != SQLITE_OK { throw DatabaseError(code, raw, doing: sql) }
    }

    /// Lends a cached statement; it is reset and unbound again on every way out.
    public func withStatement<R>(
        _ sql: StaticString, _ body: (Statement) throws(DatabaseError) -> R
    ) throws(DatabaseError) -> R {
        let statement = try prepared(sql)
        precondition(!statement.isLent, "the same statement is already running: \(sql)")
        statement.isLent = true
        defer { statement.giveBack() }
        return try body(statement)
    }

    /// Runs a statement that gives no rows.
    public func run(_ sql: StaticString, _ values: Value...) throws(DatabaseError) {
        try withStatement(sql) { (statement) throws(DatabaseError) in
            try statement.bindAll(values)
            try statement.run()
        }
    }

    /// All rows of a query, each translated by `row`.
    public func query<T>(
        _ sql: StaticString, _ values: Value..., row: (Row) throws(DatabaseError) -> T
    ) throws(DatabaseError) -> [T] {
        try withStatement(sql) { (statement) throws(DatabaseError) in
            try statement.bindAll(values)
            var rows: [T] = []
            while try statement.step() { rows.append(try row(statement.row)) }
            return rows
        }
    }

    /// The first row of a query, or nil when there is none.
    public func first<T>(
        _ sql: StaticString, _ values: Value..., row: (Row) throws(DatabaseError) -> T
    ) throws(DatabaseError) -> T? {
        try withStatement(sql) { (statement) throws(DatabaseError) in
            try statement.bindAll(values)
            return try statement.step() ? try row(statement.row) : nil
        }
    }

    /// The row id of the last successful INSERT on this connection.
    public var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(raw) }

    /// How many rows the last INSERT, UPDATE or DELETE touched.
    public var changes: Int { Int(sqlite3_changes64(raw)) }

    private func prepared(_ sql: StaticString) throws(DatabaseError) -> Statement {
        precondition(sql.hasPointerRepresentation, "SQL of one character: \(sql)")
        let key = UInt(bitPattern: sql.utf8Start)
        if let statement = cache[key] { return statement }
        let statement = try Statement(raw, sql.description)
        cache[key] = statement
        return statement
    }
}
