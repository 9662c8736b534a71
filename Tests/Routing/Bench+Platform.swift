import Testing

@testable import Routing

extension Bench {
    // The platform's side.

    /// The oldest effect of a chat that has not come out.
    func pending(_ visitor: Int64, in account: AccountID = one) -> Effect? {
        pendingEffects(visitor, in: account).first
    }

    func pendingEffects(_ visitor: Int64, in account: AccountID = one) -> [Effect] {
        let id = ConversationID(account, VisitorID(visitor))
        return disk.effects.values.filter { $0.conversation == id }.sorted { $0.id < $1.id }
    }

    /// Counts the attempt of the chat's oldest effect.
    @discardableResult
    mutating func attempt(_ visitor: Int64, in account: AccountID = one) -> Effect? {
        guard let effect = pending(visitor, in: account) else { return nil }
        _ = chat(visitor, in: account)
        return apply(.attempting(effect.id)) == .attempt(.proceed) ? effect : nil
    }

    /// Performs the chat's oldest effect with this outcome; tells what it was.
    @discardableResult
    mutating func answer(
        _ visitor: Int64, _ outcome: EffectOutcome, in account: AccountID = one
    ) -> Effect.Kind? {
        guard let effect = pending(visitor, in: account) else { return nil }
        if effect.attempts == 0, attempt(visitor, in: account) == nil { return nil }
        apply(.finished(effect.id, outcome))
        if case .change(let state) = effect.kind, case .accepted = outcome {
            states[effect.conversation] = state
        }
        if case .observed(let state) = outcome { states[effect.conversation] = state }
        return effect.kind
    }

    /// Performs everything that is pending, accepted with codes and read as the platform stands.
    mutating func acceptAll() {
        var left = 10_000
        while let effect = disk.effects.values.min(by: { $0.id < $1.id }), left > 0 {
            left -= 1
            let visitor = effect.conversation.visitor.rawValue
            let account = effect.conversation.account
            let outcome: EffectOutcome =
                switch effect.kind {
                case .readState: .observed(states[effect.conversation, default: .ended])
                case .change: .accepted(code: "code-\(effect.id.rawValue)")
                case .send, .sendOnCode: .accepted(code: nil)
                }
            answer(visitor, outcome, in: account)
        }
        precondition(left > 0, "effects beget effects without an end")
    }

    // What is so now.

    /// The session of a visitor that is not ended.
    func session(_ visitor: Int64, in account: AccountID = one) -> Session? {
        let id = ConversationID(account, VisitorID(visitor))
        return disk.conversations[id]?.openSession.flatMap { core.session($0) }
    }

    /// The newest session of a visitor, ended or not.
    func latest(_ visitor: Int64, in account: AccountID = one) -> Session? {
        let id = ConversationID(account, VisitorID(visitor))
        return disk.conversations[id]?.latestSession.flatMap { disk.sessions[$0] }
    }

    func conversation(_ visitor: Int64, in account: AccountID = one) -> Conversation? {
        let id = ConversationID(account, VisitorID(visitor))
        return core.conversation(id) ?? disk.conversations[id]
    }

    /// Who has the visitor's session.
    func holder(_ visitor: Int64, in account: AccountID = one) -> AgentID? {
        let session = session(visitor, in: account)
        return session?.phase == .active ? session?.agent : nil
    }

    func isWaiting(_ visitor: Int64, in account: AccountID = one) -> Bool {
        session(visitor, in: account)?.waits ?? false
    }

    /// The visitors that wait in an account, in their order.
    func queue(_ account: AccountID = one) -> [Int64] {
        core.account(account)?.waiting.inOrder.compactMap {
            core.session($0)?.conversation.visitor.rawValue
        } ?? []
    }

    func load(_ agent: AgentID, in account: AccountID? = nil) -> Int {
        account.map { core.load(of: agent, in: $0) } ?? core.load(of: agent)
    }

    /// The prompts of a kind to a visitor that are written down and neither withdrawn nor failed.
    func prompts(
        _ kind: PromptKind, to visitor: Int64, in account: AccountID = one
    ) -> [OutgoingMessage] {
        let id = ConversationID(account, VisitorID(visitor))
        return outgoing.filter {
            $0.prompt == kind && $0.conversation == id && messageStates[$0.id] != .failed
        }
    }

    /// Why prompts to a visitor's newest session were not sent.
    func skipped(_ visitor: Int64, in account: AccountID = one) -> [String] {
        let session = latest(visitor, in: account)?.id
        return decisions.filter { $0.rule == .promptSkipped && $0.session == session }
            .compactMap(\.detail)
    }

    func decisions(of visitor: Int64, in account: AccountID = one) -> [Decision] {
        let session = latest(visitor, in: account)?.id
        return decisions.filter { $0.session == session }
    }
}

extension AccountSettings {
    /// Always open, round-robin, cap 50, and every prompt off.
    static func plain(
        _ agents: [AgentID], on channel: ReceptionChannel = .wecom
    ) -> AccountSettings {
        func silent(_ text: String) -> Prompt { Prompt(isEnabled: false, text: text) }
        return AccountSettings(
            agents: agents, strategy: .roundRobin, priorAgentFirst: false, cap: 50,
            hours: ReceptionHours(zone: ZoneOffsets(initialSeconds: 0)), visitorSilence: nil,
            agentSilence: nil, whenNobody: .end, receptionChannel: channel,
            prompts: Prompts(
                welcome: silent("welcome"), queue: silent("place {position}, {wait_minutes} min"),
                offline: silent("nobody"), offlineSuppressedWhileOnline: false, end: silent("bye")))
    }
}
