import Routing

// What must be so of decisions and calls, looked at before the rows are written: the disk still
// holds what was so before.

extension CoreWorld {
    mutating func checkEffects(_ journal: Journal) throws(Broken) {
        for (message, state, _) in journal.messageStates { memory.set(state, of: message) }
        for (id, outcome) in journal.finished {
            let index = Int(id.rawValue)
            guard disk.effectMarks.indices.contains(index), disk.effectMarks[index]?.isSend == true,
                let conversation = disk.effect(id)?.conversation
            else { continue }
            switch outcome {
            case .refused, .missed, .dropped, nil:
                memory.used[shape.index(conversation)] -= 1
            case .accepted, .observed, .unknown: break
            }
        }
        let isOver =
            journal.effects.isEmpty
            ? [] : Set(journal.finished.lazy.filter { $0.outcome == nil }.map(\.effect))
        for effect in journal.effects {
            memory.note(effect.id.rawValue)
            guard case .send = effect.kind, !isOver.contains(effect.id) else { continue }
            let chat = shape.index(effect.conversation)
            memory.used[chat] += 1
            let isOpen = memory.openedAt[chat].map { now < $0 + .hours(48) } ?? false
            try expect(
                isOpen && memory.used[chat] <= 5, .budget,
                "\(memory.used[chat]) messages to \(name(chat)) after its last one")
        }
        for message in journal.outgoing { try checkPrompt(message) }
    }

    /// No prompt twice: each of a session once, "nobody there" once in ten minutes.
    private mutating func checkPrompt(_ message: OutgoingMessage) throws(Broken) {
        guard let prompt = message.prompt else { return }
        switch prompt {
        case .queue, .end, .closing:
            guard let session = message.session else { return }
            guard let last = memory.set(message.id, as: prompt, of: session) else { return }
            try expect(
                memory.state(of: last) == .failed, .prompts,
                "prompt \(prompt) twice in session \(session.rawValue)")
        case .offline:
            let chat = shape.index(message.conversation)
            if let last = memory.offlinePrompts[chat], memory.state(of: last.message) != .failed {
                try expect(
                    message.at - last.at >= .minutes(10), .prompts,
                    "prompt offline twice to \(name(chat)) in ten minutes")
            }
            memory.offlinePrompts[chat] = (message.id, message.at)
        case .welcome: break
        }
    }

    /// A code is used for one message only, and only while it lives.
    mutating func noteCode(of effect: Effect) throws(Broken) {
        guard case .sendOnCode(let name, _, _, _) = effect.kind,
            let code = ModelPlatform.code(name), platform.codes.indices.contains(code)
        else { return }
        while memory.spentBy.count <= code { memory.spentBy.append(nil) }
        try expect(
            memory.spentBy[code] == nil || memory.spentBy[code] == effect.id, .codes,
            "code \(name) is used for a second message")
        memory.spentBy[code] = effect.id
        try expect(
            shape.hasJumps || seconds < platform.codes[code].until, .codes,
            "code \(name) is used when it is dead")
    }

    mutating func checkDecisions(_ journal: Journal, after input: Input) throws(Broken) {
        for decision in journal.decisions {
            memory.note(decision.session.rawValue)
            memory.note(decision.agent?.rawValue ?? -1)
            noteTaking(decision)
            switch decision.rule {
            case .priorAgent, .roundRobin, .idleFirst, .agentSilent:
                try checkChoice(decision, journal, after: input)
            case .assigned, .transferred: try checkCapacity(decision)
            case .client: try checkOverrun(decision, journal)
            default: break
            }
        }
    }

    private mutating func noteTaking(_ decision: Decision) {
        guard let agent = decision.agent, let session = core.session(decision.session) else {
            return
        }
        if decision.rule == .client, absence(of: agent, session) == .gone {
            memory.takenWhenGone.insert(session.id)
        } else {
            memory.takenWhenGone.remove(session.id)
        }
    }

    /// Kefud itself never goes above a cap or above 50.
    private func checkCapacity(_ decision: Decision) throws(Broken) {
        guard let agent = decision.agent, let session = core.session(decision.session),
            session.agent == agent, let account = core.account(session.account)
        else { return }
        let load = core.load(of: agent, in: account.id)
        try expect(
            load <= account.settings.cap && core.load(of: agent) <= 50, .capacity,
            "agent \(agent.rawValue) got session \(session.id.rawValue) by \(decision.rule): "
                + "\(load) of \(account.settings.cap)")
    }

    private func checkChoice(
        _ decision: Decision, _ journal: Journal, after input: Input
    ) throws(Broken) {
        try checkCapacity(decision)
        guard let agent = decision.agent, let session = core.session(decision.session),
            let account = core.account(session.account)
        else { return }
        let invariant = decision.rule == .priorAgent ? Invariant.priorAgent : .capacity
        try expect(
            isOnline(agent, account, session.receptionChannel) && isOpen(account), invariant,
            "agent \(agent.rawValue) got session \(session.id.rawValue) by \(decision.rule) and "
                + "is not there")
        if decision.rule == .agentSilent {
            let held = disk.session(session.id)?.heldSilently ?? []
            return try expect(
                !held.contains(agent), .agentSilence,
                "agent \(agent.rawValue) got session \(session.id.rawValue) once more")
        }
        // What was so before can be told from the disk when this is all that was decided.
        let isAlone = journal.decisions.count { $0.agent != nil || $0.rule == .refused } == 1
        if case .accountSet = input { return }
        guard isAlone else { return }
        try checkOrder(decision, agent, session, account)
    }

    private func checkOrder(
        _ decision: Decision, _ agent: AgentID, _ session: Session, _ account: Account
    ) throws(Broken) {
        let list = account.settings.agents
        let chosen = decision.candidates.map(\.agent)
        let label = "agent \(agent.rawValue) got session \(session.id.rawValue)"
        switch decision.rule {
        case .priorAgent:
            let prior = disk.conversations[shape.index(session.conversation)]?.priorAgent
            try expect(
                account.settings.priorAgentFirst && prior == agent, .priorAgent,
                "\(label) as prior agent, who was \(prior as Any)")
        case .roundRobin:
            let pointer = disk.accounts[account.id.index]?.pointer
            let start = pointer.flatMap { list.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
            let distances = chosen.map { agent in
                list.firstIndex(of: agent).map { ($0 - start + list.count) % list.count } ?? -1
            }
            try expect(
                distances == distances.sorted() && chosen.first == agent, .fairness,
                "\(label) out of turn: \(chosen.map(\.rawValue)) after \(pointer as Any)")
        case .idleFirst:
            let order = decision.candidates.map { candidate in
                (
                    candidate.load,
                    disk.agents[candidate.agent.index]?.lastReceivedAt?.milliseconds ?? 0,
                    list.firstIndex(of: candidate.agent) ?? -1
                )
            }
            let isInOrder = zip(order, order.dropFirst()).allSatisfy { $0.0 < $0.1 }
            try expect(
                isInOrder && chosen.first == agent, .fairness,
                "\(label), and others have waited longer or have less: \(order)")
        default: break
        }
    }

    /// Rule 13, told from what was said and not from what the core makes of it.
    private func isOnline(
        _ id: AgentID, _ account: Account, _ channel: ReceptionChannel
    ) -> Bool {
        guard let agent = core.agent(id), agent.isActive, account.settings.agents.contains(id),
            let listed = account.reception[id]
        else { return false }
        switch channel {
        case .wecom:
            return listed.reception == .receiving && (agent.setStatus ?? .online) == .online
        case .relay:
            let isPolling = polls[id.index] > 0 || now < polledAt[id.index] + .seconds(60)
            return agent.setStatus == .online && isPolling
        }
    }

    private func isOpen(_ account: Account) -> Bool {
        let hours = account.settings.hours
        if hours.weekly.isEmpty, hours.dates.isEmpty { return true }
        return hours.isOpen(at: moment.wall)
    }

    /// What agents take by hand above the limits is shown.
    private func checkOverrun(_ decision: Decision, _ journal: Journal) throws(Broken) {
        guard let agent = decision.agent, let session = core.session(decision.session),
            session.agent == agent, let account = core.account(session.account),
            journal.decisions.count(where: { $0.agent != nil }) == 1,
            core.load(of: agent, in: account.id) > account.settings.cap
        else { return }
        try expect(
            journal.alerts.contains { $0.kind == .overCap && $0.session == session.id }, .overrun,
            "agent \(agent.rawValue) is over the cap, and nobody is told")
    }

    /// No time-out ends a session before its time.
    func checkTimeOut(_ session: Session) throws(Broken) {
        guard session.pendingEnd?.reason == .visitorSilent, let old = disk.session(session.id),
            old.pendingEnd == nil
        else { return }
        let isDue = old.livesUntil <= now || old.visitorSilentAt.map { $0 <= now } ?? false
        try expect(isDue, .time, "session \(session.id.rawValue) ends as silent too early")
    }

    /// A hand is obeyed at once, or refused with a reason that is so.
    func checkCommand(
        _ command: Command, _ session: Session, _ answer: Answer
    ) throws(Broken) {
        guard case .assign(let agent) = command else { return }
        let label = "session \(session.id.rawValue) for agent \(agent.rawValue)"
        if answer == .done {
            let present = core.session(session.id)
            try expect(
                present?.phase == .active && present?.agent == agent, .byHand,
                "\(label): done, and it is with \(present?.agent as Any)")
        } else if case .refused(.agentNotEligible(.atCap)) = answer {
            let cap = core.account(session.account)?.settings.cap ?? 0
            try expect(
                memory.loads[agent.index][session.account.index] >= cap, .byHand,
                "\(label): refused at the cap, and it is not")
        }
    }
}
