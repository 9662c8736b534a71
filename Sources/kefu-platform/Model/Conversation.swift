/// The platform's states of a conversation, 5.1 of its documents on session assignment.
enum ServiceState: Int64, Sendable, CaseIterable {
    /// 未处理: the customer wrote, nobody has acted.
    case untreated = 0
    /// 智能助手: the interface answers.
    case assistant = 1
    /// 待接入池: waiting in the pool.
    case pool = 2
    /// 由人工接待: with a servicer.
    case human = 3
    /// 已结束/未开始: ended, or opened and nothing written yet.
    case ended = 4
}

/// What the platform keeps about one customer in one account.
struct Conversation: Sendable {
    let key: ConversationKey
    private(set) var state: ServiceState = .ended
    /// Only in state 3.
    private(set) var servicer: String?
    /// Rises with each new session; a code is worth nothing in a later session than its own.
    private(set) var session = 0
    /// Rises with whatever happens here; a refused call that is repeated at the same version
    /// cannot fare better.
    private(set) var version = 0
    private(set) var openedAt: Int64 = 0
    var window = SendWindow()
    /// Changes to 2 and 3 that have given their code in this session.
    var codesGiven: Set<ServiceState> = []
    /// Everybody who has had this conversation: only they can take it up again.
    private(set) var servicersEver: Set<String> = []
    var lastWelcomeAt: Int64?
    var blocked = false
    /// The caller can know the present state from then on; nil as long as it cannot.
    private(set) var knownSince: Int64? = 0
    /// When `knownSince` was learned; a crash forgets what is too young.
    private(set) var learnedAt: Int64 = 0
    /// The entry of the log that tells of the last change that the caller did not make.
    private(set) var tellingEntry: Int64?

    init(key: ConversationKey) { self.key = key }

    /// A change that the caller did not make; `entry` is what will tell it, if anything does.
    mutating func changeUnseen(
        to state: ServiceState, servicer: String? = nil, telling entry: Int64?, at now: Int64
    ) {
        move(to: state, servicer: servicer, at: now)
        knownSince = nil
        tellingEntry = entry
    }

    /// A change that the caller asked for and whose answer it gets.
    mutating func changeAsAsked(
        to state: ServiceState, servicer: String? = nil, at now: Int64
    ) {
        move(to: state, servicer: servicer, at: now)
        learn(at: now, from: now)
    }

    /// Something happened that changes no state.
    mutating func touch() { version += 1 }

    /// The caller has been told the present state.
    mutating func learn(at now: Int64, from: Int64) {
        knownSince = from
        learnedAt = now
        tellingEntry = nil
    }

    /// The telling page is on its way to the caller.
    mutating func pulled(_ entry: Int64, at now: Int64, grace: Int64) {
        guard knownSince == nil, let tellingEntry, entry >= tellingEntry else { return }
        knownSince = now + grace
        learnedAt = now
    }

    /// The caller has died or its answer was lost: what it learned after `since` is gone.
    mutating func forget(learnedAfter since: Int64) {
        if learnedAt > since { knownSince = nil }
    }

    func isKnown(at now: Int64) -> Bool { knownSince.map { $0 <= now } ?? false }

    private mutating func move(to state: ServiceState, servicer: String?, at now: Int64) {
        version += 1
        if self.state == .ended, state != .ended {
            session += 1
            openedAt = now
            codesGiven = []
        }
        self.state = state
        self.servicer = state == .human ? servicer : nil
        if let servicer { servicersEver.insert(servicer) }
    }
}
