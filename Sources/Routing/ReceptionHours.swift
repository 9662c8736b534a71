/// A time of day in whole minutes after midnight, 0 … 1440 (`24:00`, only as an end).
public struct MinuteOfDay: Hashable, Comparable, Sendable {
    /// Minutes after midnight, 0 … 1440.
    public let minutes: Int

    /// This many minutes after midnight.
    public init(_ minutes: Int) { self.minutes = minutes }

    /// Earlier before later.
    public static func < (left: Self, right: Self) -> Bool { left.minutes < right.minutes }
}

/// From one local time to another; an end at or before the start runs past midnight, an equal one
/// lasts 24 hours.
public struct HoursSpan: Hashable, Sendable {
    /// When it begins.
    public let from: MinuteOfDay
    /// When it is over.
    public let to: MinuteOfDay

    /// A span of local time.
    public init(from: MinuteOfDay, to: MinuteOfDay) {
        self.from = from
        self.to = to
    }
}

/// A date of the Gregorian calendar, without a time or a zone.
public struct CalendarDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public let day: Int64

    /// The date this many days after 1970-01-01.
    public init(day: Int64) { self.day = day }

    /// Earlier before later.
    public static func < (left: Self, right: Self) -> Bool { left.day < right.day }
}

/// A time zone as data: from each instant on, this many seconds east of UTC.
public struct ZoneOffsets: Hashable, Sendable {
    /// A change of the offset.
    public struct Transition: Hashable, Sendable {
        /// From when on.
        public let from: Instant
        /// Seconds east of UTC.
        public let seconds: Int

        /// A change at this instant.
        public init(from: Instant, seconds: Int) {
            self.from = from
            self.seconds = seconds
        }
    }
    /// Seconds east of UTC before the first transition.
    public let initialSeconds: Int
    /// The changes, oldest first.
    public let transitions: [Transition]

    /// A zone.
    public init(initialSeconds: Int, transitions: [Transition] = []) {
        self.initialSeconds = initialSeconds
        self.transitions = transitions
    }
}

/// When an account receives visitors (接待时间, rule 20).
public struct ReceptionHours: Hashable, Sendable {
    /// The account's zone.
    public var zone: ZoneOffsets
    /// The spans that begin on each weekday, 1 (Monday) … 7; empty everywhere means "always".
    public var weekly: [Int: [HoursSpan]]
    /// Dates whose spans replace those of their weekday; no spans means closed.
    public var dates: [CalendarDate: [HoursSpan]]

    /// Hours of an account.
    public init(
        zone: ZoneOffsets, weekly: [Int: [HoursSpan]] = [:],
        dates: [CalendarDate: [HoursSpan]] = [:]
    ) {
        self.zone = zone
        self.weekly = weekly
        self.dates = dates
    }
}
