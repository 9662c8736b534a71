import Routing
import Storage

/// Where the pull of one account stands: when its next call is due, and with which token.
struct PullLane {
    /// A callback's token.
    struct Token: Hashable {
        var text: String
        var arrivedAt: Instant
    }

    /// Somebody who waits for the end of a pull that begins after its asking.
    struct Fence {
        var number: Int
        var then: @Sendable () -> Void
    }

    /// Whether the account is pulled. One that the platform takes away keeps its lane: its pauses
    /// hold, and its call under way is its only one, should it come back.
    private(set) var isPulled = true
    /// The newest token; dropped when the platform refuses it or it is too old.
    var token: Token?
    /// The stored cursor.
    var cursor: String?
    /// The oldest reason for a pull that no call has answered yet.
    var wantedSince: Instant?
    /// How many reasons there have been, and how many of them had come when the last call began:
    /// a call answers those, and no later one. Counted, because several may share a millisecond.
    private(set) var wants = 0
    private var wantsAtCall = 0
    /// Since when the walk's next page may be asked for; nil when no walk is under way.
    var walkingSince: Instant?
    /// When the call in flight began.
    var callBegan: Instant?
    /// The token that this call carries.
    var callToken: Token?
    /// When the last walk began.
    var lastWalkBegan: Instant?
    /// When the last call without a token began.
    var lastCallWithoutToken: Instant?
    /// Nothing is asked before this.
    var blockedUntil: Instant?
    /// Nothing is asked without a token before this.
    var blockedWithoutTokenUntil: Instant?
    /// When the account is pulled although nobody asks for it.
    var nextPoll: Instant
    /// Failures in a row, "busy" answers in a row, rounds in a row that did not move the cursor,
    /// and refusals of the cursor in a row.
    var failures = 0
    var busyAnswers = 0
    var stuckRounds = 0
    var cursorRefusals = 0
    /// Whether a walk has reached its end since the start, or so shortly before it that the next
    /// has to wait.
    private(set) var hasEnded = false
    /// Those who wait.
    var fences: [Fence] = []

    init(nextPoll: Instant) { self.nextPoll = nextPoll }

    /// What the last run has left of this lane.
    init(_ stored: PullState, now: Instant) {
        self.init(nextPoll: now)
        cursor = stored.cursor
        if let token = stored.token, let arrivedAt = stored.tokenArrivedAt {
            self.token = Token(text: token, arrivedAt: arrivedAt)
        }
        blockedWithoutTokenUntil = stored.pausedWithoutTokenUntil
        // Nobody knows whether that call had a token: a daemon that is started every few seconds
        // must not run into the limit of calls without one.
        lastCallWithoutToken = stored.lastPullAt
        hasEnded = dueAt(now: now).map { $0 > now } ?? false
    }

    /// Is pulled no more; those who wait for it wait no longer.
    mutating func leave() -> [Fence] {
        isPulled = false
        (wantedSince, walkingSince) = (nil, nil)
        defer { fences = [] }
        return fences
    }

    /// Is pulled again, with the newest token that came meanwhile.
    mutating func comeBack(with token: Token?, at now: Instant) {
        isPulled = true
        self.token = token ?? self.token
        want(at: now)
    }

    /// Asks for a pull that begins now or later.
    mutating func want(at now: Instant) {
        wantedSince = min(wantedSince ?? now, now)
        wants += 1
    }

    /// Waits for the end of a pull that begins now or later.
    mutating func fence(at now: Instant, then: @escaping @Sendable () -> Void) {
        want(at: now)
        fences.append(Fence(number: wants, then: then))
    }

    /// The token that a call may carry now.
    func liveToken(at now: Instant) -> Token? {
        guard let token, now < token.arrivedAt + PullPlan.tokenLife else { return nil }
        return token
    }

    /// When the next call is due; nil while one is in flight, and for an account that is not
    /// pulled.
    ///
    /// A hint is answered at once if 300 ms have passed since the last pull began, else as soon as
    /// they have (section 1.2), which turns many hints into one pull.
    func dueAt(now: Instant) -> Instant? {
        guard isPulled, callBegan == nil else { return nil }
        var due: Instant
        if let walkingSince {
            due = walkingSince
        } else if let wantedSince {
            due = max(wantedSince, lastWalkBegan.map { $0 + PullPlan.hintGap } ?? wantedSince)
        } else {
            due = nextPoll
        }
        due = max(due, blockedUntil ?? due)
        if liveToken(at: max(due, now)) == nil {
            due = max(due, lastCallWithoutToken.map { $0 + PullPlan.gapWithoutToken } ?? due)
            due = max(due, blockedWithoutTokenUntil ?? due)
        }
        return due
    }

    /// Marks a call as begun.
    mutating func begin(at now: Instant) {
        callBegan = now
        wantsAtCall = wants
        callToken = liveToken(at: now)
        if callToken == nil { lastCallWithoutToken = now }
        if walkingSince == nil { lastWalkBegan = now }
    }

    /// The walk has reached its end: everything that the platform had when the last call began is
    /// stored.
    mutating func end(now: Instant, pollInterval: Interval) -> [Fence] {
        hasEnded = true
        walkingSince = nil
        nextPoll = now + pollInterval
        wantedSince = wants > wantsAtCall ? now : nil
        let reached = fences.filter { $0.number <= wantsAtCall }
        fences.removeAll { $0.number <= wantsAtCall }
        return reached
    }
}

/// What the outbox needs of the puller.
protocol PullFences: Sendable {
    /// Calls when a pull of the account that begins now or later has reached its end; at once when
    /// the account is not pulled at all.
    func afterNextPull(of account: AccountID, then: @escaping @Sendable () -> Void)
}
