// Rule 5: prior-agent priority (优先分配给上次接待人员).

extension RoutingCore {
    /// The position of the prior agent, when the account prefers it and it is among the eligible.
    func priorAgent(for session: Session, among eligible: PositionSet) -> Int? {
        guard let account = accounts.slot(of: session.account),
            accounts[at: account].settings.priorAgentFirst,
            let chat = conversations.slot(of: session.conversation),
            let prior = conversations[at: chat].priorAgent,
            let position = position(of: prior, in: session.account)
        else { return nil }
        return eligible.contains(position) ? position : nil
    }
}
