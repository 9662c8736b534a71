import Routing
import Storage
import Synchronization

/// Lets old rows go, a little at a time, so that no transaction grows long: the feed after seven
/// days, finished calls, idempotency keys, the older generation of seen message ids, and messages
/// after the time that the operator keeps them.
final class Housekeeping: Sendable {
    private static let pause = Interval.seconds(30)
    private static let shortPause = Interval.seconds(1)

    private let engine: Engine
    private let keepMessages: Interval?
    private let due: Mutex<Instant?>

    /// - Parameter keepMessages: how long messages are kept; nil is for ever.
    init(engine: Engine, keepMessages: Interval? = nil) {
        self.engine = engine
        self.keepMessages = keepMessages
        due = Mutex(engine.clock.now + Self.pause)
    }

    /// Stops for good.
    func stop() { due.withLock { $0 = nil } }
}

extension Housekeeping: Timed {
    var nextWake: Instant? { due.withLock { $0 } }

    func wake(at now: Instant) {
        due.withLock { $0 = $0 == nil ? nil : now + Self.pause }
        engine.submit { [keepMessages] core -> Bool in
            let now = core.moment.now
            try core.store.rotateSeen(at: now)
            let isMore = try core.store.prune(at: now)
            guard let keepMessages else { return isMore }
            return try core.store.pruneMessages(before: now - keepMessages) || isMore
        } then: { [self] result in
            guard case .success(true) = result else { return }
            let soon = engine.clock.now + Self.shortPause
            due.withLock { $0 = $0.map { min($0, soon) } }
        }
    }
}
