import Routing

/// When a call that could not be made now is made again.
enum RetrySchedule {
    /// The first pause.
    static let shortest = Interval.seconds(1)
    /// The longest pause.
    static let longest = Interval.minutes(5)

    /// The pause after this many attempts: doubled each time, and up to a quarter longer by a part
    /// that comes from the number of the effect, so that what failed together does not come back
    /// together and a test knows the time.
    static func pause(afterAttempts attempts: Int, of id: Int64) -> Interval {
        let doublings = min(max(attempts - 1, 0), 16)
        let plain = min(shortest.milliseconds << Int64(doublings), longest.milliseconds)
        let jitter = (id &* 7_919 % 251 + 251) % 251 * plain / 1_000
        return Interval(milliseconds: plain + jitter)
    }

    /// When to try again, or nil when that would be too late.
    static func next(
        afterAttempts attempts: Int, of id: Int64, now: Instant, deadline: Instant?
    ) -> Instant? {
        let next = now + pause(afterAttempts: attempts, of: id)
        guard let deadline else { return next }
        return next < deadline ? next : nil
    }
}
