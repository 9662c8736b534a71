import Routing
import Storage
import Synchronization

/// Lets old rows go, a little at a time, so that no transaction grows long: the feed after seven
/// days, finished calls, idempotency keys, and the older generation of seen message ids.
final class Housekeeping: Sendable {
    private static let pause = Interval.seconds(30)
    private static let shortPause = Interval.seconds(1)

    private let engine: Engine
    private let due: Mutex<Instant?>

    init(engine: Engine) {
        self.engine = engine
        due = Mutex(engine.clock.now + Self.pause)
    }

    /// Stops for good.
    func stop() { due.withLock { $0 = nil } }
}

extension Housekeeping: Timed {
    var nextWake: Instant? { due.withLock { $0 } }

    func wake(at now: Instant) {
        due.withLock { $0 = $0 == nil ? nil : now + Self.pause }
        engine.submit { core -> Bool in
            try core.store.rotateSeen(at: core.moment.now)
            return try core.store.prune(at: core.moment.now)
        } then: { [self] result in
            guard case .success(true) = result else { return }
            let soon = engine.clock.now + Self.shortPause
            due.withLock { $0 = $0.map { min($0, soon) } }
        }
    }
}
