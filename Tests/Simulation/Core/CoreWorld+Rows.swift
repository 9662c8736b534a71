import Routing

// What must be so of the rows that an input has changed.

extension CoreWorld {
    mutating func checkRows(_ journal: Journal) throws(Broken) {
        var accounts = 0
        for id in journal.sessions {
            guard let conversation = disk.marks[Int(id.rawValue)]?.conversation else { continue }
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
            try checkQueue(AccountID(Int64(account) + 1), atMost: isThorough ? .max : 1)
        }
        try checkUnplaced()
    }

    private mutating func checkSession(
        _ id: SessionID, in conversation: ConversationID
    ) throws(Broken) {
        guard let mark = disk.marks[Int(id.rawValue)] else { return }
        let chat = disk.chatMarks[shape.index(conversation)]
        memory.setWaiting(
            id, conversation.account, place: mark.place,
            mark.phase == .queued && !mark.isEnding && !mark.waitsForRead)
        guard mark.phase != .ended else {
            return try expect(
                mark.endedAt.map { $0 >= mark.openedAt } ?? false, .time,
                "session \(id.rawValue) ended before it began")
        }
        try expect(
            chat.openSession == id && chat.latestSession == id, .oneSession,
            "session \(id.rawValue) is open, and its chat does not know it")
        try expect(
            (mark.phase == .active) == (mark.agent != nil), .slots,
            "session \(id.rawValue): \(mark.phase) with agent \(mark.agent as Any)")
        try expect(
            mark.waitingSince <= now && mark.openedAt <= now, .time,
            "session \(id.rawValue) is from the future")
        if mark.phase == .queued, mark.waitsForRead, !mark.isEnding {
            try expect(
                chat.reading != nil, .nobodyForgotten,
                "session \(id.rawValue) waits for a read that nobody makes")
        }
    }

    /// Whose slots a chat fills: whom kefud chose, whom the platform shows, who is under way.
    mutating func countHolders(of id: ConversationID) throws(Broken) {
        let index = shape.index(id)
        var holders = Memory.Holders()
        let chat = disk.chatMarks[index]
        if let open = chat.openSession {
            guard let mark = disk.marks[Int(open.rawValue)], mark.phase != .ended else {
                throw Broken(.noOrphan, "chat \(name(index)) names a session that has ended")
            }
            if mark.phase == .active, let agent = mark.agent { holders.insert(agent) }
        }
        if case .agent(let agent) = chat.platform { holders.insert(agent) }
        if let reading = chat.reading {
            try expect(
                disk.effectMarks[Int(reading.rawValue)] != nil, .rest,
                "chat \(name(index)) reads nothing")
        }
        for effect in pending[index] {
            guard let mark = disk.effectMarks[Int(effect.rawValue)], mark.isAttempted else {
                continue
            }
            if let agent = mark.assigns { holders.insert(agent) }
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
        guard disk.statuses[id.index] == .active else { return }
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
