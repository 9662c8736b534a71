@testable import Routing

/// The platform as its documents describe it, in memory: one state a conversation, what agents do
/// in the client, a log that is pulled in order, and one-shot codes.
struct ModelPlatform {
    /// What a pull brings, with the platform's time in Unix seconds.
    enum Entry {
        case visit(ConversationID, code: String?)
        case visitor(ConversationID, MenuChoice?)
        case agent(ConversationID, AgentID)
        case change(ConversationID, ClientChange)
        case reception(AccountID, AgentID, Reception)
    }
    struct Code {
        let conversation: ConversationID
        let state: PlatformState
        let until: Int64
    }

    var states: [ConversationID: PlatformState] = [:]
    var logs: [AccountID: [(entry: Entry, at: Int64)]] = [:]
    var reception: [AccountID: [AgentID: Reception]] = [:]
    var withdrawn: Set<AccountID> = []
    /// Message ids and codes that have been used.
    var delivered: Set<EffectID> = []
    var codes: [String: Code] = [:]
    /// Whether the changes that the documents leave open are made or refused.
    let allowsOpenCells: Bool
    private var nextCode = 1

    init(allowsOpenCells: Bool) { self.allowsOpenCells = allowsOpenCells }

    func state(_ id: ConversationID) -> PlatformState { states[id] ?? .ended }

    mutating func note(_ entry: Entry, in account: AccountID, at seconds: Int64) {
        logs[account, default: []].append((entry, seconds))
    }

    mutating func makeCode(_ id: ConversationID, life: Int64, at seconds: Int64) -> String {
        let code = "c\(nextCode)"
        nextCode += 1
        codes[code] = Code(conversation: id, state: state(id), until: seconds + life)
        return code
    }

    // People.

    mutating func visitorWrites(_ id: ConversationID, _ choice: MenuChoice?, at seconds: Int64) {
        if state(id) == .ended { states[id] = .open }
        note(.visitor(id, choice), in: id.account, at: seconds)
    }

    /// Something that an agent could do in the client now.
    mutating func act(
        _ agent: AgentID, in id: ConversationID, _ roll: Int, at seconds: Int64
    ) -> String? {
        switch state(id) {
        case .open: return nil
        case .pool:
            states[id] = .agent(agent)
            note(.change(id, .took(agent)), in: id.account, at: seconds)
            return "\(agent.rawValue) takes"
        case .ended:
            guard roll == 0 else { return nil }
            states[id] = .agent(agent)
            note(.change(id, .reopened(agent)), in: id.account, at: seconds)
            note(.agent(id, agent), in: id.account, at: seconds)
            return "\(agent.rawValue) re-opens"
        case .agent(let holder):
            return actOfHolder(holder, agent, in: id, roll, at: seconds)
        }
    }

    private mutating func actOfHolder(
        _ holder: AgentID, _ agent: AgentID, in id: ConversationID, _ roll: Int, at seconds: Int64
    ) -> String {
        switch roll {
        case 0 where agent != holder:
            states[id] = .agent(agent)
            note(.change(id, .transferred(from: holder, to: agent)), in: id.account, at: seconds)
            return "\(holder.rawValue) hands to \(agent.rawValue) in the client"
        case 1:
            states[id] = .ended
            let code = makeCode(id, life: 20, at: seconds)
            note(.change(id, .ended(by: holder, code: code)), in: id.account, at: seconds)
            return "\(holder.rawValue) ends in the client"
        default:
            note(.agent(id, holder), in: id.account, at: seconds)
            return "\(holder.rawValue) writes in the client"
        }
    }

    // Calls.

    /// Performs a call and tells its answer.
    mutating func perform(_ effect: Effect, at seconds: Int64) -> EffectOutcome {
        let id = effect.conversation
        guard !withdrawn.contains(id.account) else { return .refused(code: 60_020) }
        switch effect.kind {
        case .readState: return .observed(state(id))
        case .change(let target): return change(id, to: target, at: seconds)
        case .send:
            if delivered.contains(effect.id) { return .accepted(code: nil) }
            guard state(id) == .open else {
                return .refused(code: state(id) == .ended ? 95_013 : 95_018)
            }
            delivered.insert(effect.id)
            return .accepted(code: nil)
        case .sendOnCode(let code, _, _, _):
            guard let found = codes.removeValue(forKey: code), found.conversation == id,
                seconds < found.until, found.state == state(id)
            else { return .refused(code: 41_050) }
            return .accepted(code: nil)
        }
    }

    private mutating func change(
        _ id: ConversationID, to target: PlatformState, at seconds: Int64
    ) -> EffectOutcome {
        let from = state(id)
        guard from != .ended else { return .refused(code: 95_013) }
        let refusal = EffectOutcome.refused(code: 95_016)
        var life: Int64 = 48 * 3_600
        switch target {
        case .open: return refusal
        case .pool: guard from == .open else { return refusal }
        case .ended:
            life = 20
            if case .agent = from { break }
            guard allowsOpenCells else { return refusal }
        case .agent(let agent):
            guard from != target else { return refusal }
            guard let state = reception[id.account]?[agent] else { return .refused(code: 95_014) }
            guard state == .receiving else { return .refused(code: 95_019) }
        }
        states[id] = target
        return .accepted(code: makeCode(id, life: life, at: seconds))
    }
}
