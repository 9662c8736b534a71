import Routing

// The end: nothing hangs.

extension CoreWorld {
    var digest: UInt64 { memory.digest }

    /// Faults stop, everything is answered, everybody is there: whatever was under way comes out.
    mutating func comeToRest() throws(Broken) {
        say("--- rest")
        lead = .seconds(0)
        jumpedAt = now
        for number in shape.accountIDs { try open(AccountID(number)) }
        try everybodyComes()
        try answerEverything()
        for minutes in [11, shape.hasJumps ? 125 : 11] as [Int64] {
            try advance(by: .minutes(minutes))
            for number in shape.accountIDs { try askEverybodyThere(AccountID(number)) }
            try everybodyComes()
            try answerEverything()
            try checkEverything()
        }
        try checkRest()
        for id in core.openSessionIDs.sorted() {
            try apply(.command(id, .end, by: .supervisor(user: 1)))
        }
        try answerEverything()
        // A chat of the platform without a session here is looked at every hour.
        try advance(by: .minutes(61))
        try answerEverything()
        try checkEverything()
        try expect(core.openSessionIDs.isEmpty, .rest, "sessions that do not end")
        try checkAgreement()
        try checkForgotten()
    }

    private mutating func open(_ id: AccountID) throws(Broken) {
        if core.account(id)?.status != .active { try setStatus(id, .active) }
        guard var settings = core.account(id)?.settings else { return }
        settings.agents = shape.list(id)
        settings.cap = 50
        settings.hours = ReceptionHours(zone: ZoneOffsets(initialSeconds: 0))
        try apply(.accountSet(id, settings))
    }

    private mutating func everybodyComes() throws(Broken) {
        for number in 1...Int64(shape.agents) {
            let agent = AgentID(number)
            try apply(.agentActivated(agent, true))
            if polls[agent.index] == 0 { try pollBegins(agent) }
            try apply(.setStatus(agent, .online))
        }
    }

    private mutating func askEverybodyThere(_ id: AccountID) throws(Broken) {
        for agent in shape.list(id) {
            platform.reception[id.index][agent.index] = .receiving
        }
        try askForServicers(id)
    }

    /// Pulls and answers until nothing is left to do.
    private mutating func answerEverything() throws(Broken) {
        for _ in 0..<600 {
            for number in shape.accountIDs {
                try pull(AccountID(number), atMost: .max)
                try apply(.pulledToEnd(AccountID(number)))
            }
            if calls.isEmpty, busy.members.isEmpty { return }
            while let last = calls.indices.last { try answer(last) }
            for chat in busy.members.sorted() {
                if let id = try attempt(chat) { try answer(id) }
            }
        }
        throw Broken(.rest, "effects beget effects: \(busy.members.map { pending[$0].count })")
    }

    private func checkRest() throws(Broken) {
        for id in core.openSessionIDs {
            guard let session = core.session(id) else { continue }
            try expect(session.pendingEnd == nil, .rest, "session \(id.rawValue) does not end")
            let isFull = shape.lists[session.account.index].allSatisfy { agent in
                core.load(of: agent) >= 50 || core.load(of: agent, in: session.account) >= 50
            }
            try expect(
                session.phase == .active || isFull, .nobodyForgotten,
                "session \(id.rawValue) waits still")
        }
        try expect(memory.unplaced.isEmpty, .placed, "messages are held for ever")
        for chat in 0..<shape.chats {
            guard let present = core.conversation(shape.id(chat)) else { continue }
            try expect(present.held.isEmpty, .rest, "\(name(chat)) holds messages for ever")
            try expect(present.closing == nil, .rest, "\(name(chat)) closes for ever")
            try expect(present.reading == nil, .rest, "\(name(chat)) reads for ever")
            try expect(!present.isUncertain, .convergence, "\(name(chat)) is uncertain for ever")
        }
        try checkAgreement()
    }

    /// What kefud believes of each chat is what the platform has.
    private func checkAgreement() throws(Broken) {
        for chat in 0..<shape.chats {
            let id = shape.id(chat)
            let present = core.conversation(id) ?? disk.conversations[chat]
            let believed = present?.platform ?? .ended
            let real = platform.states[chat]
            if case .agent = real {
                try expect(
                    believed == real, .convergence,
                    "\(name(chat)) is \(real), kefud believes \(believed)")
            } else if case .agent = believed {
                throw Broken(
                    .convergence, "\(name(chat)) is \(real), kefud believes \(believed)")
            }
            if let session = present?.openSession.flatMap({ core.session($0) }),
                session.receptionChannel == .wecom, let agent = session.agent
            {
                try expect(
                    real == .agent(agent), .convergence,
                    "session \(session.id.rawValue) is with \(agent.rawValue), really \(real)")
            }
        }
    }

    /// Nothing stays in memory without a reason, and no call without an account.
    private func checkForgotten() throws(Broken) {
        for chat in 0..<shape.chats {
            guard let present = core.conversation(shape.id(chat)) else { continue }
            try expect(
                present.isLive || !pending[chat].isEmpty, .noOrphan,
                "\(name(chat)) stays in memory for nothing")
        }
        for agent in 1...Int64(shape.agents) {
            try expect(
                core.load(of: AgentID(agent)) == 0 || !platform.states.allSatisfy(isFree),
                .slots, "agent \(agent) keeps \(core.load(of: AgentID(agent))) slots")
        }
    }

    private func isFree(_ state: PlatformState) -> Bool {
        if case .agent = state { false } else { true }
    }
}
