import Routing
import StoredForms

// Everything, looked at from scratch; what an input has changed is looked at after each.

extension CoreWorld {
    mutating func checkEverything() throws(Broken) {
        for chat in 0..<shape.chats { try countHolders(of: shape.id(chat)) }
        for agent in 0..<shape.agents {
            let id = AgentID(Int64(agent) + 1)
            for number in shape.accountIDs {
                let counted = memory.loads[agent][Int(number) - 1]
                let load = core.load(of: id, in: AccountID(number))
                try expect(
                    load == counted, .slots,
                    "agent \(id.rawValue) has \(load) slots in \(number), not \(counted)")
            }
            try expect(
                core.load(of: id) == memory.totals[agent], .slots,
                "agent \(id.rawValue) has \(core.load(of: id)) slots, not \(memory.totals[agent])")
        }
        for number in shape.accountIDs { try checkQueue(AccountID(number), atMost: .max) }
        try checkOpenSessions()
        try checkDisk()
    }

    private func checkOpenSessions() throws(Broken) {
        var seen = Array(repeating: false, count: shape.chats)
        for id in core.openSessionIDs {
            guard let session = core.session(id) else { continue }
            let chat = shape.index(session.conversation)
            try expect(!seen[chat], .oneSession, "\(name(chat)) has two open sessions")
            seen[chat] = true
            try expect(
                core.conversation(session.conversation)?.openSession == id, .noOrphan,
                "session \(id.rawValue) is an orphan")
            // A refused assignment gives the session back to an agent who may be gone since: it
            // stays there until the state has been read.
            guard session.phase == .active, session.isUnanswered, session.pendingEnd == nil,
                core.conversation(session.conversation)?.reading == nil,
                let agent = session.agent, core.account(session.account)?.status == .active,
                isSettled(session.account), !memory.takenWhenGone.contains(id)
            else { continue }
            try expect(
                absence(of: agent, session) != .gone, .gone,
                "agent \(agent.rawValue) is gone and keeps \(id.rawValue), which is unanswered")
        }
    }

    func absence(of agent: AgentID, _ session: Session) -> Absence? {
        session.receptionChannel == .wecom
            ? core.account(session.account)?.reception[agent]?.absence
            : core.agent(agent)?.relayAbsence
    }

    /// Whether time-outs act on the account: its first pull is through, or had a minute.
    private func isSettled(_ id: AccountID) -> Bool {
        memory.isPulled[id.index] || now >= memory.startedAt + .seconds(60)
    }

    /// What is stored is what the core knows: the journals named every change.
    func checkDisk() throws(Broken) {
        for id in core.openSessionIDs {
            try expect(
                disk.session(id)?.asStored == core.session(id)?.asStored, .stored,
                "session \(id.rawValue) is not stored as it is")
        }
        for chat in 0..<shape.chats {
            let id = shape.id(chat)
            guard let present = core.conversation(id) else { continue }
            let stored = disk.conversations[chat] ?? Conversation(id)
            try expect(
                stored.asStored == present.asStored, .stored,
                "chat \(name(chat)) is not stored as it is")
        }
        for agent in disk.agents {
            guard let agent else { continue }
            try expect(
                core.agent(agent.id)?.asStored == agent.asStored, .stored,
                "agent \(agent.id.rawValue) is not stored as it is")
        }
        for number in shape.accountIDs {
            let id = AccountID(number)
            try expect(
                core.account(id)?.asStored == disk.storedAccount(id.index), .stored,
                "account \(number) is not stored as it is")
        }
        for chat in busy.members {
            for id in pending[chat] {
                try expect(
                    core.effect(id) == disk.effect(id), .stored,
                    "effect \(id.rawValue) is not stored as it is")
            }
        }
    }
}
