import Routing

/// What the checks remember from step to step: the invariants' own count of what the core counts.
struct Memory {
    /// A visitor's message that belongs to a session and is not in one yet.
    struct Unplaced {
        let message: MessageID
        let chat: Int
        /// Its number in the order of everything that happened at the platform.
        let number: Int
        let isTap: Bool
    }

    /// At most three agents, each once.
    struct Holders: Equatable {
        var agents: (AgentID?, AgentID?, AgentID?) = (nil, nil, nil)

        mutating func insert(_ agent: AgentID) {
            if agents.0 == nil || agents.0 == agent {
                agents.0 = agent
            } else if agents.1 == nil || agents.1 == agent {
                agents.1 = agent
            } else {
                agents.2 = agent
            }
        }

        var isEmpty: Bool { agents.0 == nil }

        static func == (left: Self, right: Self) -> Bool { left.agents == right.agents }
    }

    struct Waiting {
        let place: Int64
        let session: SessionID
    }

    private let shape: Shape
    var unplaced: [Unplaced] = []
    /// The last end of each chat, by its number at the platform, that a call of ours brought about
    /// within ten seconds after its attempt.
    var promptEnds: [Int]
    /// Whose slots each chat fills, and how many each agent has, by account and in all.
    var holders: [Holders]
    var loads: [[Int]]
    var totals: [Int]
    /// Who waits in each account, by place; and which sessions do.
    var waiting: [[Waiting]]
    private var isWaiting: [Bool] = [false]
    /// Messages of ours that count in each chat's window, and when it opened.
    var used: [Int]
    var openedAt: [Instant?]
    /// The newest prompt of each kind of each session, and the offline prompt of each chat.
    private var prompts: [[MessageID?]] = []
    var offlinePrompts: [(message: MessageID, at: Instant)?]
    private var states: [MessageState?] = []
    /// Which effect used a code.
    var spentBy: [EffectID?] = []
    /// Accounts whose first pull since the start is through, and when the start was.
    var isPulled: [Bool]
    var startedAt: Instant
    var isStarting = false
    /// Sessions that an agent took in the client though it had been gone: its own hand wins.
    var takenWhenGone: Set<SessionID> = []
    /// Whose slots were counted anew, and where.
    var moved: [(agent: AgentID, account: AccountID)] = []
    /// Runs over everything that was decided.
    private(set) var digest: UInt64 = 14_695_981_039_346_656_037

    init(_ shape: Shape) {
        self.shape = shape
        holders = Array(repeating: Holders(), count: shape.chats)
        promptEnds = Array(repeating: 0, count: shape.chats)
        loads = Array(repeating: Array(repeating: 0, count: shape.accounts), count: shape.agents)
        totals = Array(repeating: 0, count: shape.agents)
        waiting = Array(repeating: [], count: shape.accounts)
        used = Array(repeating: 0, count: shape.chats)
        openedAt = Array(repeating: nil, count: shape.chats)
        offlinePrompts = Array(repeating: nil, count: shape.chats)
        isPulled = Array(repeating: false, count: shape.accounts)
        startedAt = shape.start
    }

    mutating func note(_ number: Int64) {
        digest = (digest ^ UInt64(bitPattern: number)) &* 1_099_511_628_211
    }

    mutating func renewBudget(_ chat: Int, at: Instant, pending: Int) {
        guard openedAt[chat].map({ at >= $0 }) ?? true else { return }
        openedAt[chat] = at
        used[chat] = pending
    }

    func state(of message: MessageID) -> MessageState? {
        let index = Int(message.rawValue)
        return index < states.count ? states[index] : nil
    }

    mutating func set(_ state: MessageState, of message: MessageID) {
        let index = Int(message.rawValue)
        while states.count <= index { states.append(nil) }
        states[index] = state
    }

    /// - Returns: the session's last prompt of this kind.
    mutating func set(
        _ message: MessageID, as prompt: PromptKind, of session: SessionID
    ) -> MessageID? {
        let index = Int(session.rawValue)
        while prompts.count <= index { prompts.append([nil, nil, nil]) }
        let kind =
            switch prompt {
            case .queue: 0
            case .end: 1
            default: 2
            }
        defer { prompts[index][kind] = message }
        return prompts[index][kind]
    }

    /// Keeps the queues equal to the sessions that wait.
    mutating func setWaiting(
        _ session: SessionID, _ account: AccountID, place: Int64, _ waits: Bool
    ) {
        let index = Int(session.rawValue)
        while isWaiting.count <= index { isWaiting.append(false) }
        guard waits != isWaiting[index] else { return }
        isWaiting[index] = waits
        if waits {
            let entry = Waiting(place: place, session: session)
            let at = waiting[account.index].firstIndex { $0.place > place }
            waiting[account.index].insert(entry, at: at ?? waiting[account.index].count)
        } else {
            waiting[account.index].removeAll { $0.session == session }
        }
    }

    /// No time-out acts before the first pull, or a minute.
    mutating func restarted(at now: Instant) {
        startedAt = now
        for account in isPulled.indices { isPulled[account] = false }
    }

    mutating func setHolders(_ new: Holders, of chat: Int) {
        let old = holders[chat]
        guard old != new else { return }
        holders[chat] = new
        let account = shape.account(of: chat)
        let id = AccountID(Int64(account) + 1)
        for agent in [old.agents.0, old.agents.1, old.agents.2] {
            guard let agent else { continue }
            moved.append((agent, id))
            loads[agent.index][account] -= 1
            totals[agent.index] -= 1
        }
        for agent in [new.agents.0, new.agents.1, new.agents.2] {
            guard let agent else { continue }
            moved.append((agent, id))
            loads[agent.index][account] += 1
            totals[agent.index] += 1
        }
    }
}
