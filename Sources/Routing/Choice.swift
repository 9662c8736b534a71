// Rules 5 and 6: which eligible agent gets the session, and why.

extension RoutingCore {
    /// Where a session and its conversation stand in their tables; within an input nothing moves.
    struct Spot {
        let session: Int
        let chat: Int
    }

    /// Where a session and its conversation stand.
    func spot(of id: SessionID) -> Spot? {
        guard let slot = sessions.slot(of: id),
            let chat = conversations.slot(of: sessions[at: slot].conversation)
        else { return nil }
        return Spot(session: slot, chat: chat)
    }

    /// The agent for a session by its account's rules with the grounds, or nil when nobody is
    /// eligible.
    mutating func choose(at spot: Spot, except: [AgentID] = []) -> Decision? {
        var decision = Decision(
            session: sessions[at: spot.session].id, at: moment.now, rule: .priorAgent)
        return choose(&decision, at: spot, except: except) ? decision : nil
    }

    /// The same, filled in where the decision stands: it is large, and the way to the journal is
    /// long. False when nobody is eligible.
    mutating func choose(
        _ decision: inout Decision, at spot: Spot, except: [AgentID] = []
    ) -> Bool {
        guard let account = accounts.slot(of: sessions[at: spot.session].account)
        else { return false }
        let (eligible, excluded) = eligibleAgents(
            of: account, forSessionAt: spot.session, except: except)
        guard !eligible.isEmpty else { return false }
        let prior = priorAgent(of: account, inChatAt: spot.chat, among: eligible)
        let strategy = accounts[at: account].settings.strategy
        decision.excluded = excluded
        if let prior { decision.candidates.append(candidate(at: prior, of: account)) }
        switch strategy {
        case .roundRobin:
            addRoundRobin(to: &decision.candidates, eligible, after: prior, of: account)
        case .idleFirst:
            addIdleFirst(to: &decision.candidates, eligible, after: prior, of: account)
        }
        decision.rule =
            prior != nil ? .priorAgent : strategy == .roundRobin ? .roundRobin : .idleFirst
        decision.agent = decision.candidates[0].agent
        return true
    }

    /// An agent's position on an account's list; nil when it is not on it.
    @inline(__always)
    func position(of agent: AgentID, in account: AccountID) -> Int? {
        agents.slot(of: agent).flatMap { agents[at: $0].position(in: account) }
    }

    /// A candidate by its position on an account's list.
    @inline(__always)
    func candidate(at position: Int, of account: Int) -> Candidate {
        let slot = Int(accounts[at: account].eligibility.agentSlots[position])
        return Candidate(agent: agents[at: slot].id, load: agents[at: slot].totalLoad)
    }

    /// The positions of the eligible agents, and how many are not eligible, by reason. What is the
    /// same for all sessions of a channel is kept ready; what is the session's own is looked at.
    mutating func eligibleAgents(
        of account: Int, forSessionAt slot: Int, except: [AgentID] = []
    ) -> (eligible: PositionSet, excluded: ExclusionCounts) {
        let channel = sessions[at: slot].receptionChannel
        var eligible = self.eligible(of: account, on: channel)
        var excluded = self.excluded(of: account, on: channel)
        let general = generalExclusion(of: account)
        if let general {
            let count = accounts[at: account].settings.agents.count
            eligible = PositionSet(positions: count)
            excluded = ExclusionCounts()
            excluded.add(count, general)
        }
        if case .plain = sessions[at: slot].waitsAs, except.isEmpty { return (eligible, excluded) }
        let session = sessions[at: slot]
        for agent in exceptional(for: session, except) {
            guard let position = position(of: agent, in: session.account) else { continue }
            let usual = general ?? exclusion(at: position, of: account, on: channel)
            let reason = except.contains(agent) ? .barred : exclusion(of: agent, for: session)
            guard reason != usual else { continue }
            excluded.add(-1, usual)
            excluded.add(1, reason)
            if reason == nil { eligible.insert(position) } else { eligible.remove(position) }
        }
        return (eligible, excluded)
    }

    /// What stands in everybody's way: the hours, or a pause.
    mutating func generalExclusion(of account: Int) -> Exclusion? {
        guard isOpen(at: account) else { return .outsideHours }
        guard let until = accounts[at: account].choosesNobodyUntil, moment.now < until
        else { return nil }
        return .accountPaused
    }

    /// The agents to whom a session is not one like any other, each once.
    private func exceptional(for session: Session, _ except: [AgentID]) -> [AgentID] {
        var agents = Array(holders(of: session.conversation))
        for bar in session.barred where !agents.contains(bar.agent) { agents.append(bar.agent) }
        for agent in except where !agents.contains(agent) { agents.append(agent) }
        return agents
    }

    /// Gives a session to the agent of a choice; only a round-robin choice moves the pointer.
    mutating func follow(_ decision: inout Decision, at spot: Spot) {
        guard let agent = decision.agent else { return }
        var pointer: AgentID?? = .none
        if decision.rule == .roundRobin,
            let account = accounts.slot(of: sessions[at: spot.session].account)
        {
            pointer = .some(accounts[at: account].pointer)
            accounts[at: account].pointer = agent  // `assign` notes the account
        }
        assign(at: spot, to: agent, &decision, pointerBefore: pointer)
    }
}
