/// A point on kefud's own time line, in milliseconds since 1970.
///
/// The line starts at the wall clock when the daemon starts (never before its last commit) and
/// then advances with the monotonic clock, so a wall clock that jumps ends nothing early and keeps
/// nothing for ever (rule 20).
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// The point this many milliseconds after 1970-01-01T00:00:00Z.
    @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Earlier before later.
    @inlinable
    public static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The point an interval later.
    @inlinable
    public static func + (left: Self, right: Interval) -> Self {
        Instant(milliseconds: left.milliseconds + right.milliseconds)
    }

    /// The point an interval earlier.
    @inlinable
    public static func - (left: Self, right: Interval) -> Self {
        Instant(milliseconds: left.milliseconds - right.milliseconds)
    }

    /// The time from one point to another; negative when the left one is earlier.
    @inlinable
    public static func - (left: Self, right: Self) -> Interval {
        Interval(milliseconds: left.milliseconds - right.milliseconds)
    }
}

/// A length of time in whole milliseconds.
public struct Interval: Hashable, Comparable, Sendable {
    /// The length in milliseconds.
    public let milliseconds: Int64

    /// A length in milliseconds.
    @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// A length in seconds.
    @inlinable
    public static func seconds(_ count: Int64) -> Self { Interval(milliseconds: count * 1_000) }

    /// A length in minutes.
    @inlinable
    public static func minutes(_ count: Int64) -> Self { .seconds(count * 60) }

    /// A length in hours.
    @inlinable
    public static func hours(_ count: Int64) -> Self { .minutes(count * 60) }

    /// Shorter before longer.
    @inlinable
    public static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

/// When an input happens: on kefud's line for durations, by the wall clock for reception hours.
public struct Moment: Hashable, Sendable {
    /// The point on kefud's own time line; it never goes back.
    public let now: Instant
    /// What the wall clock says; it may jump either way.
    public let wall: Instant

    /// A moment whose wall clock may differ from kefud's line.
    public init(now: Instant, wall: Instant) {
        self.now = now
        self.wall = wall
    }

    /// A platform time (Unix seconds) on kefud's line: as long ago as the wall clock says it is,
    /// and never later than now.
    public func instant(ofPlatformSeconds seconds: Int64) -> Instant {
        let age = wall.milliseconds - seconds * 1_000
        return now - Interval(milliseconds: max(0, age))
    }
}
