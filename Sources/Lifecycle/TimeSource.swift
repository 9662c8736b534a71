// Optimised builds see the whole module at once and then take `timespec` for CSystemd's.
import CSystemd
import Glibc
import Synchronization

/// Where the time comes from. Only the shell asks it; what decides is given the time.
public protocol TimeSource: Sendable {
    /// Milliseconds since 1970, UTC. May jump in both directions when somebody sets the clock.
    var wallMilliseconds: Int64 { get }
    /// Milliseconds since some moment. Never goes back, and goes on while the machine sleeps.
    var monotonicMilliseconds: Int64 { get }
}

/// The machine's clocks.
public struct SystemTime: TimeSource {
    /// The machine's clocks.
    public init() {}

    /// `CLOCK_REALTIME`.
    public var wallMilliseconds: Int64 { Self.read(CLOCK_REALTIME) }

    /// `CLOCK_BOOTTIME`, which unlike `CLOCK_MONOTONIC` counts the time in suspend.
    public var monotonicMilliseconds: Int64 { Self.read(CLOCK_BOOTTIME) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// Clocks that go only when they are told to, for tests.
public final class ManualTime: TimeSource {
    private let state: Mutex<(wall: Int64, monotonic: Int64)>

    /// Starts with the wall clock at a time, in milliseconds since 1970.
    public init(wallMilliseconds: Int64 = 1_795_359_845_000) {
        state = Mutex((wallMilliseconds, 0))
    }

    /// What the wall clock shows.
    public var wallMilliseconds: Int64 { state.withLock { $0.wall } }

    /// How far `advance` has gone.
    public var monotonicMilliseconds: Int64 { state.withLock { $0.monotonic } }

    /// Lets time pass on both clocks.
    public func advance(milliseconds: Int64) {
        precondition(milliseconds >= 0, "time does not go back; set the wall clock instead")
        state.withLock { state in
            state.wall += milliseconds
            state.monotonic += milliseconds
        }
    }

    /// Sets the wall clock, as an administrator may do; the other clock does not notice.
    public func setWall(milliseconds: Int64) {
        state.withLock { $0.wall = milliseconds }
    }
}
