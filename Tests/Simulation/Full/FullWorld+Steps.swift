import Engine
import Lifecycle
import Routing
import Storage
import WeCom

extension FullWorld {
    func step(_ roll: UInt64) throws(Broken) {
        var random = Seeded(roll)
        steps += 1
        switch random.below(200) {
        case 0..<40: visitorDoes(&random)
        case 40..<56: agentDoesInClient(&random)
        case 56..<84: try callbackArrives(&random)
        case 84..<150: try platformAnswers(&random)
        case 150..<162: try agentDoesInKefud(&random)
        case 162..<170: try supervisorDoes(&random)
        case 170..<180: try agentComesOrGoes(&random)
        case 180..<190: try timePasses(&random)
        case 190..<193: try administratorDoes(&random)
        case 193 where random.isOne(in: 3):
            if random.isOne(in: 20) {
                try isDownForDays(&random)
            } else {
                try restart(after: random.from(0, to: 100_000))
            }
        case 194 where random.isOne(in: 3):
            trouble.left = random.below(12)
            say("will die")
        case 195:
            tally.note(.diskFull)
            trouble.isDiskFull = true
            say("the disk is full")
        case 196:
            platform.isPaused.toggle()
            say("budget used up: \(platform.isPaused)")
        case 197 where shape.hasJumps: try wallClockJumps(&random)
        case 198: cursorsFail(&random)
        case 199 where shape.hasHours && random.isOne(in: 3): try hoursBeginOrEnd(&random)
        default: break
        }
        if trouble.isDiskFull, random.isOne(in: 15) {
            trouble.isDiskFull = false
            say("there is room on the disk again")
        }
        platform.publish()
        try advance(milliseconds: random.from(0, to: 150))
        try servePolls(&random)
        if trouble.isDead || trouble.isFatal {
            tally.note(.death)
            // Somebody makes room, as a rule: a start on a full disk ends at once.
            if !random.isOne(in: 8) { trouble.isDiskFull = false }
            try restart(after: random.from(0, to: 20_000))
        }
        if shape.hasHours, isThorough || steps % 16 == 0 { try lookAtHours() }
        if isThorough || steps % 512 == 0 { try checkStored() }
    }

    /// Kefud is not there for days, and what is written meanwhile is too old when it is back.
    private func isDownForDays(_ random: inout Seeded) throws(Broken) {
        tally.note(.daysOfSilence)
        var after = random
        try restart(after: random.from(0, to: 90) * 3_600_000) {
            for _ in 0..<8 {
                if after.coin() { visitorDoes(&after) } else { agentDoesInClient(&after) }
            }
            platform.publish()
            let pause = after.from(0, to: 50) * 3_600_000
            time.advance(milliseconds: pause)
            platform.now = platform.now + Interval(milliseconds: pause)
            visitorDoes(&after)
            platform.publish()
        }
    }

    /// The platform refuses the cursors that it gave, or says "more" and does not move.
    private func cursorsFail(_ random: inout Seeded) {
        let account = random.below(shape.accounts)
        if random.isOne(in: 3) {
            say("cursors of \(account + 1) are refused from now on")
            platform.logs[account].epoch += 1
            mayLeaveUnplaced = true
        } else {
            say("the pull of \(account + 1) does not move")
            let until = platform.now + .seconds(random.from(1, to: 100))
            platform.logs[account].stuckUntil = until
        }
    }

    /// Time passes until some seconds before the hours of an account begin or end.
    private func hoursBeginOrEnd(_ random: inout Seeded) throws(Broken) {
        let account = AccountID(random.from(1, to: Int64(shape.accounts)))
        let seconds = random.from(-2, to: 5)
        let wall = engine.clock.moment.wall
        guard let hours = core?.routing.account(account)?.settings.hours,
            let next = hours.nextChange(after: wall), next < wall + .hours(48)
        else { return }
        say("until \(seconds) s before a boundary of \(account.rawValue)'s hours")
        try freeze(milliseconds: max(0, (next - wall).milliseconds - seconds * 1_000))
    }

    private func visitorDoes(_ random: inout Seeded) {
        let chat = random.below(shape.chats)
        guard !platform.model.isWithdrawn[shape.account(of: chat)] else { return }
        if random.isOne(in: 8) {
            say("visitor visits \(name(chat))")
            return platform.model.visits(chat, at: platform.seconds)
        }
        var choice: MenuChoice?
        if random.isOne(in: 15) { choice = .action(.end) }
        let latest = core?.routing.conversation(shape.id(chat))?.latestSession
        if random.isOne(in: 20), let latest { choice = .rating(latest, choice: "good") }
        if choice != nil, latest == nil { choice = nil }
        say("visitor writes \(name(chat))")
        _ = platform.model.visitorWrites(chat, choice, at: platform.seconds)
    }

    private func agentDoesInClient(_ random: inout Seeded) {
        let chat = random.below(shape.chats)
        let account = shape.account(of: chat)
        guard !platform.model.isWithdrawn[account] else { return }
        let agent = random.pick(shape.lists[account])
        let roll = random.below(5)
        if let what = platform.model.act(agent, in: chat, roll, at: platform.seconds) {
            say("agent \(agent.rawValue) \(what) \(name(chat))")
        }
    }

    /// A callback arrives: late, twice, or never.
    private func callbackArrives(_ random: inout Seeded) throws(Broken) {
        let callbacks = platform.callbacks
        guard let account = random.pickOrNil(callbacks) else { return }
        let isLost = random.isOne(in: 12)
        if !random.isOne(in: 8) { platform.callbacks.removeAll { $0 == account } }
        guard !isLost else { return say("callback of \(account + 1) lost") }
        say("callback of \(account + 1)")
        let token = random.isOne(in: 6) ? nil : "T"
        let name = FullPlatform.name(account)
        let isTaken: Void? = try work { core in
            try core.noteHint(openKfID: name, token: token)
        }
        // One that is not answered is repeated.
        if isTaken == nil, !platform.callbacks.contains(account) {
            platform.callbacks.append(account)
        }
    }

    private func openSession(_ random: inout Seeded) -> Session? {
        for _ in 0..<4 {
            let chat = shape.id(random.below(shape.chats))
            if let open = core?.routing.conversation(chat)?.openSession {
                return core?.routing.session(open)
            }
        }
        return nil
    }

    private func agentDoesInKefud(_ random: inout Seeded) throws(Broken) {
        guard let session = openSession(&random), let agent = session.agent else { return }
        let id = session.id
        switch random.below(7) {
        case 0: try command(.end, id, by: .agent(agent))
        case 1: try command(.requeue, id, by: .agent(agent))
        case 2:
            let other = AgentID(random.from(1, to: Int64(shape.agents)))
            try command(.assign(to: other), id, by: .agent(agent))
        default:
            let text = "reply \(steps)"
            say("agent \(agent.rawValue) replies in \(id.rawValue)")
            let taken = try work { core -> MessageID? in
                let message = core.newMessageID()
                let answer = try core.apply(
                    .reply(id, by: agent, message, Content(text: text)))
                return answer == .done ? message : nil
            }
            if let message = taken ?? nil { replies[message] = text }
        }
    }

    private func supervisorDoes(_ random: inout Seeded) throws(Broken) {
        guard let session = openSession(&random) else { return }
        let actor = Actor.supervisor(user: 1)
        switch random.below(5) {
        case 0: try command(.end, session.id, by: actor)
        case 1: try command(.requeue, session.id, by: actor)
        case 2:
            let other = AccountID(random.from(1, to: Int64(shape.accounts)))
            try command(.transfer(to: other, closingText: "link"), session.id, by: actor)
        default:
            let agent = AgentID(random.from(1, to: Int64(shape.agents)))
            try command(.assign(to: agent), session.id, by: actor)
        }
    }

    private func command(
        _ command: Command, _ id: SessionID, by actor: Actor
    ) throws(Broken) {
        let answer = try work { core in try core.apply(.command(id, command, by: actor)) }
        say("\(actor) commands \(command) in \(id.rawValue): \(answer as Any)")
    }

    private func agentComesOrGoes(_ random: inout Seeded) throws(Broken) {
        let agent = AgentID(random.from(1, to: Int64(shape.agents)))
        switch random.below(6) {
        case 0, 1, 2:
            let account = random.below(shape.accounts)
            guard shape.lists[account].contains(agent) else { return }
            let reception = random.pick([Routing.Reception.receiving, .suspended, .stopped])
            say("agent \(agent.rawValue) is \(reception) in \(account + 1)")
            platform.model.reception[account][agent.index] = reception
            platform.model.note(.reception(agent, reception), in: account, at: platform.seconds)
        case 3:
            let status = random.pick([AgentStatus.online, .away, .offline])
            say("agent \(agent.rawValue) sets \(status)")
            try work { core in _ = try core.apply(.setStatus(agent, status)) }
        case 4: try clientPolls(agent, &random)
        default: try clientGoes(agent)
        }
    }

    private func timePasses(_ random: inout Seeded) throws(Broken) {
        let roll = random.below(200)
        let milliseconds: Int64 =
            switch roll {
            case 0..<130: random.from(0, to: 2_000)
            case 130..<180: random.from(2_000, to: 30_000)
            case 180..<196: random.from(30_000, to: 400_000)
            default: random.from(400_000, to: 90_000_000)
            }
        say("\(milliseconds) ms pass")
        if roll < 186, !trouble.isDiskFull {
            try advance(milliseconds: milliseconds)
        } else {
            try freeze(milliseconds: milliseconds)
        }
    }

    private func wallClockJumps(_ random: inout Seeded) throws(Broken) {
        let lead = random.isOne(in: 3) ? 0 : random.from(-3_700_000, to: 3_700_000)
        say("the wall clock is \(lead) ms ahead")
        let before = now
        jumpedAt = before
        tally.note(.wallClockJump)
        time.setWall(milliseconds: platform.now.milliseconds + lead)
        try expect(
            now == before, .time,
            "kefud's line has followed the wall clock by \((now - before).milliseconds) ms")
    }
}
