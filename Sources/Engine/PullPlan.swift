import Routing

/// Which account is pulled next, and when: one call at a time for each account, those that have
/// waited longest first. It decides only; `Puller` makes the calls.
struct PullPlan {
    /// The least time between the beginnings of two pulls of one account.
    static let hintGap = Interval(milliseconds: 300)
    /// How long a callback's token may be used (10 minutes, says the platform).
    static let tokenLife = Interval.minutes(10)
    /// Without a token the platform sets a strict limit that no document numbers; four calls a
    /// minute for an account stay below every report.
    static let gapWithoutToken = Interval.seconds(15)
    /// The least pause after 45009: the block lasts as long as the window that was hit.
    static let rateLimitPause = Interval.seconds(60)
    /// How often "busy" is answered by another try.
    static let busyTriesMax = 3
    /// After this many pages that say "more" and do not move, the walk is given up.
    static let stuckRoundsMax = 3
    /// How long the platform keeps messages.
    static let retention = Interval.hours(72)

    /// A call to make.
    struct Call: Hashable {
        var account: AccountID
        var cursor: String?
        var token: String?
    }

    /// What the outside has to do about an answer.
    enum Consequence {
        /// The walk is through.
        case ended([PullLane.Fence])
        /// The cursor does not move.
        case stuck
        /// The platform does not accept the cursor: it is to be forgotten.
        case cursorLost
        /// 45009: a restart must know until when nothing is asked, of any account or of this one
        /// without a token.
        case paused(until: Instant, ofAll: Bool)
    }

    /// How often an account is pulled without a callback (`poll_interval`).
    let pollInterval: Interval
    private(set) var lanes: [AccountID: PullLane] = [:]
    /// Nothing is asked of anybody before this: the quota of all pulls together is used up.
    private var pausedUntil: Instant?

    init(pollInterval: Interval) { self.pollInterval = pollInterval }

    /// Takes an account in, to be pulled at once: at a start nobody knows what was missed. One that
    /// comes back goes on where it stood.
    mutating func add(_ account: AccountID, _ lane: PullLane, now: Instant) {
        if lanes[account] == nil {
            lanes[account] = lane
            lanes[account]?.want(at: now)
        } else if !isPulled(account) {
            lanes[account]?.comeBack(with: lane.token, at: now)
        }
    }

    /// Pulls an account no more; those who wait for it wait no longer.
    mutating func remove(_ account: AccountID) -> [PullLane.Fence] {
        lanes[account]?.leave() ?? []
    }

    func isPulled(_ account: AccountID) -> Bool { lanes[account]?.isPulled ?? false }

    /// A callback, or another reason to pull.
    mutating func hint(_ account: AccountID, token: String?, at now: Instant) {
        guard isPulled(account) else { return }
        lanes[account]?.want(at: now)
        if let token { lanes[account]?.token = PullLane.Token(text: token, arrivedAt: now) }
    }

    /// Asks for a pull that begins now or later and wants to know of its end; nil when the account
    /// is not pulled at all.
    mutating func fence(
        _ account: AccountID, at now: Instant, then: @escaping @Sendable () -> Void
    ) -> Bool {
        guard isPulled(account) else { return false }
        lanes[account]?.fence(at: now, then: then)
        return true
    }

    /// The account whose call has been due for longest.
    func next(at now: Instant) -> AccountID? {
        if let pausedUntil, now < pausedUntil { return nil }
        var best: (due: Instant, account: AccountID)?
        for (account, lane) in lanes {
            guard let due = lane.dueAt(now: now), due <= now else { continue }
            if best.map({ (due, account) < ($0.due, $0.account) }) ?? true { best = (due, account) }
        }
        return best?.account
    }

    /// When the next call is due.
    func nextWake(now: Instant) -> Instant? {
        lanes.values.compactMap { $0.dueAt(now: now) }.min().map { max($0, pausedUntil ?? $0) }
    }

    /// Marks the account's call as begun.
    mutating func begin(_ account: AccountID, at now: Instant) -> Call? {
        guard let lane = lanes[account] else { return nil }
        lanes[account]?.begin(at: now)
        return Call(
            account: account, cursor: lane.cursor, token: lane.liveToken(at: now)?.text)
    }

    /// A page has been committed.
    mutating func answered(
        _ account: AccountID, nextCursor: String?, hasMore: Bool, now: Instant
    ) -> [Consequence] {
        guard var lane = lanes[account], lane.callBegan != nil else { return [] }
        var consequences: [Consequence] = []
        lane.callBegan = nil
        (lane.failures, lane.busyAnswers, lane.cursorRefusals) = (0, 0, 0)
        let moves = nextCursor.map { !$0.isEmpty && $0 != lane.cursor } ?? false
        if moves { lane.cursor = nextCursor }
        if !hasMore {
            lane.stuckRounds = 0
            consequences.append(.ended(lane.end(now: now, pollInterval: pollInterval)))
        } else if moves {
            lane.stuckRounds = 0
            lane.walkingSince = now
        } else {
            lane.stuckRounds += 1
            lane.walkingSince = now + .seconds(Int64(lane.stuckRounds))
            if lane.stuckRounds == Self.stuckRoundsMax {
                // Given up until the next hint or poll; those who wait go on waiting.
                lane.stuckRounds = 0
                lane.walkingSince = nil
                lane.wantedSince = nil
                lane.nextPoll = now + pollInterval
                consequences.append(.stuck)
            }
        }
        lanes[account] = lane
        return consequences
    }

    /// The page was answered but could not be stored: it is asked for again.
    mutating func notStored(_ account: AccountID, now: Instant) {
        lanes[account]?.callBegan = nil
        lanes[account]?.blockedUntil = now + .seconds(1)
    }

    /// The call has failed.
    mutating func failed(
        _ account: AccountID, with failure: CallFailure, now: Instant
    ) -> [Consequence] {
        guard var lane = lanes[account] else { return [] }
        defer { lanes[account] = lane }
        lane.callBegan = nil
        switch failure {
        case .refused(95007, _) where lane.callToken != nil:
            // A newer one may have come since.
            if lane.token == lane.callToken { lane.token = nil }
        case .notNow(45009, _), .notNow(45033, _):
            let until = now + Self.rateLimitPause
            let isOfAll = lane.callToken != nil
            if isOfAll { pauseAll(until: until) } else { lane.blockedWithoutTokenUntil = until }
            return [.paused(until: until, ofAll: isOfAll)]
        case .notNow(-1, _), .notNow(6000, _):
            lane.busyAnswers += 1
            let isLast = lane.busyAnswers >= Self.busyTriesMax
            lane.blockedUntil =
                now + (isLast ? Self.rateLimitPause : .seconds(1 << Int64(lane.busyAnswers - 1)))
            if isLast { lane.busyAnswers = 0 }
        case .refused(40058, _) where lane.cursor != nil:
            lane.cursorRefusals += 1
            lane.blockedUntil = now + .seconds(5)
            return lane.cursorRefusals >= 2 ? [.cursorLost] : []
        case .refused:
            // Somebody has to mend something (48007, 95004 …); until then rarely.
            lane.failures += 1
            lane.blockedUntil = now + .seconds(min(300, 15 << Int64(min(lane.failures - 1, 5))))
        // Token errors among them: they pass once somebody has mended the configuration.
        case .notNow, .notSent, .unknown:
            lane.failures += 1
            lane.blockedUntil = now + .seconds(min(60, 1 << Int64(min(lane.failures - 1, 6))))
        }
        return []
    }

    /// The cursor is forgotten: the next call begins without one.
    mutating func cursorForgotten(_ account: AccountID) {
        lanes[account]?.cursorRefusals = 0
        lanes[account]?.cursor = nil
    }

    /// Asks nothing of anybody before this.
    mutating func pauseAll(until: Instant) { pausedUntil = max(pausedUntil ?? until, until) }
}
