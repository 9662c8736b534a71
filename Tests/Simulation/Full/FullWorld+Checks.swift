import Engine
import Routing
import Storage
import StoredForms

extension FullWorld {
    var digest: UInt64 { memory.digest }

    /// Kefud itself never goes above a cap or above 50. (Telling the platform who keeps a session
    /// whose end was cancelled gives nobody anything.)
    func checkEffect(_ effect: Effect, _ routing: RoutingCore) throws(Broken) {
        guard case .change(to: .agent(let agent)) = effect.kind,
            let session = effect.session.flatMap({ routing.session($0) }),
            session.agent == agent, session.undo?.effect == effect.id,
            session.assignedAt == effect.createdAt,
            let account = routing.account(session.account)
        else { return }
        if shape.hasHours { try checkIsOpen(session, account.settings.hours) }
        let load = routing.load(of: agent, in: account.id)
        try expect(
            load <= account.settings.cap && routing.load(of: agent) <= 50, .capacity,
            "agent \(agent.rawValue) got session \(session.id.rawValue): \(load) of "
                + "\(account.settings.cap)")
    }

    /// Kefud chooses nobody outside of the hours; a hand may. (`lookAtHours` says whether these are
    /// the right ones; an edit may have changed them in this very commit.)
    private func checkIsOpen(_ session: Session, _ hours: ReceptionHours) throws(Broken) {
        let isOpen = hours.weekly.isEmpty || hours.isOpen(at: engine.clock.moment.wall)
        guard !hasJumped, !isOpen else { return }
        let last: DecisionRecord?
        do {
            last = try core?.store.view.decisions(of: session.id).last { $0.agent != nil }
        } catch {
            throw Broken(.stored, "a decision cannot be read: \(error)")
        }
        guard let last, last.at == now else { return }
        switch last.rule {
        case .priorAgent, .roundRobin, .idleFirst, .agentSilent:
            throw Broken(
                .hours,
                "session \(session.id.rawValue) was given by \(last.rule) outside of the hours")
        default: return
        }
    }

    /// Whether hours may still follow the clock of before a jump.
    var hasJumped: Bool { jumpedAt.map { now <= $0 + .seconds(10) } ?? false }

    /// Slots, sessions and queues, from scratch.
    func checkRouting(_ routing: RoutingCore) throws(Broken) {
        for chat in 0..<shape.chats { try count(chat, routing) }
        for (agent, account) in memory.moved {
            let load = routing.load(of: agent, in: account)
            let counted = memory.loads[agent.index][account.index]
            try expect(
                load == counted, .slots,
                "agent \(agent.rawValue) has \(load) slots in \(account.rawValue), "
                    + "not \(counted)")
        }
        memory.moved.removeAll(keepingCapacity: true)
        var probe = routing
        // What is due is done by a tick that comes before anything else.
        let isDue = routing.nextDeadline.map { $0 <= now } ?? false
        let hasJumped = hasJumped
        for id in routing.openSessionIDs {
            guard let session = routing.session(id) else { continue }
            let chat = routing.conversation(session.conversation)
            try expect(
                chat?.openSession == id && chat?.latestSession == id, .oneSession,
                "session \(id.rawValue) is open, and its chat does not know it")
            guard !hasJumped, !isDue, session.phase == .queued, session.pendingEnd == nil,
                !session.waitsForRead,
                routing.account(session.account)?.status == .active,
                let report = probe.waitingReport(id, at: engine.clock.moment)
            else { continue }
            for line in report.agents {
                try expect(
                    line.reason != nil, .workConserving,
                    "session \(id.rawValue) waits while agent \(line.agent.rawValue) could "
                        + "have it")
            }
        }
    }

    private func count(_ chat: Int, _ routing: RoutingCore) throws(Broken) {
        var holders = Memory.Holders()
        if let found = routing.conversation(shape.id(chat)) {
            if let session = found.openSession.flatMap({ routing.session($0) }),
                session.phase == .active, let agent = session.agent
            {
                holders.insert(agent)
            }
            if case .agent(let agent) = found.platform { holders.insert(agent) }
        }
        for id in pending[chat] {
            guard let effect = routing.effect(id), effect.attempts > 0 else { continue }
            if case .change(to: .agent(let agent)) = effect.kind { holders.insert(agent) }
        }
        memory.setHolders(holders, of: chat)
    }

    /// What a start would read is what the core knows.
    func checkStored() throws(Broken) {
        guard let core, isSound else { return }
        let snapshot: Snapshot
        do {
            snapshot = try core.store.loadSnapshot()
        } catch {
            throw Broken(.stored, "the state cannot be read: \(error)")
        }
        let routing = core.routing
        try expect(
            snapshot.sessions.count == routing.openSessionIDs.count, .stored,
            "\(snapshot.sessions.count) open sessions are stored, "
                + "\(routing.openSessionIDs.count) known")
        for session in snapshot.sessions {
            try expect(
                routing.session(session.id)?.asStored == session, .stored,
                "session \(session.id.rawValue) is not stored as it is")
        }
        for chat in snapshot.conversations {
            guard let known = routing.conversation(chat.id) else {
                throw Broken(.stored, "chat \(name(shape.index(chat.id))) is live and forgotten")
            }
            try expect(
                known.asStored == chat, .stored,
                "chat \(name(shape.index(chat.id))) is not stored as it is")
        }
        for effect in snapshot.effects {
            try expect(
                routing.effect(effect.id) == effect, .stored,
                "effect \(effect.id.rawValue) is not stored as it is")
        }
        for account in snapshot.accounts {
            try expect(
                routing.account(account.id)?.asStored == account, .stored,
                "account \(account.id.rawValue) is not stored as it is")
        }
    }
}
