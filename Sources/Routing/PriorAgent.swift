// Rule 5: prior-agent priority (优先分配给上次接待人员).

extension RoutingCore {
    /// The prior agent, when the account prefers it and it is among the eligible.
    func priorAgent(for session: Session, among eligible: [AgentID]) -> AgentID? {
        guard accounts[session.account]?.settings.priorAgentFirst == true,
            let prior = conversations[session.conversation]?.priorAgent
        else { return nil }
        return eligible.contains(prior) ? prior : nil
    }
}
