// Rules 5 and 6: which eligible agent gets the session, and why.

/// A choice with its grounds.
struct Choice {
    let agent: AgentID
    let rule: DecisionRule
    let excluded: ExclusionCounts
    let candidates: [Candidate]
}

extension RoutingCore {
    /// The agent for a session by its account's rules, or nil when nobody is eligible.
    mutating func choose(for session: Session, except: [AgentID] = []) -> Choice? {
        let (eligible, excluded) = eligibleAgents(for: session, except: except)
        guard !eligible.isEmpty, let account = accounts.slot(of: session.account)
        else { return nil }
        let prior = priorAgent(for: session, among: eligible)
        let strategy = accounts[at: account].settings.strategy
        var order: [Candidate] = []
        order.reserveCapacity(1)
        if let prior { order.append(candidate(at: prior, of: account)) }
        switch strategy {
        case .roundRobin:
            addRoundRobin(to: &order, eligible, after: prior, of: account)
        case .idleFirst:
            addIdleFirst(to: &order, eligible, after: prior, of: account)
        }
        let byStrategy: DecisionRule = strategy == .roundRobin ? .roundRobin : .idleFirst
        return Choice(
            agent: order[0].agent, rule: prior == nil ? byStrategy : .priorAgent,
            excluded: excluded, candidates: order)
    }

    /// An agent's position on an account's list; nil when it is not on it.
    func position(of agent: AgentID, in account: AccountID) -> Int? {
        agents.slot(of: agent).flatMap { agents[at: $0].position(in: account) }
    }

    /// A candidate by its position on an account's list.
    func candidate(at position: Int, of account: Int) -> Candidate {
        let slot = Int(accounts[at: account].eligibility.agentSlots[position])
        return Candidate(agent: agents[at: slot].id, load: agents[at: slot].totalLoad)
    }

    /// The positions of the eligible agents, and how many are not eligible, by reason. What is the
    /// same for all sessions of a channel is kept ready; what is the session's own is looked at.
    mutating func eligibleAgents(
        for session: Session, except: [AgentID] = []
    ) -> (eligible: PositionSet, excluded: ExclusionCounts) {
        guard let account = accounts.slot(of: session.account)
        else { return (PositionSet(positions: 0), ExclusionCounts()) }
        let count = accounts[at: account].settings.agents.count
        var eligible = PositionSet(positions: 0)
        var excluded = ExclusionCounts()
        let general = generalExclusion(of: account)
        if let general {
            eligible = PositionSet(positions: count)
            excluded.add(count, general)
        } else {
            eligible = accounts[at: account].eligibility.eligible(on: session.receptionChannel)
            excluded = accounts[at: account].eligibility.excluded(on: session.receptionChannel)
        }
        if case .plain = session.waitsAs, except.isEmpty { return (eligible, excluded) }
        for agent in exceptional(for: session, except) {
            guard let position = position(of: agent, in: session.account) else { continue }
            let usual =
                general
                ?? accounts[at: account].eligibility.reason(
                    at: position, on: session.receptionChannel)
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
        var agents = holders(of: session.conversation).agents
        for bar in session.barred where !agents.contains(bar.agent) { agents.append(bar.agent) }
        for agent in except where !agents.contains(agent) { agents.append(agent) }
        return agents
    }

    /// Gives a session to the agent of a choice; only a round-robin choice moves the pointer.
    mutating func follow(_ choice: Choice, for id: SessionID, rule: DecisionRule? = nil) {
        guard let slot = sessions.slot(of: id) else { return }
        var decision = Decision(session: id, at: moment.now, rule: rule ?? choice.rule)
        decision.excluded = choice.excluded
        decision.candidates = choice.candidates
        var pointer: AgentID?? = .none
        if decision.rule == .roundRobin,
            let account = accounts.slot(of: sessions[at: slot].account)
        {
            pointer = .some(accounts[at: account].pointer)
            accounts[at: account].pointer = choice.agent
        }
        assign(id, to: choice.agent, decision, pointerBefore: pointer)
    }
}

extension Candidate {
    /// How many candidates a decision keeps (rule 6).
    static let countMax = 8
}
