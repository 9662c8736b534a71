internal import CSQLite

extension Connection {
    /// Whether a transaction is open.
    public var isInTransaction: Bool { sqlite3_get_autocommit(raw) == 0 }

    /// `BEGIN IMMEDIATE`, the body, `COMMIT`; on any error `ROLLBACK`, and the error goes on.
    /// Transactions do not nest; use `savepoint` inside of one.
    public func transaction<R>(
        _ body: () throws(DatabaseError) -> R
    ) throws(DatabaseError) -> R {
        try begin("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// The same for a body that throws errors of other kinds, too.
    @_disfavoredOverload
    public func transaction<R>(_ body: () throws -> R) throws -> R {
        try begin("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Reads over one snapshot of the database: `BEGIN DEFERRED`, the body, `ROLLBACK`. What the
    /// body writes is undone.
    public func read<R>(_ body: () throws(DatabaseError) -> R) throws(DatabaseError) -> R {
        try begin("BEGIN DEFERRED")
        defer { rollBack() }
        return try body()
    }

    /// A part of a transaction that can fail alone: `SAVEPOINT`, the body, `RELEASE`; on an error
    /// only what the body did is undone, and the error goes on.
    public func savepoint<R>(
        _ body: () throws(DatabaseError) -> R
    ) throws(DatabaseError) -> R {
        precondition(isInTransaction, "a savepoint outside of a transaction")
        // Not cached: savepoints nest, and the inner one would find the statement lent.
        try execute("SAVEPOINT inner_part")
        do {
            let result = try body()
            try execute("RELEASE inner_part")
            return result
        } catch {
            // Some errors (a full disk) have undone the whole transaction already.
            if isInTransaction { try? execute("ROLLBACK TO inner_part; RELEASE inner_part") }
            throw error
        }
    }

    private func begin(_ statement: StaticString) throws(DatabaseError) {
        precondition(!isInTransaction, "transactions do not nest: use savepoint")
        try run(statement)
    }

    /// Errors of `ROLLBACK` itself tell nothing: SQLite has then undone the transaction by itself.
    private func rollBack() {
        if isInTransaction { try? execute("ROLLBACK") }
    }
}
