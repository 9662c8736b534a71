// Rule 4: who may get a session.

extension RoutingCore {
    /// Why the agent may not get the session, or nil when it may.
    mutating func exclusion(of id: AgentID, for session: Session) -> Exclusion? {
        guard isOpen(session.account) else { return .outsideHours }
        if let until = accounts[session.account]?.choosesNobodyUntil, moment.now < until {
            return .accountPaused
        }
        if let reason = handExclusion(of: id, for: session) { return reason }
        guard let listed = accounts[session.account]?.reception[id] else { return .notListed }
        if isRefused(listed) { return .refused }
        return session.barred.contains { $0.agent == id && moment.now < $0.until } ? .barred : nil
    }

    /// What even a hand may not pass (rule 15): online, below the cap and below 50. Hours, pauses
    /// and bars are for the automaton.
    func handExclusion(of id: AgentID, for session: Session) -> Exclusion? {
        guard let account = accounts[session.account] else { return .notListed }
        let agent = agents[id]
        let reason = unreadiness(
            of: agent, account.reception[id], on: session.receptionChannel)
        guard let agent, reason == nil else { return reason }
        // A slot that this very session fills already (it waits in state 3) is not a second one.
        let holds = holders(of: session.conversation).contains(id) ? 1 : 0
        if agent.load(in: session.account) - holds >= account.settings.cap { return .atCap }
        return agent.totalLoad - holds >= Self.sessionsMax ? .atFifty : nil
    }

    /// What stands in an agent's way before its load is looked at.
    func unreadiness(
        of agent: Agent?, _ listed: ListedAgent?, on channel: ReceptionChannel
    ) -> Exclusion? {
        guard let listed else { return .notListed }
        guard let agent, agent.isActive else { return .inactive }
        switch status(of: agent, listed, on: channel) {
        case .offline: return .offline
        case .away: return .away
        case .online: return nil
        }
    }

    /// Whether the platform refused it lately: doubted, or resting (rule 23).
    func isRefused(_ listed: ListedAgent) -> Bool {
        listed.doubtedSince != nil || (listed.barredUntil.map { moment.now < $0 } ?? false)
    }
}
