// Rules 13, 15 and 16, asked beforehand: what an agent has to do, and whom it could hand a session.

/// Whom a session could be handed to. What is possible now may be refused a moment later.
public struct TransferTargets: Hashable, Sendable {
    /// An agent of the session's account.
    public struct AgentLine: Hashable, Sendable {
        /// Who.
        public let agent: AgentID
        /// How ready it is for this session.
        public let status: AgentStatus
        /// Its sessions in this account.
        public let load: Int
        /// Why it cannot be given the session; nil when it can.
        public let reason: Exclusion?
    }

    /// Another account.
    public struct AccountLine: Hashable, Sendable {
        /// Which.
        public let account: AccountID
        /// Why the session cannot go on there; nil when it can.
        public let refusal: Refusal?
    }

    /// Why it cannot go back to the queue; nil when it can.
    public let queue: Refusal?
    /// The others on the account's list, in its order.
    public let agents: [AgentLine]
    /// The other accounts that receive visitors, by number.
    public let accounts: [AccountLine]
}

/// What an account asks of one agent.
public struct AgentDuty: Hashable, Sendable {
    /// Which account.
    public let account: AccountID
    /// Where its new sessions are answered.
    public let channel: ReceptionChannel
    /// How ready the agent is there, as routing sees it.
    public let status: AgentStatus
    /// The agent's sessions in this account.
    public let load: Int
    /// How many it may be given.
    public let cap: Int
    /// Whether the account is within its reception hours.
    public let isOpen: Bool
}

extension RoutingCore {
    /// Whom an open session could be handed to; nil when it is over or unknown.
    public mutating func transferTargets(
        of id: SessionID, at moment: Moment
    ) -> TransferTargets? {
        self.moment = moment
        guard let session = sessions[id], session.phase != .ended,
            let account = accounts[session.account]
        else { return nil }
        let others = account.settings.agents.filter { $0 != session.agent }
        let agents = others.map { agent in
            TransferTargets.AgentLine(
                agent: agent,
                status: status(of: agent, in: account.id, on: session.receptionChannel),
                load: load(of: agent, in: account.id),
                reason: handExclusion(of: agent, for: session))
        }
        let receiving = accounts.values.filter { $0.status == .active && $0.id != account.id }
        var lines: [TransferTargets.AccountLine] = []
        for other in receiving.map(\.id).sorted() {
            lines.append(.init(account: other, refusal: transferRefusal(session, to: other)))
        }
        return TransferTargets(
            queue: somebodyIsThere(account.id) ? nil : .nobodyThere, agents: agents,
            accounts: lines)
    }

    /// The accounts that list the agent or in which it holds a session, by number.
    public mutating func duties(of id: AgentID, at moment: Moment) -> [AgentDuty] {
        self.moment = moment
        let agent = agents[id]
        let listed = accounts.values.filter { $0.status == .active && $0.reception[id] != nil }
        let wanted = Set(listed.map(\.id)).union(agent?.loads.keys.map { $0 } ?? [])
        var duties: [AgentDuty] = []
        for account in wanted.sorted() {
            guard let settings = accounts[account]?.settings else { continue }
            duties.append(
                AgentDuty(
                    account: account, channel: settings.receptionChannel,
                    status: status(of: id, in: account, on: settings.receptionChannel),
                    load: load(of: id, in: account), cap: settings.cap,
                    isOpen: isOpen(account)))
        }
        return duties
    }
}
