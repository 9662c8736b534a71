import StoredForms

@testable import Routing

/// A promise that was broken.
struct Broken: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

private func expect(_ condition: Bool, _ text: @autoclosure () -> String) throws {
    if !condition { throw Broken(text()) }
}

extension Simulation {
    /// What must hold after every step.
    mutating func check() throws {
        try checkLoads()
        try checkQueues()
        try checkSessions()
        try expect(bench.overruns.isEmpty, "decided over a cap: \(bench.overruns)")
        try checkMessages()
        if steps % 7 == 0 { try checkDisk() }
    }

    /// Rule 4, counted from scratch: whom kefud chose, whom the platform shows, who is under way.
    private func checkLoads() throws {
        let core = bench.core
        var counted: [AgentID: [AccountID: Int]] = [:]
        for (id, chat) in core.conversations {
            var holders: Set<AgentID> = []
            if let open = chat.openSession, let session = core.sessions[open],
                session.phase == .active, let agent = session.agent
            {
                holders.insert(agent)
            }
            if case .agent(let agent) = chat.platform { holders.insert(agent) }
            for effect in chat.effects.compactMap({ core.effects[$0] }) where effect.attempts > 0 {
                if case .change(to: .agent(let agent)) = effect.kind { holders.insert(agent) }
            }
            for agent in holders { counted[agent, default: [:]][id.account, default: 0] += 1 }
        }
        var held: [AgentID: Set<SessionID>] = [:]
        for session in core.sessions.values where session.phase == .active {
            if let agent = session.agent { held[agent, default: []].insert(session.id) }
        }
        for (id, agent) in core.agents {
            try expect(agent.loads == counted[id] ?? [:], "loads of \(id.rawValue)")
            try expect(
                agent.totalLoad == agent.loads.values.reduce(0, +), "total of \(id.rawValue)")
            try expect(agent.sessions == held[id] ?? [], "sessions of \(id.rawValue)")
        }
        for agent in counted.keys {
            try expect(core.agents[agent] != nil, "nobody is \(agent.rawValue)")
        }
    }

    /// Rule 7: the queue is those who wait, by their place, and nobody in it could be served.
    private func checkQueues() throws {
        let core = bench.core
        var probe = core
        var queues: [AccountID: [Session]] = [:]
        for session in core.sessions.values where session.waits {
            queues[session.account, default: []].append(session)
        }
        try checkEligibility()
        for (id, account) in core.accounts {
            let waiting = (queues[id] ?? []).sorted { $0.place < $1.place }
            try expect(account.waiting.inOrder == waiting.map(\.id), "queue of \(id.rawValue)")
            guard account.status == .active else { continue }
            for session in waiting {
                let choice = core.spot(of: session.id).flatMap { probe.choose(at: $0) }
                try expect(choice == nil, "\(session.id.rawValue) waits for nothing")
            }
        }
    }

    /// Rule 4: what is kept ready about every listed agent is what looking at each of them says.
    private func checkEligibility() throws {
        var core = bench.core
        for session in core.sessions.values where session.phase != .ended {
            guard let account = core.accounts[session.account] else { continue }
            let (eligible, excluded) = core.eligibleAgents(for: session)
            var counted = ExclusionCounts()
            for (position, agent) in account.settings.agents.enumerated() {
                let reason = core.exclusion(of: agent, for: session)
                counted.add(1, reason)
                try expect(
                    eligible.contains(position) == (reason == nil),
                    "\(agent.rawValue) for \(session.id.rawValue): \(String(describing: reason))")
            }
            try expect(counted == excluded, "counts for \(session.id.rawValue)")
            guard let slot = core.accounts.slot(of: account.id) else { continue }
            for channel in ReceptionChannel.allCases {
                let all = account.settings.agents.map {
                    core.status(of: $0, in: account.id, on: channel)
                }
                try expect(
                    core.countThere(of: slot, on: channel) == all.count { $0 != .offline }
                        && account.eligibility.countOnline(on: channel)
                            == all.count { $0 == .online },
                    "who is there in \(account.id.rawValue)")
            }
        }
    }

    /// One open session a conversation; timers that are alive; nothing kept without a reason.
    private func checkSessions() throws {
        let core = bench.core
        var open: [AccountID: Set<SessionID>] = [:]
        for session in core.sessions.values where session.phase != .ended {
            open[session.account, default: []].insert(session.id)
        }
        for (id, account) in core.accounts {
            try expect(account.openSessions == open[id] ?? [], "open of \(id.rawValue)")
        }
        var seen: Set<ConversationID> = []
        for session in core.sessions.values where session.phase != .ended {
            try expect(seen.insert(session.conversation).inserted, "two open sessions")
            let chat = core.conversations[session.conversation]
            try expect(chat?.openSession == session.id, "an orphan \(session.id.rawValue)")
            try expect(chat?.latestSession == session.id, "not the latest \(session.id.rawValue)")
            try expect(
                (session.phase == .active) == (session.agent != nil),
                "\(session.phase) with \(String(describing: session.agent))")
        }
        var effects: [ConversationID: [EffectID]] = [:]
        for effect in core.effects.values {
            effects[effect.conversation, default: []].append(effect.id)
        }
        for (id, chat) in core.conversations {
            let isBusy = chat.isLive || !chat.effects.isEmpty
            try expect(isBusy, "idle chat \(name(id)) in memory")
            let pending = effects[id, default: []].sorted()
            try expect(Array(chat.effects) == pending, "effects of \(name(id))")
            try expect(chat.reading.map { core.effects[$0] != nil } ?? true, "reads nothing")
            try expect(chat.budget.used >= 0 && chat.budget.used <= 6, "budget of \(name(id))")
        }
    }

    /// Every visitor's message is in a session or is held.
    private mutating func checkMessages() throws {
        for (message, id) in delivered {
            if bench.placements[message] != nil {
                delivered[message] = nil
                continue
            }
            let held = bench.core.conversation(id)?.held ?? []
            try expect(
                held.contains { $0.message == message },
                "message \(message.rawValue) of \(name(id)) is nowhere")
        }
    }

    /// What is stored is what the core knows: the journals named every change.
    func checkDisk() throws {
        let core = bench.core
        for (id, session) in core.sessions {
            try expect(
                bench.disk.sessions[id] == session.asStored, "session \(id.rawValue) on disk")
        }
        for (id, chat) in core.conversations {
            let stored = (bench.disk.conversations[id] ?? Conversation(id)).asStored
            try expect(stored == chat.asStored, "chat \(name(id)) on disk")
        }
        for (id, agent) in core.agents where bench.disk.agents[id] != nil {
            try expect(bench.disk.agents[id] == agent.asStored, "agent \(id.rawValue) on disk")
        }
        for (id, account) in core.accounts {
            try expect(
                bench.disk.accounts[id] == account.asStored, "account \(id.rawValue) on disk")
        }
        let effects = Dictionary(uniqueKeysWithValues: core.effects.map { ($0.key, $0.value) })
        try expect(bench.disk.effects == effects, "effects on disk")
    }

    /// Rules 8, 11 and 21: no prompt twice.
    func checkPrompts() throws {
        var once: Set<String> = []
        var offline: [ConversationID: Instant] = [:]
        for message in bench.outgoing where bench.messageStates[message.id] != .failed {
            guard let prompt = message.prompt else { continue }
            switch prompt {
            case .queue, .end, .closing:
                let key = "\(prompt) \(message.session?.rawValue ?? 0)"
                try expect(once.insert(key).inserted, "prompt twice: \(key)")
            case .offline:
                if let last = offline[message.conversation] {
                    try expect(message.at - last >= .minutes(10), "offline prompt twice")
                }
                offline[message.conversation] = message.at
            case .welcome: break
            }
        }
    }

    // The end: nothing hangs.

    /// Faults stop, everything is answered, everybody is there: whatever was under way comes out.
    mutating func comeToRest() throws {
        hasFaults = false
        say("--- rest")
        for id in Self.accounts {
            if bench.core.account(id)?.status != .active { setStatus(id, .active) }
            var settings = bench.core.account(id)?.settings ?? .plain([])
            settings.agents = Self.lists[id] ?? []
            settings.cap = 50
            settings.hours = ReceptionHours(zone: ZoneOffsets(initialSeconds: 0))
            bench.apply(.accountSet(id, settings))
        }
        for agent in Self.agents {
            bench.apply(.agentActivated(agent, true))
            bench.apply(.pollBegan(agent))
            bench.apply(.setStatus(agent, .online))
        }
        try answerEverything()
        for _ in 0..<2 {
            bench.advance(by: .minutes(11))
            for id in Self.accounts {
                for agent in Self.lists[id] ?? [] {
                    platform.reception[id, default: [:]][agent] = .receiving
                }
                askForServicers(id)
            }
            try answerEverything()
            try check()
        }
        try checkRest()
        for id in bench.core.openSessionIDs.sorted() {
            bench.apply(.command(id, .end, by: supervisor))
        }
        try answerEverything()
        // A chat of the platform without a session here is looked at every hour.
        bench.advance(by: .minutes(61))
        try answerEverything()
        try check()
        try expect(bench.core.openSessionIDs.isEmpty, "sessions that do not end")
        try checkAgreement()
        try checkPrompts()
        try checkDisk()
    }

    /// Pulls and answers until nothing is left to do.
    private mutating func answerEverything() throws {
        for _ in 0..<400 {
            for id in Self.accounts {
                pull(id, atMost: .max)
                bench.apply(.pulledToEnd(id))
            }
            let work = ready
            if work.isEmpty, calls.isEmpty { return }
            for id in calls.keys.sorted() { answer(id) }
            for effect in work where bench.disk.effects[effect.id] != nil {
                attempt(effect)
                answer(effect.id)
            }
        }
        let left = bench.disk.effects.values.sorted { $0.id < $1.id }.map { "\($0.kind)" }
        throw Broken("effects beget effects: \(left)")
    }

    private func checkRest() throws {
        for session in bench.core.sessions.values where session.phase != .ended {
            try expect(session.pendingEnd == nil, "\(session.id.rawValue) does not end")
            try expect(session.phase == .active, "\(session.id.rawValue) waits still")
        }
        try expect(delivered.isEmpty, "messages are held for ever")
        for (id, chat) in bench.core.conversations {
            try expect(chat.held.isEmpty, "\(name(id)) holds messages for ever")
            try expect(chat.closing == nil, "\(name(id)) closes for ever")
            try expect(chat.reading == nil, "\(name(id)) reads for ever")
            try expect(!chat.isUncertain, "\(name(id)) is uncertain for ever")
        }
        try checkAgreement()
    }

    /// What kefud believes of each chat is what the platform has.
    private func checkAgreement() throws {
        for account in Self.accounts {
            for visitor in Self.visitors {
                let id = ConversationID(account, VisitorID(visitor))
                let chat = bench.core.conversation(id) ?? bench.disk.conversations[id]
                let session = chat?.openSession.flatMap { bench.core.session($0) }
                var believed = chat?.platform ?? .ended
                let real = platform.state(id)
                if case .agent = real {
                    try expect(believed == real, "\(name(id)): \(believed), really \(real)")
                } else if case .agent = believed {
                    throw Broken("\(name(id)): \(believed), really \(real)")
                }
                if let session, session.receptionChannel == .wecom, let agent = session.agent {
                    believed = .agent(agent)
                    try expect(real == believed, "\(name(id)) with \(believed), really \(real)")
                }
            }
        }
    }
}
