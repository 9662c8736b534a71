// Rules 5 and 6: which eligible agent gets the session, and why.

/// A choice with its grounds.
struct Choice {
    let agent: AgentID
    let rule: DecisionRule
    let excluded: [Exclusion: Int]
    let candidates: [Candidate]
}

extension RoutingCore {
    /// The agent for a session by its account's rules, or nil when nobody is eligible.
    mutating func choose(for session: Session, except: [AgentID] = []) -> Choice? {
        let (eligible, excluded) = eligibleAgents(for: session, except: except)
        guard !eligible.isEmpty, let account = accounts[session.account] else { return nil }
        var order =
            switch account.settings.strategy {
            case .roundRobin: roundRobinOrder(eligible, in: account)
            case .idleFirst: idleFirstOrder(eligible)
            }
        var rule: DecisionRule = account.settings.strategy == .roundRobin ? .roundRobin : .idleFirst
        if let prior = priorAgent(for: session, among: eligible) {
            rule = .priorAgent
            order.removeAll { $0 == prior }
            order.insert(prior, at: 0)
        }
        return Choice(
            agent: order[0], rule: rule, excluded: excluded,
            candidates: order.prefix(8).map { Candidate(agent: $0, load: load(of: $0)) })
    }

    /// The eligible agents in list order, and how many are not, by reason.
    mutating func eligibleAgents(
        for session: Session, except: [AgentID] = []
    ) -> (eligible: [AgentID], excluded: [Exclusion: Int]) {
        var eligible: [AgentID] = []
        var excluded: [Exclusion: Int] = [:]
        for id in accounts[session.account]?.settings.agents ?? [] {
            let reason = except.contains(id) ? .barred : exclusion(of: id, for: session)
            if let reason { excluded[reason, default: 0] += 1 } else { eligible.append(id) }
        }
        return (eligible, excluded)
    }

    /// Gives a session to the agent of a choice; only a round-robin choice moves the pointer.
    mutating func follow(_ choice: Choice, for id: SessionID, rule: DecisionRule? = nil) {
        guard let session = sessions[id] else { return }
        var decision = Decision(session: id, at: moment.now, rule: rule ?? choice.rule)
        decision.excluded = choice.excluded
        decision.candidates = choice.candidates
        var pointer: AgentID?? = .none
        if decision.rule == .roundRobin {
            pointer = .some(accounts[session.account]?.pointer)
            accounts[session.account]?.pointer = choice.agent
        }
        assign(id, to: choice.agent, decision, pointerBefore: pointer)
    }
}
