import Routing

/// The platform as its documents describe it, in memory: one state a chat, what agents do in the
/// client, a log for each account that is pulled in order, and one-shot codes.
struct ModelPlatform {
    /// What a pull brings.
    enum Entry {
        case visit(chat: Int, code: Int)
        case visitor(chat: Int, MenuChoice?, number: Int)
        case agent(chat: Int, AgentID)
        case change(chat: Int, ClientChange)
        case reception(AgentID, Reception)
    }

    struct Logged {
        let entry: Entry
        /// The platform's time in Unix seconds.
        let at: Int64
    }

    /// An account's entries that are not pulled yet.
    struct Log {
        private var entries: [Logged] = []
        private var head = 0

        var count: Int { entries.count - head }

        mutating func append(_ entry: Logged) { entries.append(entry) }

        mutating func popFirst() -> Logged? {
            guard head < entries.count else { return nil }
            defer {
                head += 1
                if head == entries.count { clear() }
            }
            return entries[head]
        }

        mutating func clear() {
            entries.removeAll(keepingCapacity: true)
            head = 0
        }
    }

    struct Code {
        let chat: Int
        let state: PlatformState
        let until: Int64
        var isSpent = false
    }

    let shape: Shape
    var states: [PlatformState]
    var logs: [Log]
    var reception: [[Reception?]]
    var isWithdrawn: [Bool]
    var codes: [Code] = []
    /// Numbers of everything that happens to chats, in order.
    private(set) var lastNumber = 0
    /// When each chat last became "ended", as such a number.
    private(set) var endedAt: [Int]
    /// The messages by `send_msg` that were delivered, by their effects.
    private var delivered: Set<EffectID> = []

    init(_ shape: Shape) {
        self.shape = shape
        states = Array(repeating: .ended, count: shape.chats)
        endedAt = Array(repeating: 0, count: shape.chats)
        logs = Array(repeating: Log(), count: shape.accounts)
        reception = Array(
            repeating: Array(repeating: nil, count: shape.agents), count: shape.accounts)
        isWithdrawn = Array(repeating: false, count: shape.accounts)
    }

    mutating func note(_ entry: Entry, in account: Int, at seconds: Int64) {
        logs[account].append(Logged(entry: entry, at: seconds))
    }

    private mutating func set(_ chat: Int, _ state: PlatformState) {
        lastNumber += 1
        states[chat] = state
        if state == .ended { endedAt[chat] = lastNumber }
    }

    /// A new code; it is named by `codeName`.
    mutating func makeCode(_ chat: Int, life: Int64, at seconds: Int64) -> Int {
        codes.append(Code(chat: chat, state: states[chat], until: seconds + life))
        return codes.count - 1
    }

    static func codeName(_ code: Int) -> String { "c\(code)" }

    static func code(_ name: String) -> Int? { Int(name.dropFirst()) }

    // People.

    /// - Returns: the number of the message.
    mutating func visitorWrites(_ chat: Int, _ choice: MenuChoice?, at seconds: Int64) -> Int {
        if states[chat] == .ended { set(chat, .open) }
        lastNumber += 1
        note(
            .visitor(chat: chat, choice, number: lastNumber), in: shape.account(of: chat),
            at: seconds)
        return lastNumber
    }

    mutating func visits(_ chat: Int, at seconds: Int64) {
        let code = makeCode(chat, life: 20, at: seconds)
        note(.visit(chat: chat, code: code), in: shape.account(of: chat), at: seconds)
    }

    /// Something that an agent can do in the client now.
    mutating func act(_ agent: AgentID, in chat: Int, _ roll: Int, at seconds: Int64) -> String? {
        let account = shape.account(of: chat)
        switch states[chat] {
        case .open: return nil
        case .pool:
            set(chat, .agent(agent))
            note(.change(chat: chat, .took(agent)), in: account, at: seconds)
            return "takes"
        case .ended:
            guard roll == 0 else { return nil }
            set(chat, .agent(agent))
            note(.change(chat: chat, .reopened(agent)), in: account, at: seconds)
            note(.agent(chat: chat, agent), in: account, at: seconds)
            return "re-opens"
        case .agent(let holder):
            return actOfHolder(holder, agent, in: chat, roll, at: seconds)
        }
    }

    private mutating func actOfHolder(
        _ holder: AgentID, _ agent: AgentID, in chat: Int, _ roll: Int, at seconds: Int64
    ) -> String {
        let account = shape.account(of: chat)
        switch roll {
        case 0 where agent != holder:
            set(chat, .agent(agent))
            note(
                .change(chat: chat, .transferred(from: holder, to: agent)), in: account,
                at: seconds)
            return "gets it from \(holder.rawValue) in the client"
        case 1:
            set(chat, .ended)
            let code = Self.codeName(makeCode(chat, life: 20, at: seconds))
            note(.change(chat: chat, .ended(by: holder, code: code)), in: account, at: seconds)
            return "looks on while \(holder.rawValue) ends it in the client"
        default:
            note(.agent(chat: chat, holder), in: account, at: seconds)
            return "looks on while \(holder.rawValue) writes in the client"
        }
    }

    /// The platform takes the account away: nothing is left of its chats, and of what there was to
    /// tell perhaps all, should the account be given back.
    mutating func withdraw(_ account: Int, keepsLog: Bool) {
        isWithdrawn[account] = true
        if !keepsLog { logs[account].clear() }
        for chat in account * shape.visitors..<(account + 1) * shape.visitors {
            if states[chat] != .ended { set(chat, .ended) }
        }
    }

    // Calls.

    /// Performs a call and tells its answer.
    mutating func perform(_ effect: Effect, at seconds: Int64) -> EffectOutcome {
        let chat = shape.index(effect.conversation)
        guard !isWithdrawn[shape.account(of: chat)] else { return .refused(code: 60_020) }
        switch effect.kind {
        case .readState: return .observed(states[chat])
        case .change(let target): return change(chat, to: target, at: seconds)
        case .send: return send(effect.id, in: chat)
        case .sendOnCode(let name, _, _, _): return spend(name, in: chat, at: seconds)
        }
    }

    func isDelivered(_ id: EffectID) -> Bool { delivered.contains(id) }

    /// `send_msg`; the same message id is delivered once.
    mutating func send(_ id: EffectID, in chat: Int) -> EffectOutcome {
        if delivered.contains(id) { return .accepted(code: nil) }
        guard states[chat] == .open else {
            return .refused(code: states[chat] == .ended ? 95_013 : 95_018)
        }
        delivered.insert(id)
        return .accepted(code: nil)
    }

    /// `send_msg_on_event`.
    mutating func spend(_ name: String, in chat: Int, at seconds: Int64) -> EffectOutcome {
        guard let code = Self.code(name), codes.indices.contains(code), !codes[code].isSpent,
            codes[code].chat == chat, seconds < codes[code].until,
            codes[code].state == states[chat]
        else { return .refused(code: 41_050) }
        codes[code].isSpent = true
        return .accepted(code: nil)
    }

    /// `service_state/trans`.
    mutating func change(
        _ chat: Int, to target: PlatformState, at seconds: Int64
    ) -> EffectOutcome {
        let from = states[chat]
        guard from != .ended else { return .refused(code: 95_013) }
        let refusal = EffectOutcome.refused(code: 95_016)
        var life: Int64 = 48 * 3_600
        switch target {
        case .open: return refusal
        case .pool: guard from == .open else { return refusal }
        case .ended:
            life = 20
            if case .agent = from { break }
            guard shape.allowsOpenCells else { return refusal }
        case .agent(let agent):
            guard from != target else { return refusal }
            switch reception[shape.account(of: chat)][agent.index] {
            case .receiving: break
            case .suspended, .stopped: return .refused(code: 95_019)
            case nil: return .refused(code: 95_014)
            }
        }
        set(chat, target)
        return .accepted(code: Self.codeName(makeCode(chat, life: life, at: seconds)))
    }
}
