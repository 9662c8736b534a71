package import Routing
import SQLite

/// The one writer of a database: it owns the daemon's lock and the only writing connection.
///
/// Not `Sendable` on purpose: one thread owns it, the one that owns the routing state. Calls block,
/// and all writing belongs into `transaction`, so that what is decided together is committed
/// together. What is read here sees what the open transaction has written.
public final class Store {
    /// The file, as given.
    public let path: String
    let connection: Connection
    private let lock: DatabaseLock?
    private let checkpointer: Checkpointer?
    /// The write-ahead log that this store writes to.
    private var writeAheadLog: FileIdentity?
    var names = NameCache()
    var prefixes: [MessageIDPrefix] = []
    /// The lists as they were written last, so that an unchanged one is not written again.
    var lists: [AccountID: [AgentID]] = [:]
    /// Zones by name. Whoever opens many databases one after another may hand over those of the
    /// last one: to compute a zone takes longer than anything else at a start.
    package var zones: [String: ZoneOffsets] = [:]
    /// From how many pages on the log is moved into the database by the side, and when the writer
    /// does it: after 4 MiB, as SQLite would, and 64 MiB, which a start after a power cut reads in
    /// a tenth of a second.
    var logPages = (min: 1_000, max: 16_000)
    /// Which generation of seen ids is written; nil when it has not been asked.
    var seenGeneration: Int64?
    /// How far this round of deleting old messages has come.
    var oldMessagesSeen: Int64 = 0

    /// Takes the lock, opens the database (made when missing) and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - path: a file; `:memory:` makes a database of its own, without a lock.
    ///   - cacheKibibytes: upper bound of the page cache: enough for what a page of 1,000 messages
    ///     changes; the rest of the database is in the system's cache, if anywhere.
    /// - Throws: `.locked(by:)` when another daemon runs on it, `.schemaTooNew`, `.corrupt`, …
    public init(path: String, cacheKibibytes: Int = 12_288) throws(StoreError) {
        self.path = path
        // The lock first: a second daemon must not touch the file, not even to migrate it.
        lock = path == ":memory:" ? nil : try DatabaseLock(database: path)
        connection = try Self.open(path, cacheKibibytes)
        checkpointer = path == ":memory:" ? nil : Checkpointer(path: path)
        connection.takeOverCheckpoints()
        try makeReady()
        writeAheadLog = connection.writeAheadLog
    }

    deinit { checkpointer?.stop() }

    /// Opens the database beside a daemon that may hold the lock. The schema is brought up to date
    /// only while no daemon runs; a new database gets one.
    init(beside path: String) throws(StoreError) {
        self.path = path
        lock = nil
        checkpointer = nil
        connection = try Self.open(path, 2_048)
        let version = try doing("read the schema's version") { () throws(DatabaseError) in
            try connection.userVersion()
        }
        if version > 0 && version < Schema.migrations.version {
            let lock = try DatabaseLock(database: path)
            try makeReady()
            withExtendedLifetime(lock) {}
        } else {
            try makeReady()
        }
    }

    private static func open(_ path: String, _ cacheKibibytes: Int) throws(StoreError) -> Connection
    {
        do {
            return try Connection(path: path, cacheKibibytes: cacheKibibytes)
        } catch {
            throw StoreError(error, doing: "open the database \(path)")
        }
    }

    private func makeReady() throws(StoreError) {
        try doing("bring the schema up to date") { () throws(DatabaseError) in
            // What is deleted is overwritten: nobody reads an erased visitor's words in the file.
            try connection.execute("PRAGMA secure_delete = ON")
            try Schema.migrations.apply(to: connection)
            prefixes = try MessageIDPrefix.load(connection)
            try connection.executeScript(Schema.views)
        }
    }

    /// Runs `body` in one transaction: all of it is committed and on the disk when this returns, or
    /// nothing of it has happened. Transactions do not nest.
    public func transaction<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T {
        try doing("begin a transaction") { () throws(DatabaseError) in
            try connection.run("BEGIN IMMEDIATE")
        }
        do {
            let result = try body()
            try doing("commit") { () throws(DatabaseError) in try connection.run("COMMIT") }
            tendLog()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// The same for a body that throws errors of other kinds, too.
    @_disfavoredOverload
    public func transaction<T>(_ body: () throws -> T) throws -> T {
        try doing("begin a transaction") { () throws(DatabaseError) in
            try connection.run("BEGIN IMMEDIATE")
        }
        do {
            let result = try body()
            try doing("commit") { () throws(DatabaseError) in try connection.run("COMMIT") }
            tendLog()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// A part of a transaction that can fail alone: on an error only what `body` wrote is undone.
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        precondition(connection.isInTransaction, "a savepoint outside of a transaction")
        try doing("begin a part") { () throws(DatabaseError) in
            try connection.execute("SAVEPOINT part")
        }
        do {
            let result = try body()
            try doing("end a part") { () throws(DatabaseError) in
                try connection.execute("RELEASE part")
            }
            return result
        } catch {
            // Some errors (a full disk) have undone the whole transaction already.
            if connection.isInTransaction {
                try? connection.execute("ROLLBACK TO part; RELEASE part")
            }
            forget()
            throw error
        }
    }

    /// Whether a transaction is open.
    public var isInTransaction: Bool { connection.isInTransaction }

    /// Moves the write-ahead log into the database file, as far as readers allow; for a quiet end.
    public func checkpoint() throws(StoreError) {
        try doing("checkpoint") { () throws(DatabaseError) in try connection.checkpoint() }
    }

    /// Has the log moved into the database when it is long. That it cannot be is no reason for a
    /// commit to fail: it is tried again after the next one.
    private func tendLog() {
        guard let checkpointer else { return }
        let pages = connection.pagesInLog
        if pages >= logPages.max {
            _ = try? connection.checkpointPassively()
        } else if pages >= logPages.min {
            checkpointer.want()
        }
    }

    /// Throws `.replaced` when the path no longer leads to the files that are written to. If only
    /// the write-ahead log is gone, everything in it is brought into the database before.
    public func checkPlace() throws(StoreError) {
        guard path != ":memory:" else { return }
        let action = "look after the database \(path)"
        guard connection.fileIsInPlace else {
            throw StoreError(
                .replaced, doing: action, because: "its file was moved, deleted or replaced")
        }
        guard writeAheadLog == nil || connection.writeAheadLog == writeAheadLog else {
            try checkpoint()
            throw StoreError(
                .replaced, doing: action, because: "its write-ahead log was deleted or replaced")
        }
    }

    /// Errors of `ROLLBACK` tell nothing: SQLite has then undone the transaction by itself.
    private func rollBack() {
        if connection.isInTransaction { try? connection.run("ROLLBACK") }
        forget()
    }

    /// What a rollback has taken away must not be remembered.
    private func forget() {
        names = NameCache()
        lists = [:]
        seenGeneration = nil
    }

    /// Says in every error what was tried, and on which database.
    func doing<T>(
        _ action: @autoclosure () -> String, _ body: () throws(DatabaseError) -> T
    ) throws(StoreError) -> T {
        do {
            return try body()
        } catch {
            throw StoreError(error, doing: "\(action()) in \(path)")
        }
    }
}
