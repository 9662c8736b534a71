public import Lifecycle
public import Routing
import Synchronization

/// Kefud's time line (rule 20): it starts at the wall clock, never before the last commit, and
/// advances with the monotonic clock; the wall clock is read beside it for reception hours.
public final class EngineClock: Sendable {
    private let time: any TimeSource
    /// What the line is ahead of the monotonic clock; `unknown` before the start.
    private let offset = Atomic(unknown)
    private static let unknown = Int64.min

    /// A clock over these two.
    public init(_ time: any TimeSource) { self.time = time }

    /// Fixes the line at a start: it goes on after the last commit even when the wall clock has
    /// been set back since. A second call changes nothing.
    func start(after lastCommit: Instant?) {
        let wall = time.wallMilliseconds
        let monotonic = time.monotonicMilliseconds
        guard offset.load(ordering: .relaxed) == Self.unknown else { return }
        let offset = max(wall, lastCommit?.milliseconds ?? wall) - monotonic
        self.offset.store(offset, ordering: .relaxed)
    }

    /// The present moment. Before the start the line is the wall clock's.
    public var moment: Moment { Moment(now: now, wall: wall) }

    /// The present point of kefud's own line.
    public var now: Instant {
        let offset = offset.load(ordering: .relaxed)
        return offset == Self.unknown
            ? wall : Instant(milliseconds: offset + time.monotonicMilliseconds)
    }

    /// What the wall clock shows.
    public var wall: Instant { Instant(milliseconds: time.wallMilliseconds) }
}
