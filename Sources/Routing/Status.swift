// Rule 13: how ready an agent is, per account and channel.

extension RoutingCore {
    /// The agent's status for sessions of this channel in this account.
    public func status(
        of id: AgentID, in account: AccountID, on channel: ReceptionChannel
    ) -> AgentStatus {
        guard let agent = agents[id], let listed = accounts[account]?.reception[id]
        else { return .offline }
        return status(of: agent, listed, on: channel)
    }

    func status(
        of agent: Agent, _ listed: ListedAgent, on channel: ReceptionChannel
    ) -> AgentStatus {
        guard agent.isActive else { return .offline }
        switch channel {
        case .wecom:
            if listed.absence == .gone { return .offline }
            return wordOfPlatform(agent, listed)
        case .relay:
            if agent.relayAbsence == .gone || listed.awaitsWord { return .offline }
            return wordOfClient(agent)
        }
    }

    /// `wecom`: the platform's word, lowered by what the agent has set; unheard is offline.
    func wordOfPlatform(_ agent: Agent, _ listed: ListedAgent) -> AgentStatus {
        let platform = listed.reception?.status ?? .offline
        return platform.lowered(by: agent.setStatus ?? .online)
    }

    /// `relay`: what the client has set; without polls `online` counts as `away`.
    func wordOfClient(_ agent: Agent) -> AgentStatus {
        let word = agent.setStatus ?? .offline
        return word == .online && !isPolling(agent) ? .away : word
    }

    /// A poll counts until `agent_away_after` after it ends.
    func isPolling(_ agent: Agent) -> Bool {
        if agent.pollsUnderWay > 0 { return true }
        guard let polledAt = agent.polledAt else { return false }
        return moment.now < polledAt + configuration.agentAwayAfter
    }

    /// Whether the account is within its reception hours, by the wall clock.
    mutating func isOpen(_ id: AccountID) -> Bool {
        accounts.slot(of: id).map { isOpen(at: $0) } ?? false
    }

    /// Whether the account in this slot is within its hours; looked up again when it may change.
    mutating func isOpen(at slot: Int) -> Bool {
        let wall = moment.wall
        if let checked = accounts[at: slot].hoursCheckedAt, checked <= wall,
            accounts[at: slot].hoursHoldUntil.map({ wall < $0 }) ?? true
        {
            return accounts[at: slot].wasOpen
        }
        let hours = accounts[at: slot].settings.hours
        let open = hours.isOpen(at: wall)
        // What was freed while it was closed served nobody.
        if open, !accounts[at: slot].wasOpen { free(accountAt: slot) }
        accounts[at: slot].wasOpen = open
        accounts[at: slot].hoursCheckedAt = wall
        accounts[at: slot].hoursHoldUntil = hours.nextChange(after: wall)
        return open
    }

    /// Within the hours, and a listed agent online or away for the account's present channel.
    mutating func somebodyIsThere(_ id: AccountID) -> Bool {
        guard let slot = accounts.slot(of: id), isOpen(at: slot) else { return false }
        let channel = accounts[at: slot].settings.receptionChannel
        return countThere(of: slot, on: channel) > 0
    }

    // What changes it.

    mutating func setStatus(_ id: AgentID, _ status: AgentStatus) {
        know(id)
        let now = moment.now
        change(id) {
            $0.setStatus = status
            $0.polledAt = now
        }
        journal.feed.append(
            FeedChange(agent: id, kind: .status, at: moment.now, reason: status.rawValue))
        hearWord(of: id)
    }

    mutating func pollBegan(_ id: AgentID) {
        know(id)
        changeUnstored(id) { $0.pollsUnderWay += 1 }
        hearWord(of: id)
    }

    mutating func pollEnded(_ id: AgentID) {
        let now = moment.now
        changeUnstored(id) {
            $0.pollsUnderWay = max(0, $0.pollsUnderWay - 1)
            $0.polledAt = now
        }
        reviewStatus(of: id)
    }

    private mutating func hearWord(of id: AgentID) {
        for account in agents[id]?.accounts ?? [] {
            changeUnstored(.init(account, id)) { $0.awaitsWord = false }
        }
        reviewStatus(of: id)
    }

    mutating func receptionChanged(
        _ account: AccountID, _ agent: AgentID, _ reception: Reception, asOf: Int64
    ) {
        guard let listed = accounts[account]?.reception[agent], asOf >= listed.receptionAsOf
        else { return }
        change(.init(account, agent)) {
            $0.reception = reception
            $0.receptionAsOf = asOf
        }
        reviewStatus(of: agent)
    }

    /// The list is as new as the moment of asking. Who is missing from it receives nobody. A doubt
    /// after 95014 or 95019 ends when a later list shows the agent receiving (rule 23).
    mutating func receptionListed(
        _ id: AccountID, _ list: [AgentID: Reception], askedAt: Int64
    ) {
        for agent in accounts[id]?.settings.agents ?? [] {
            let reception = list[agent] ?? .stopped
            let doubtedSince = accounts[id]?.reception[agent]?.doubtedSince
            if let doubtedSince, reception == .receiving, askedAt >= doubtedSince {
                change(.init(id, agent)) { $0.doubtedSince = nil }
                free(id)
            }
            receptionChanged(id, agent, reception, asOf: askedAt)
        }
    }

    /// After anything that may change an agent's status: the grace of rule 14 starts or stops, and
    /// who waits may be served.
    mutating func reviewStatus(of id: AgentID) {
        guard let agent = agents[id] else { return }
        reviewRelayAbsence(of: agent)
        for account in agent.accounts {
            reviewAbsence(of: id, in: account)
            free(account)
        }
        guard let present = agents[id], present.pollsUnderWay == 0, let polledAt = present.polledAt
        else { return }
        let awayAt = polledAt + configuration.agentAwayAfter
        if awayAt > moment.now { arm(.agent(id), at: awayAt) }
    }
}
