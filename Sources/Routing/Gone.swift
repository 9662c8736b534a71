// Rule 14: an agent who is not there has a grace; at its end it is gone, its unanswered sessions
// queue again, and its answered ones as soon as the visitor writes.

extension RoutingCore {
    /// `relay`: not there means set to offline, or not polling whatever it had set.
    mutating func reviewRelayAbsence(of agent: Agent) {
        let isAbsent = (agent.setStatus ?? .offline) == .offline || !isPolling(agent)
        let absence = next(agent.relayAbsence, isAbsent)
        guard absence != agent.relayAbsence else { return }
        change(agent.id) { $0.relayAbsence = absence }
        if case .grace(let until) = absence { arm(.agent(agent.id), at: until) }
        if absence == .none { welcomeBack(agent.id, on: .relay, in: agent.accounts) }
    }

    /// `wecom`: not there means offline by the platform's word or its own.
    mutating func reviewAbsence(of id: AgentID, in account: AccountID) {
        guard let agent = agents[id], let listed = accounts[account]?.reception[id] else { return }
        let isAbsent = wordOfPlatform(agent, listed) == .offline
        let absence = next(listed.absence, isAbsent)
        guard absence != listed.absence else { return }
        change(.init(account, id)) { $0.absence = absence }
        if case .grace(let until) = absence { arm(.listed(account, id), at: until) }
        if absence == .none { welcomeBack(id, on: .wecom, in: [account]) }
    }

    /// After a start: the graces and bars that were running end when they would have.
    mutating func armGraces(of id: AgentID) {
        guard let agent = agents[id] else { return }
        if case .grace(let until) = agent.relayAbsence { arm(.agent(id), at: until) }
        for account in agent.accounts {
            guard let listed = accounts[account]?.reception[id] else { continue }
            arm(.listed(account, id), at: listed.barredUntil)
            if case .grace(let until) = listed.absence {
                arm(.listed(account, id), at: until)
            }
        }
    }

    private func next(_ absence: Absence, _ isAbsent: Bool) -> Absence {
        guard isAbsent else { return .none }
        return absence == .none ? .grace(until: moment.now + configuration.requeueGrace) : absence
    }

    private mutating func welcomeBack(
        _ id: AgentID, on channel: ReceptionChannel, in accounts: [AccountID]
    ) {
        for session in sessions(of: id, on: channel, in: accounts) {
            change(session) { $0.agentIsGone = false }
        }
    }

    /// The agent's active sessions of a channel in these accounts, by place.
    private func sessions(
        of id: AgentID, on channel: ReceptionChannel, in accounts: [AccountID]
    ) -> [SessionID] {
        (agents[id]?.held ?? []).compactMap { sessions[$0] }
            .filter { $0.receptionChannel == channel && accounts.contains($0.account) }
            .sorted { $0.place < $1.place }.map(\.id)
    }

    // Deadlines.

    mutating func agentIsDue(_ id: AgentID) {
        guard let agent = agents[id] else { return }
        if case .grace(let until) = agent.relayAbsence, until <= moment.now {
            change(id) { $0.relayAbsence = .gone }
            for account in agent.accounts where accounts[account]?.isSettled == true {
                agentIsGone(id, on: .relay, in: account)
            }
        }
        reviewStatus(of: id)
        if case .grace(let until) = agents[id]?.relayAbsence, until > moment.now {
            arm(.agent(id), at: until)
        }
    }

    mutating func listedAgentIsDue(_ account: AccountID, _ id: AgentID) {
        guard let listed = accounts[account]?.reception[id] else { return }
        if let until = listed.barredUntil {
            if until <= moment.now {
                change(.init(account, id)) { $0.barredUntil = nil }
                free(account)
            } else {
                arm(.listed(account, id), at: until)
            }
        }
        guard case .grace(let until) = listed.absence else { return }
        guard until <= moment.now else { return arm(.listed(account, id), at: until) }
        guard accounts[account]?.isSettled == true else { return }  // `settle` looks again
        change(.init(account, id)) { $0.absence = .gone }
        agentIsGone(id, on: .wecom, in: account)
    }

    /// Its unanswered sessions queue again in their order, or meet rule 11 when nobody is there.
    mutating func agentIsGone(_ id: AgentID, on channel: ReceptionChannel, in account: AccountID) {
        for session in sessions(of: id, on: channel, in: [account]) {
            if sessions[session]?.isUnanswered == true, sessions[session]?.pendingEnd == nil {
                requeueFromGone(session)
            } else {
                change(session) { $0.agentIsGone = true }
            }
        }
        if everybodyIsGone(account) { meetNobody(inQueueOf: account) }
    }

    /// An agent who is gone gives the session back; nobody there means rule 11 at once.
    mutating func requeueFromGone(_ id: SessionID) {
        guard let session = sessions[id], session.pendingEnd == nil else { return }
        backToQueue(id, barring: false, reason: "gone", actor: nil)
        if !somebodyIsThere(session.account) { meetNobody(id) }
    }

    /// A refused assignment gave the session back to an agent who is gone since.
    mutating func requeueIfGone(_ id: SessionID) {
        guard let session = sessions[id], session.phase == .active, session.agentIsGone,
            session.isUnanswered
        else { return }
        requeueFromGone(id)
    }

    /// Whether the agent's grace is over, in the channel of this session.
    func isGone(_ agent: AgentID, for session: Session) -> Bool {
        switch session.receptionChannel {
        case .wecom: accounts[session.account]?.reception[agent]?.absence == .gone
        case .relay: agents[agent]?.relayAbsence == .gone
        }
    }

    /// Rule 12's other case: every listed agent is gone, for the account's present channel.
    func everybodyIsGone(_ id: AccountID) -> Bool {
        guard let account = accounts[id] else { return false }
        return account.settings.agents.allSatisfy { agent in
            switch account.settings.receptionChannel {
            case .wecom: account.reception[agent]?.absence == .gone
            case .relay: agents[agent]?.relayAbsence == .gone
            }
        }
    }
}
