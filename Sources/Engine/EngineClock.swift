public import Lifecycle
public import Routing
import Synchronization

/// Kefud's time line (rule 20): it starts at the wall clock, never before the last commit, and
/// advances with the monotonic clock; the wall clock is read beside it for reception hours.
public final class EngineClock: Sendable {
    private let time: any TimeSource
    private let offset = Mutex<Int64?>(nil)

    /// A clock over these two.
    public init(_ time: any TimeSource) { self.time = time }

    /// Fixes the line at a start: it goes on after the last commit even when the wall clock has
    /// been set back since. A second call changes nothing.
    func start(after lastCommit: Instant?) {
        let wall = time.wallMilliseconds
        let monotonic = time.monotonicMilliseconds
        offset.withLock { offset in
            if offset == nil { offset = max(wall, lastCommit?.milliseconds ?? wall) - monotonic }
        }
    }

    /// The present moment. Before the start the line is the wall clock's.
    public var moment: Moment {
        let wall = time.wallMilliseconds
        let monotonic = time.monotonicMilliseconds
        let now = offset.withLock { $0 }.map { $0 + monotonic } ?? wall
        return Moment(now: Instant(milliseconds: now), wall: Instant(milliseconds: wall))
    }

    /// The present point of kefud's own line.
    public var now: Instant { moment.now }
}
