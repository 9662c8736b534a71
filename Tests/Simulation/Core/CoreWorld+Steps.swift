import Routing

extension CoreWorld {
    mutating func step(_ roll: UInt64) throws(Broken) {
        var random = Seeded(roll)
        steps += 1
        switch random.below(200) {
        case 0..<34: try visitorDoes(&random)
        case 34..<50: agentDoesInClient(&random)
        case 50..<90: try pull(account(&random), atMost: 1 + random.below(4))
        case 90..<144: try outboxWorks(&random)
        case 144..<156: try agentDoesInKefud(&random)
        case 156..<166: try supervisorDoes(&random)
        case 166..<176: try agentComesOrGoes(&random)
        case 176..<190: try timePasses(&random)
        case 190..<194: try administratorDoes(&random)
        case 194: try restart(after: .seconds(random.from(0, to: 400)))
        case 195..<197: try pullsEnd()
        case 197: wallClockJumps(&random)
        default: try messageTurnsOut(&random)
        }
        // Time does not stand still between two things.
        try advance(by: Interval(milliseconds: random.from(0, to: 300)))
        if shape.hasHours, steps % 16 == 0 { lookAtHours() }
        if isThorough || steps % 256 == 0 { try checkEverything() }
    }

    /// Counts what the clocks on the wall have brought.
    private mutating func lookAtHours() {
        for account in 0..<shape.accounts {
            guard let hours = disk.accounts[account]?.settings.hours else { continue }
            let offset = hours.zone.seconds(at: moment.wall)
            if offset != offsets[account] { tally.note(.offsetChange) }
            let isOpen = hours.isOpen(at: moment.wall)
            if isOpen != wereOpen[account] { tally.note(.hoursBoundary) }
            (offsets[account], wereOpen[account]) = (offset, isOpen)
        }
    }

    private mutating func visitorDoes(_ random: inout Seeded) throws(Broken) {
        let chat = random.below(shape.chats)
        guard !platform.isWithdrawn[shape.account(of: chat)] else { return }
        if random.isOne(in: 8) {
            say("visitor visits \(name(chat))")
            return platform.visits(chat, at: seconds)
        }
        var choice: MenuChoice?
        if random.isOne(in: 15) { choice = .action(.end) }
        if random.isOne(in: 20), let last = disk.chatMarks[chat].latestSession {
            choice = .rating(last, choice: "good")
        }
        say("visitor writes \(name(chat))")
        _ = platform.visitorWrites(chat, choice, at: seconds)
    }

    private mutating func agentDoesInClient(_ random: inout Seeded) {
        let chat = random.below(shape.chats)
        guard !platform.isWithdrawn[shape.account(of: chat)] else { return }
        let agent = random.pick(shape.lists[shape.account(of: chat)])
        if let what = platform.act(agent, in: chat, random.below(5), at: seconds) {
            say("agent \(agent.rawValue) \(what) \(name(chat))")
        }
    }

    private mutating func outboxWorks(_ random: inout Seeded) throws(Broken) {
        let roll = random.below(10)
        let chance = random.below(1 << 20)
        switch roll {
        case 3..<7:
            guard !calls.isEmpty else { return }
            let index = chance % calls.count
            switch roll {
            case 3:
                say("call \(calls[index].effect.id.rawValue) reaches the platform")
                execute(index)
            case 4, 5: try answer(index)
            default: try fail(index, &random)
            }
        default:
            guard let chat = readyChat(from: chance), let id = try attempt(chat) else { return }
            if roll > 6 { try answer(id) }
        }
    }

    /// A refusal out of the blue, an answer that is lost, or "not now".
    private mutating func fail(_ index: Int, _ random: inout Seeded) throws(Broken) {
        switch random.below(4) {
        case 0:
            guard calls[index].answer == nil, case .change = calls[index].effect.kind
            else { return }
            execute(index, refusing: random.pick([95_014, 95_016, 95_019, 48_002]))
            try answer(index)
        case 1:
            say("not now: \(calls[index].effect.id.rawValue)")
            if calls[index].answer == nil { calls.remove(at: index) }
        case 2:
            execute(index)
            try lose(calls.remove(at: index))
        default: try lose(calls.remove(at: index))
        }
    }

    /// An open session, by chance.
    private func openSession(_ random: inout Seeded) -> Session? {
        for _ in 0..<4 {
            let chat = random.below(shape.chats)
            if let open = disk.chatMarks[chat].openSession { return core.session(open) }
        }
        return nil
    }

    private mutating func agentDoesInKefud(_ random: inout Seeded) throws(Broken) {
        guard let session = openSession(&random), let agent = session.agent else { return }
        switch random.below(7) {
        case 0: try command(.end, session, by: .agent(agent))
        case 1: try command(.requeue, session, by: .agent(agent))
        case 2:
            let other = AgentID(random.from(1, to: Int64(shape.agents)))
            try command(.assign(to: other), session, by: .agent(agent))
        default:
            // Now and then as often as the window allows, and more.
            for _ in 0..<(random.isOne(in: 10) ? 7 : 1) {
                say("agent \(agent.rawValue) replies in \(session.id.rawValue)")
                let message = core.newMessageID()
                try apply(.reply(session.id, by: agent, message, Content(text: "yes")))
            }
        }
    }

    private mutating func supervisorDoes(_ random: inout Seeded) throws(Broken) {
        guard let session = openSession(&random) else { return }
        let actor = Actor.supervisor(user: 1)
        switch random.below(5) {
        case 0: try command(.end, session, by: actor)
        case 1: try command(.requeue, session, by: actor)
        case 2:
            let other = account(&random)
            admit(ConversationID(other, session.conversation.visitor))
            try command(.transfer(to: other, closingText: "link"), session, by: actor)
        default:
            let agent = AgentID(random.from(1, to: Int64(shape.agents)))
            try command(.assign(to: agent), session, by: actor)
        }
    }

    private mutating func command(
        _ command: Command, _ session: Session, by actor: Actor
    ) throws(Broken) {
        let answer = try apply(.command(session.id, command, by: actor))
        say("\(actor) commands \(command) in \(session.id.rawValue): \(answer)")
        try checkCommand(command, session, answer)
    }

    private mutating func agentComesOrGoes(_ random: inout Seeded) throws(Broken) {
        let agent = AgentID(random.from(1, to: Int64(shape.agents)))
        switch random.below(6) {
        case 0, 1, 2:
            let account = account(&random)
            guard shape.list(account).contains(agent) else { return }
            let reception = random.pick([Reception.receiving, .suspended, .stopped])
            platform.reception[account.index][agent.index] = reception
            platform.note(.reception(agent, reception), in: account.index, at: seconds)
        case 3:
            let status = random.pick([AgentStatus.online, .away, .offline])
            say("agent \(agent.rawValue) sets \(status)")
            polledAt[agent.index] = now
            try apply(.setStatus(agent, status))
        case 4: try pollBegins(agent)
        default:
            say("agent \(agent.rawValue)'s poll ends")
            polls[agent.index] = max(0, polls[agent.index] - 1)
            polledAt[agent.index] = now
            try apply(.pollEnded(agent))
        }
    }

    mutating func pollBegins(_ agent: AgentID) throws(Broken) {
        say("agent \(agent.rawValue) polls")
        polls[agent.index] += 1
        try apply(.pollBegan(agent))
    }

    private mutating func timePasses(_ random: inout Seeded) throws(Broken) {
        let milliseconds: Int64 =
            switch random.below(40) {
            case 0..<20: random.from(0, to: 3_000)
            case 20..<30: random.from(3_000, to: 60_000)
            case 30..<38: random.from(60_000, to: 700_000)
            default: random.from(700_000, to: random.isOne(in: 4) ? 180_000_000 : 8_000_000)
            }
        say("\(milliseconds) ms pass")
        try advance(by: Interval(milliseconds: milliseconds))
    }

    private mutating func wallClockJumps(_ random: inout Seeded) {
        guard shape.hasJumps else { return }
        lead = random.isOne(in: 3) ? .seconds(0) : .seconds(random.from(-3_700, to: 3_700))
        jumpedAt = now
        tally.note(.wallClockJump)
        say("the wall clock is \(lead.milliseconds) ms ahead")
    }

    private mutating func pullsEnd() throws(Broken) {
        for number in shape.accountIDs {
            try pull(AccountID(number), atMost: .max)
            try apply(.pulledToEnd(AccountID(number)))
        }
    }

    /// A message that was accepted fails later, or is taken back.
    private mutating func messageTurnsOut(_ random: inout Seeded) throws(Broken) {
        guard let (chat, message) = random.pickOrNil(recent),
            memory.state(of: message) == .sent
        else { return }
        let id = shape.id(chat)
        admit(id)
        let isRecalled = random.coin()
        say("message \(message.rawValue) \(isRecalled ? "is recalled" : "has failed")")
        try apply(isRecalled ? .recalled(id, message) : .sendFailed(id, message))
    }

    func account(_ random: inout Seeded) -> AccountID {
        AccountID(random.from(1, to: Int64(shape.accounts)))
    }
}
