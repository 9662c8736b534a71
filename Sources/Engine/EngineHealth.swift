public import Routing

/// How the engine is doing, for `/healthz` and the watchdog.
public struct EngineHealth: Hashable, Sendable {
    /// When the last transaction was committed, on kefud's line; nil before the first.
    public var lastCommit: Instant?
    /// Why the last transaction failed; nil when it was committed.
    public var lastError: String?
    /// Transactions that have failed in a row.
    public var failuresInARow = 0
    /// How long the oldest waiting work has been waiting, or the present round has been lasting, in
    /// milliseconds.
    public var lag: Int64 = 0
    /// How many works wait.
    public var waiting = 0
    /// Whether the database is past helping itself: the daemon should stop and be looked at. A full
    /// disk is not: the engine goes on trying, and every work fails until there is room.
    public var isFatal = false

    /// Whether works are being committed in time.
    public var isHealthy: Bool { !isFatal && failuresInARow == 0 && lag < 5_000 }

    /// Nothing has happened yet.
    public init() {}
}
