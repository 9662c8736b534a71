// Rule 5: prior-agent priority (优先分配给上次接待人员).

extension RoutingCore {
    /// The position of the prior agent, when the account prefers it and it is among the eligible.
    @inline(__always)
    func priorAgent(
        of account: Int, inChatAt chat: Int, among eligible: PositionSet
    ) -> Int? {
        guard accounts[at: account].settings.priorAgentFirst,
            let prior = conversations[at: chat].priorAgent,
            let position = position(of: prior, in: accounts[at: account].id)
        else { return nil }
        return eligible.contains(position) ? position : nil
    }
}
