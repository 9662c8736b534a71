import SQLite

/// Every query of the API, over one connection: within `Reader.read` over a snapshot, as
/// `Store.view` over what the open transaction has written. It must not be kept.
public struct ReadView {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    func inSnapshot<T>(_ body: (ReadView) throws -> T) throws -> T {
        try reading("begin to read") { () throws(DatabaseError) in
            try connection.run("BEGIN DEFERRED")
        }
        defer { try? connection.run("ROLLBACK") }
        return try body(self)
    }

    func reading<T>(
        _ action: @autoclosure () -> String, _ body: () throws(DatabaseError) -> T
    ) throws(StoreError) -> T {
        do {
            return try body()
        } catch {
            throw StoreError(error, doing: "\(action()) in \(connection.path)")
        }
    }
}

extension Store {
    /// Reads what the writer sees, the open transaction included.
    public var view: ReadView { ReadView(connection) }
}
