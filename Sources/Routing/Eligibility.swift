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
        if listed.doubtedSince != nil { return .refused }
        if let until = listed.barredUntil, moment.now < until { return .refused }
        return session.barred.contains { $0.agent == id && moment.now < $0.until } ? .barred : nil
    }

    /// What even a hand may not pass (rule 15): online, below the cap and below 50. Hours, pauses
    /// and bars are for the automaton.
    func handExclusion(of id: AgentID, for session: Session) -> Exclusion? {
        guard let account = accounts[session.account], account.reception[id] != nil
        else { return .notListed }
        guard let agent = agents[id], agent.isActive else { return .inactive }
        switch status(of: id, in: session.account, on: session.receptionChannel) {
        case .offline: return .offline
        case .away: return .away
        case .online: break
        }
        // A slot that this very session fills already (it waits in state 3) is not a second one.
        let holds = holders(of: session.conversation).contains(id) ? 1 : 0
        if (agent.loads[session.account] ?? 0) - holds >= account.settings.cap { return .atCap }
        return agent.totalLoad - holds >= Self.sessionsMax ? .atFifty : nil
    }
}
