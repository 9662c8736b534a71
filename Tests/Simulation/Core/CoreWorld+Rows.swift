import Routing

// What must be so of the rows that an input has changed.

extension CoreWorld {
    mutating func checkRows(_ journal: Journal) throws(Broken) {
        var accounts = 0
        for id in journal.sessions {
            guard let conversation = disk.sessions[Int(id.rawValue)]?.conversation else { continue }
            try checkSession(id, in: conversation)
            accounts |= 1 << conversation.account.index
            try countHolders(of: conversation)
        }
        for id in journal.conversations { try countHolders(of: id) }
        try checkTouchedLoads()
        for (id, _) in journal.placements { noteUnplaced(id) }
        for id in journal.accounts { accounts |= 1 << id.index }
        for key in journal.reception { accounts |= 1 << key.account.index }
        if !journal.agents.isEmpty || !journal.finished.isEmpty { accounts = -1 }
        if memory.isStarting { return }
        for account in 0..<shape.accounts where accounts & (1 << account) != 0 {
            try checkQueue(AccountID(Int64(account) + 1), atMost: isThorough ? .max : 2)
        }
        try checkUnplaced()
    }

    // Fields are read where they stand: copies of whole rows would cost more than the checks.

    private mutating func checkSession(
        _ id: SessionID, in conversation: ConversationID
    ) throws(Broken) {
        let index = Int(id.rawValue)
        let chat = shape.index(conversation)
        let phase = disk.sessions[index]?.phase
        let agent = disk.sessions[index]?.agent
        let openedAt = disk.sessions[index]?.openedAt ?? now
        let isBusy =
            disk.sessions[index]?.pendingEnd != nil || disk.sessions[index]?.waitsForRead == true
        memory.setWaiting(
            id, conversation.account, place: disk.sessions[index]?.place ?? 0,
            phase == .queued && !isBusy)
        guard phase != .ended else {
            return try expect(
                disk.sessions[index]?.endedAt.map { $0 >= openedAt } ?? false, .time,
                "session \(id.rawValue) ended before it began")
        }
        try expect(
            disk.conversations[chat]?.openSession == id
                && disk.conversations[chat]?.latestSession == id, .oneSession,
            "session \(id.rawValue) is open, and its chat does not know it")
        try expect(
            (phase == .active) == (agent != nil), .slots,
            "session \(id.rawValue): \(phase as Any) with agent \(agent as Any)")
        try expect(
            (disk.sessions[index]?.waitingSince).map { $0 <= now } ?? false && openedAt <= now,
            .time, "session \(id.rawValue) is from the future")
        if phase == .queued, isBusy, disk.sessions[index]?.pendingEnd == nil {
            try expect(
                disk.conversations[chat]?.reading != nil, .nobodyForgotten,
                "session \(id.rawValue) waits for a read that nobody makes")
        }
    }

    /// Whose slots a chat fills: whom kefud chose, whom the platform shows, who is under way.
    mutating func countHolders(of id: ConversationID) throws(Broken) {
        let index = shape.index(id)
        var holders = Memory.Holders()
        if let open = disk.conversations[index]?.openSession {
            let session = Int(open.rawValue)
            guard disk.sessions[session]?.phase != .ended else {
                throw Broken(.noOrphan, "chat \(name(index)) names a session that has ended")
            }
            if disk.sessions[session]?.phase == .active, let agent = disk.sessions[session]?.agent {
                holders.insert(agent)
            }
        }
        if case .agent(let agent)? = disk.conversations[index]?.platform { holders.insert(agent) }
        if let reading = disk.conversations[index]?.reading {
            try expect(
                disk.effects[Int(reading.rawValue)] != nil, .rest,
                "chat \(name(index)) reads nothing")
        }
        for effect in pending[index] {
            let index = Int(effect.rawValue)
            guard disk.effects[index].map({ $0.attempts > 0 }) ?? false else { continue }
            if case .change(to: .agent(let agent))? = disk.effects[index]?.kind {
                holders.insert(agent)
            }
        }
        memory.setHolders(holders, of: index)
    }

    /// Rule 4: the core's count is the one from scratch, for everybody whose count has moved.
    private mutating func checkTouchedLoads() throws(Broken) {
        for (agent, account) in memory.moved {
            let load = core.load(of: agent, in: account)
            let counted = memory.loads[agent.index][account.index]
            try expect(
                load == counted, .slots,
                "agent \(agent.rawValue) has \(load) slots in \(account.rawValue), "
                    + "not \(counted)")
        }
        memory.moved.removeAll(keepingCapacity: true)
    }

    private mutating func noteUnplaced(_ id: MessageID) {
        memory.unplaced.removeAll { $0.message == id }
    }

    /// Every visitor's message is in a session or is held. Where an account stops to route and the
    /// chat never had a session there is none.
    private mutating func checkUnplaced() throws(Broken) {
        for (index, entry) in memory.unplaced.enumerated().reversed() {
            let id = shape.id(entry.chat)
            let chat = core.conversation(id) ?? disk.conversations[entry.chat]
            if chat?.held.contains(where: { $0.message == entry.message }) ?? false { continue }
            try expect(
                chat?.latestSession == nil && core.account(id.account)?.status != .active, .placed,
                "message \(entry.message.rawValue) of \(name(entry.chat)) is nowhere")
            memory.unplaced.remove(at: index)
        }
    }

    /// Nobody waits whom somebody could serve, and the places are those of the order of arrival.
    mutating func checkQueue(_ id: AccountID, atMost count: Int) throws(Broken) {
        if let jumpedAt, now <= jumpedAt + .seconds(10) { return }
        guard disk.accounts[id.index]?.status == .active else { return }
        for (index, entry) in memory.waiting[id.index].prefix(count).enumerated() {
            guard let report = core.waitingReport(entry.session, at: moment) else {
                throw Broken(.workConserving, "\(entry.session.rawValue) is not in the queue")
            }
            try expect(
                report.position == index + 1, .firstComeFirstServed,
                "session \(entry.session.rawValue) has place \(report.position as Any), "
                    + "not \(index + 1)")
            for line in report.agents {
                try expect(
                    line.reason != nil, .workConserving,
                    "session \(entry.session.rawValue) waits while agent "
                        + "\(line.agent.rawValue) could have it")
            }
        }
    }
}
