import Foundation
import SQLite

/// Reads the database for everybody who does not write: a few read-only connections that never wait
/// for the writer and never make it wait.
public final class Reader: Sendable {
    /// Upper bound of a connection's page cache; most of what is read was written just now, and is
    /// in the system's cache.
    private static let cacheKibibytes = 2_048

    private let pool: ConnectionPool

    /// Opens the connections.
    ///
    /// - Parameters:
    ///   - path: a database that a `Store` has made.
    ///   - connections: how many reads may run at once; more wait for their turn.
    /// - Throws: `.cannotOpen`, `.schemaTooNew`, …
    public init(path: String, connections: Int = 4) throws(StoreError) {
        do {
            var opened: [Connection] = []
            for _ in 0..<max(1, connections) {
                let connection = try Connection(
                    path: path, mode: .readOnly, cacheKibibytes: Self.cacheKibibytes)
                try Schema.migrations.check(connection)
                try connection.executeScript(Schema.views)
                opened.append(connection)
            }
            pool = ConnectionPool(opened)
        } catch {
            throw StoreError(error, doing: "open \(path) for reading")
        }
    }

    /// Reads over one snapshot: what `body` asks fits together, whatever is written meanwhile.
    /// Blocks while it reads; bodies are short.
    public func read<T>(_ body: (ReadView) throws -> T) throws -> T {
        let connection = pool.take()
        defer { pool.giveBack(connection) }
        return try ReadView(connection).inSnapshot(body)
    }
}

/// Connections that take turns. `@unchecked Sendable`: `idle` is touched under the lock of
/// `condition` only, and a connection that is taken belongs to one thread until it is given back.
private final class ConnectionPool: @unchecked Sendable {
    private let condition = NSCondition()
    private var idle: [Connection]

    init(_ connections: [Connection]) { idle = connections }

    func take() -> Connection {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let connection = idle.popLast() { return connection }
            condition.wait()
        }
    }

    func giveBack(_ connection: Connection) {
        condition.lock()
        idle.append(connection)
        condition.signal()
        condition.unlock()
    }
}
