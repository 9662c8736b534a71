// What an assignment does, whoever decided it.

extension RoutingCore {
    /// Makes the session active with the agent and tells the platform where it must know.
    mutating func assign(
        at spot: Spot, to agent: AgentID, _ grounds: inout Decision,
        pointerBefore: AgentID?? = .none
    ) {
        let (slot, chat) = (spot.session, spot.chat)
        let id = sessions[at: slot].id
        let conversation = conversations[at: chat].id
        let previous = owner(at: slot)
        withdrawChanges(of: id, conversationAt: chat)
        var undo: AssignmentUndo?
        if sessions[at: slot].receptionChannel == .wecom,
            conversations[at: chat].platform != .agent(agent)
                || conversations[at: chat].agentInFlight != nil
        {
            // A beaten assignment that was not tried never was: what it would restore counts.
            let beaten = sessions[at: slot].undo.flatMap {
                effects.slot(of: $0.effect) == nil ? $0 : nil
            }
            let effect = emit(.change(to: .agent(agent)), conversation, session: id)
            undo = AssignmentUndo(
                effect: effect, agent: beaten.map(\.agent) ?? previous, pointer: pointerBefore,
                priorAgent: beaten.map(\.priorAgent) ?? conversations[at: chat].priorAgent,
                lastReceivedAt: agents.slot(of: agent).flatMap { agents[at: $0].lastReceivedAt },
                assignedAt: beaten.map(\.assignedAt) ?? sessions[at: slot].assignedAt)
        }
        note(received: agent, in: conversation.account)
        change(conversationAt: chat) { $0.priorAgent = agent }
        makeActive(sessionAt: slot, with: agent, undo)
        if undo == nil { liftBars(of: id, for: agent) }
        if sessions[at: slot].queuePromptText != nil {
            change(id) { $0.queuePromptText = nil }
            skipPrompt(.queue, of: id, "assigned before the pool gave its code")
        }
        record(&grounds, of: id, agent: agent, from: previous)
    }

    /// Rule 10: another agent has had the session.
    mutating func liftBars(of id: SessionID, for agent: AgentID) {
        guard let slot = sessions.slot(of: id), sessions[at: slot].hasBars else { return }
        change(id) { $0.barred.removeAll { $0.agent != agent } }
    }

    /// Asks again for the change to state 3 that a decided end had withdrawn.
    mutating func tellPlatform(of id: SessionID) {
        guard let session = sessions[id], let agent = session.agent,
            session.receptionChannel == .wecom,
            let conversation = conversations[session.conversation],
            conversation.platform != .agent(agent), conversation.agentInFlight != agent
        else { return }
        var before: AgentID?
        if case .agent(let shown) = conversation.platform { before = shown }
        let effect = emit(.change(to: .agent(agent)), session.conversation, session: id)
        change(id) {
            $0.undo = AssignmentUndo(
                effect: effect, agent: before, pointer: nil, priorAgent: before,
                lastReceivedAt: nil, assignedAt: $0.assignedAt)
        }
    }

    /// The session's own part: its agent, its timers, the bars of others.
    mutating func makeActive(
        sessionAt slot: Int, with agent: AgentID, _ undo: AssignmentUndo? = nil
    ) {
        let account = accounts.slot(of: sessions[at: slot].account)
        let agentSilence = account.flatMap { accounts[at: $0].settings.agentSilence }
        let visitorSilence = account.flatMap { accounts[at: $0].settings.visitorSilence }
        let now = moment.now
        change(sessionAt: slot) {
            $0.noteSilentHolder()
            $0.phase = .active
            $0.agent = agent
            $0.undo = undo
            $0.assignedAt = $0.assignedAt ?? now
            $0.queuePromptIsDone = true
            $0.waitsForRead = false
            $0.agentIsGone = false
            if $0.isUnanswered {
                $0.agentSilentAt = agentSilence.map { now + $0 }
            } else if $0.visitorSilentAt == nil, !$0.agentMessages.isEmpty {
                $0.visitorSilentAt = visitorSilence.map { now + $0 }
            }
        }
    }

    /// When the agent last received a session, and the account's pace of assignments.
    mutating func note(received agent: AgentID, in account: AccountID) {
        let slot = know(agent)
        let now = moment.now
        agents[at: slot].lastReceivedAt = now  // decides about order, not eligibility
        journal.note(&agents[at: slot])
        change(account) {
            while $0.assignmentTimes.count >= 21 { $0.assignmentTimes.removeFirst() }
            $0.assignmentTimes.append(now)
        }
    }

    /// Changes what an account remembers (pointer, times, pauses; not the settings).
    mutating func change(_ id: AccountID, _ body: (inout Account) -> Void) {
        guard let slot = accounts.slot(of: id) else { return }
        body(&accounts[at: slot])
        journal.note(&accounts[at: slot])
    }

    /// Stores the decision and tells the agents' clients.
    mutating func record(
        _ decision: inout Decision, of id: SessionID, agent: AgentID, from previous: AgentID?
    ) {
        decision.agent = agent
        decision.from = previous
        let reason = decision.rule.rawValue
        journal.decisions.append(decision)
        if let previous, previous != agent {
            journal.feed.append(
                FeedChange(
                    agent: previous, kind: .transferred, at: moment.now, session: id,
                    to: agent, reason: reason))
        }
        guard previous != agent else { return }
        journal.feed.append(
            FeedChange(
                agent: agent, kind: .assigned, at: moment.now, session: id, from: previous,
                reason: reason))
    }

    /// A decision that gives the session to nobody.
    mutating func record(
        _ rule: DecisionRule, of id: SessionID, detail: String? = nil, from: AgentID? = nil,
        actor: Actor? = nil
    ) {
        var decision = Decision(session: id, at: moment.now, rule: rule)
        decision.detail = detail
        decision.from = from
        decision.actor = actor
        journal.decisions.append(decision)
    }
}
