@testable import Routing

extension Simulation {
    /// One thing that happens.
    mutating func step(_ random: inout Seeded) {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<17: visitorDoes(&random)
        case 17..<25: agentDoesInClient(&random)
        case 25..<45: somethingIsPulled(&random)
        case 45..<72: outboxWorks(&random)
        case 72..<78: agentDoesInKefud(&random)
        case 78..<83: supervisorDoes(&random)
        case 83..<88: agentComesOrGoes(&random)
        case 88..<95: timePasses(&random)
        case 95..<97: administratorDoes(&random)
        case 97: restart(after: .seconds(Int64.random(in: 0...400, using: &random)))
        case 98: pullsEnd()
        default: messageTurnsOut(&random)
        }
        // Time does not stand still between two things.
        bench.advance(by: Interval(milliseconds: Int64.random(in: 0...300, using: &random)))
    }

    private mutating func visitorDoes(_ random: inout Seeded) {
        let id = chat(&random)
        guard !platform.withdrawn.contains(id.account) else { return }
        if Int.random(in: 0..<8, using: &random) == 0 {
            let code = platform.makeCode(id, life: 20, at: seconds)
            return platform.note(.visit(id, code: code), in: id.account, at: seconds)
        }
        var choice: MenuChoice?
        if Int.random(in: 0..<15, using: &random) == 0 { choice = .action(.end) }
        if Int.random(in: 0..<20, using: &random) == 0,
            let last = bench.disk.conversations[id]?.latestSession
        {
            choice = .rating(last, choice: "good")
        }
        say("visitor writes \(name(id))")
        platform.visitorWrites(id, choice, at: seconds)
    }

    private mutating func agentDoesInClient(_ random: inout Seeded) {
        let id = chat(&random)
        guard !platform.withdrawn.contains(id.account),
            let agent = Self.lists[id.account]?.randomElement(using: &random)
        else { return }
        let roll = Int.random(in: 0..<5, using: &random)
        if let what = platform.act(agent, in: id, roll, at: seconds) {
            say("agent \(what) \(name(id))")
        }
    }

    private mutating func somethingIsPulled(_ random: inout Seeded) {
        pull(account(&random), atMost: Int.random(in: 1...4, using: &random))
    }

    private mutating func outboxWorks(_ random: inout Seeded) {
        let under = calls.keys.sorted()
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3:
            guard let effect = ready.randomElement(using: &random) else { return }
            attempt(effect)
        case 3:
            guard let id = under.randomElement(using: &random) else { return }
            say("call \(id.rawValue) reaches the platform")
            execute(id)
        case 4..<6:
            guard let id = under.randomElement(using: &random) else { return }
            answer(id)
        case 6:
            guard let id = under.randomElement(using: &random) else { return }
            fail(id, &random)
        default:
            guard let effect = ready.randomElement(using: &random) else { return }
            attempt(effect)
            answer(effect.id)
        }
    }

    /// A refusal out of the blue, an answer that is lost, or "not now".
    private mutating func fail(_ id: EffectID, _ random: inout Seeded) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            guard calls[id]?.answer == nil, case .change = calls[id]?.effect.kind else { return }
            let code = [95_014, 95_016, 95_019, 48_002].randomElement(using: &random)
            execute(id, refusing: code)
            answer(id)
        case 1:
            say("not now: \(id.rawValue)")
            if calls[id]?.answer == nil { calls[id] = nil }
        case 2:
            execute(id)
            lose(id)
        default: lose(id)
        }
    }

    private mutating func agentDoesInKefud(_ random: inout Seeded) {
        guard let id = bench.core.openSessionIDs.sorted().randomElement(using: &random),
            let session = bench.core.session(id), let agent = session.agent
        else { return }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: command(.end, id, by: .agent(agent))
        case 1: command(.requeue, id, by: .agent(agent))
        case 2:
            guard let other = Self.agents.randomElement(using: &random) else { return }
            command(.assign(to: other), id, by: .agent(agent))
        default:
            say("agent \(agent.rawValue) replies in \(id.rawValue)")
            let message = bench.core.newMessageID()
            bench.apply(.reply(id, by: agent, message, Content(text: "yes")))
        }
    }

    private mutating func supervisorDoes(_ random: inout Seeded) {
        guard let id = bench.core.openSessionIDs.sorted().randomElement(using: &random),
            let session = bench.core.session(id)
        else { return }
        switch Int.random(in: 0..<5, using: &random) {
        case 0: command(.end, id, by: supervisor)
        case 1: command(.requeue, id, by: supervisor)
        case 2:
            let other = account(&random)
            admit(ConversationID(other, session.conversation.visitor))
            command(.transfer(to: other, closingText: "link"), id, by: supervisor)
        default:
            guard let agent = Self.agents.randomElement(using: &random) else { return }
            command(.assign(to: agent), id, by: supervisor)
        }
    }

    private mutating func command(_ command: Command, _ id: SessionID, by actor: Actor) {
        let answer = bench.apply(.command(id, command, by: actor))
        say("\(actor) commands \(command) in \(id.rawValue): \(answer)")
    }

    private mutating func agentComesOrGoes(_ random: inout Seeded) {
        guard let agent = Self.agents.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1, 2:
            let account = account(&random)
            guard Self.lists[account]?.contains(agent) == true else { return }
            let reception = Reception.allCases.randomElement(using: &random) ?? .receiving
            platform.reception[account, default: [:]][agent] = reception
            platform.note(.reception(account, agent, reception), in: account, at: seconds)
        case 3:
            let status = AgentStatus.allCases.randomElement(using: &random) ?? .online
            say("agent \(agent.rawValue) sets \(status)")
            bench.apply(.setStatus(agent, status))
        case 4:
            say("agent \(agent.rawValue) polls")
            bench.apply(.pollBegan(agent))
        default:
            say("agent \(agent.rawValue)'s poll ends")
            bench.apply(.pollEnded(agent))
        }
    }

    private mutating func timePasses(_ random: inout Seeded) {
        let milliseconds: Int64 =
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<10: Int64.random(in: 0...3_000, using: &random)
            case 10..<15: Int64.random(in: 3_000...60_000, using: &random)
            case 15..<19: Int64.random(in: 60_000...700_000, using: &random)
            default: Int64.random(in: 700_000...180_000_000, using: &random)
            }
        say("\(milliseconds) ms pass")
        bench.advance(by: Interval(milliseconds: milliseconds))
    }

    private mutating func administratorDoes(_ random: inout Seeded) {
        let id = account(&random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: askForServicers(id)
        case 1:
            guard let agent = Self.agents.randomElement(using: &random) else { return }
            let isActive = Bool.random(using: &random)
            say("agent \(agent.rawValue) active: \(isActive)")
            bench.apply(.agentActivated(agent, isActive))
        case 2:
            let status = bench.core.account(id)?.status == .active
            setStatus(id, status ? (Bool.random(using: &random) ? .deleting : .withdrawn) : .active)
        default: editSettings(of: id, &random)
        }
    }

    mutating func setStatus(_ id: AccountID, _ status: AccountStatus) {
        say("account \(id.rawValue) \(status)")
        if status == .withdrawn {
            platform.withdrawn.insert(id)
            platform.logs[id] = []
            for chat in platform.states.keys where chat.account == id {
                platform.states[chat] = .ended
            }
        } else {
            platform.withdrawn.remove(id)
        }
        bench.apply(.accountStatusSet(id, status))
    }

    private mutating func editSettings(of id: AccountID, _ random: inout Seeded) {
        guard var settings = bench.core.account(id)?.settings else { return }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: settings.cap = Int.random(in: 1...3, using: &random)
        case 1: settings.whenNobody = Bool.random(using: &random) ? .end : .queue
        case 2: settings.agents = Self.lists[id]?.filter { _ in Bool.random(using: &random) } ?? []
        case 3: settings.agents = Self.lists[id] ?? []
        case 4: settings.receptionChannel = Bool.random(using: &random) ? .wecom : .relay
        default:
            let isClosed = Bool.random(using: &random)
            let day = CalendarDate(day: bench.now.milliseconds / 86_400_000)
            settings.hours.dates = isClosed ? [day: []] : [:]
        }
        say("settings of \(id.rawValue)")
        bench.apply(.accountSet(id, settings))
        askForServicers(id)
    }

    /// `servicer/list`.
    mutating func askForServicers(_ id: AccountID) {
        guard !platform.withdrawn.contains(id) else { return }
        say("asks for the servicers of \(id.rawValue)")
        bench.apply(.receptionListed(id, platform.reception[id] ?? [:], askedAt: seconds))
    }

    private mutating func pullsEnd() {
        for id in Self.accounts {
            pull(id, atMost: .max)
            bench.apply(.pulledToEnd(id))
        }
    }

    /// A message that was accepted fails later, or is taken back.
    private mutating func messageTurnsOut(_ random: inout Seeded) {
        guard let message = bench.outgoing.suffix(8).randomElement(using: &random) else { return }
        guard bench.messageStates[message.id] == .sent else { return }
        admit(message.conversation)
        let isRecalled = Bool.random(using: &random)
        bench.apply(
            isRecalled
                ? .recalled(message.conversation, message.id)
                : .sendFailed(message.conversation, message.id))
    }

    private func account(_ random: inout Seeded) -> AccountID {
        Self.accounts.randomElement(using: &random) ?? one
    }

    private func chat(_ random: inout Seeded) -> ConversationID {
        let visitor = Int64.random(in: Self.visitors, using: &random)
        return ConversationID(account(&random), VisitorID(visitor))
    }
}
