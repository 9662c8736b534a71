internal import Synchronization

/// Keeps our calls below the platform's limits (document 90312: 10,000 a minute and 150,000 an hour
/// for each API) by a share of them, so that other programs of the corporation have room, too.
///
/// Pure: time is an argument, in milliseconds of any clock that does not go back. What it allows
/// holds for every window of that length, wherever the platform's own windows begin.
public struct RateBudget: Sendable {
    /// The platform's limits and our share.
    public struct Limits: Equatable, Sendable {
        /// Calls of one API in 60 seconds.
        public var perMinute = 10_000
        /// Calls of one API in an hour.
        public var perHour = 150_000
        /// How much of both is ours, in percent.
        public var sharePercent = 80
        /// How long an API is left alone after 45009; the platform blocks for 60 s or an hour.
        public var pauseMilliseconds: Int64 = 60_000
        /// `sync_msg` without a callback's token: calls of one account in 60 seconds. The real
        /// limit is "strict" and not published.
        public var syncWithoutTokenPerMinute = 5

        /// The documented limits.
        public init() {}
    }

    /// What is counted.
    public enum Key: Hashable, Sendable {
        /// Every call of an API.
        case api(PlatformAPI)
        /// `sync_msg` without a token: counts for its account and for the API.
        case syncWithoutToken(openKfID: String)
    }

    /// The answer to the question whether a call may be made.
    public enum Verdict: Equatable, Sendable {
        /// It may, and is counted.
        case go
        /// Not before this time has passed; nothing is counted.
        case wait(milliseconds: Int64)
    }

    private struct Windows {
        var minute: SlidingCount
        var hour: SlidingCount?
        var pausedUntil: Int64 = .min
    }

    private let limits: Limits
    private var windows: [Key: Windows] = [:]

    /// A budget of which nothing is used.
    public init(_ limits: Limits = Limits()) { self.limits = limits }

    /// Takes one call out of the budget, if there is room.
    public mutating func tryTake(_ key: Key, now: Int64) -> Verdict {
        let wait = waitMilliseconds(key, now: now)
        if wait > 0 { return .wait(milliseconds: wait) }
        for part in parts(of: key) {
            var used = windows[part] ?? fresh(part)
            used.minute.add(now)
            used.hour?.add(now)
            windows[part] = used
        }
        return .go
    }

    /// How long a call would have to wait; 0 when it may go. Counts nothing.
    /// - Parameter leaving: how much of our share is not for this call, in percent.
    public func waitMilliseconds(_ key: Key, now: Int64, leaving: Int = 0) -> Int64 {
        parts(of: key).map { part in
            guard let used = windows[part] else { return 0 }
            return max(
                used.pausedUntil > now ? used.pausedUntil - now : 0,
                used.minute.wait(now, leaving: leaving),
                used.hour?.wait(now, leaving: leaving) ?? 0)
        }.max() ?? 0
    }

    /// The platform has answered 45009.
    public mutating func refused(_ key: Key, now: Int64) {
        var used = windows[key] ?? fresh(key)
        used.pausedUntil = now + limits.pauseMilliseconds
        windows[key] = used
    }

    private func parts(of key: Key) -> [Key] {
        switch key {
        case .api: [key]
        case .syncWithoutToken: [key, .api(.syncMessages)]
        }
    }

    private func fresh(_ key: Key) -> Windows {
        switch key {
        case .api:
            Windows(
                minute: SlidingCount(
                    max: limits.perMinute * limits.sharePercent / 100, slotMilliseconds: 1_000),
                hour: SlidingCount(
                    max: limits.perHour * limits.sharePercent / 100, slotMilliseconds: 60_000))
        case .syncWithoutToken:
            Windows(
                minute: SlidingCount(
                    max: limits.syncWithoutTokenPerMinute, slotMilliseconds: 1_000))
        }
    }
}

/// How many there were in the last 60 slots of time. One slot more is kept, because the oldest one
/// has passed only in part: what is allowed is never too much and at most one slot too late.
struct SlidingCount: Sendable {
    private static let slots = 61
    let max: Int
    let slotMilliseconds: Int64
    private var counts = [Int](repeating: 0, count: slots)
    private var newest: Int64 = 0
    private var total = 0

    init(max: Int, slotMilliseconds: Int64) {
        (self.max, self.slotMilliseconds) = (Swift.max(max, 1), slotMilliseconds)
    }

    mutating func add(_ now: Int64) {
        advance(to: slot(now))
        counts[index(newest)] += 1
        total += 1
    }

    /// Milliseconds until there is room for one more, with so many percent left over for others.
    func wait(_ now: Int64, leaving: Int) -> Int64 {
        let max = Swift.max(self.max * (100 - leaving) / 100, 1)
        var moved = self
        moved.advance(to: slot(now))
        guard moved.total >= max else { return 0 }
        // The oldest slot that holds anything has to leave, and more if that is not enough.
        var left = moved.total
        for age in stride(from: Int64(Self.slots) - 1, through: 0, by: -1) {
            left -= moved.counts[index(moved.newest - age)]
            if left < max {
                let leaves = (moved.newest - age + Int64(Self.slots)) * slotMilliseconds
                return Swift.max(leaves - now, 1)
            }
        }
        return slotMilliseconds
    }

    private func slot(_ now: Int64) -> Int64 { Swift.max(now / slotMilliseconds, newest) }

    private func index(_ slot: Int64) -> Int {
        let rest = Int(slot % Int64(Self.slots))
        return rest < 0 ? rest + Self.slots : rest
    }

    private mutating func advance(to slot: Int64) {
        if total == 0 || slot - newest >= Int64(Self.slots) {
            counts = [Int](repeating: 0, count: Self.slots)
            (total, newest) = (0, slot)
            return
        }
        while newest < slot {
            newest += 1
            total -= counts[index(newest)]
            counts[index(newest)] = 0
        }
    }
}

/// One budget for everybody who calls the platform.
public final class SharedRateBudget: Sendable {
    private let budget: Mutex<RateBudget>

    /// A budget of which nothing is used.
    public init(_ limits: RateBudget.Limits = RateBudget.Limits()) {
        budget = Mutex(RateBudget(limits))
    }

    /// See `RateBudget.tryTake`.
    public func tryTake(_ key: RateBudget.Key, now: Int64) -> RateBudget.Verdict {
        budget.withLock { $0.tryTake(key, now: now) }
    }

    /// See `RateBudget.waitMilliseconds`.
    public func waitMilliseconds(_ key: RateBudget.Key, now: Int64, leaving: Int = 0) -> Int64 {
        budget.withLock { $0.waitMilliseconds(key, now: now, leaving: leaving) }
    }

    /// See `RateBudget.refused`.
    public func refused(_ key: RateBudget.Key, now: Int64) {
        budget.withLock { $0.refused(key, now: now) }
    }
}
