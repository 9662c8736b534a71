import Engine
import Lifecycle
import Routing
import SQLite
import Storage

extension FullWorld {
    /// Faults stop, everything is answered, everybody is there: whatever was under way comes out.
    func comeToRest() throws(Broken) {
        say("--- rest")
        trouble.left = nil
        trouble.isDiskFull = false
        if trouble.isDead || trouble.isFatal { try restart(after: 0) }
        platform.isPaused = false
        time.setWall(milliseconds: platform.now.milliseconds)
        jumpedAt = now
        for account in 0..<shape.accounts { try open(account) }
        for minutes in [1, 11, shape.hasJumps ? 125 : 11] as [Int64] {
            try everybodyComes()
            try answerEverything(for: 90)
            try freeze(milliseconds: minutes * 60_000)
            try answerEverything(for: 30)
        }
        try checkRest()
        for id in core?.routing.openSessionIDs.sorted() ?? [] {
            try work { core in
                _ = try core.apply(.command(id, .end, by: .supervisor(user: 1)))
            }
        }
        try answerEverything(for: 90)
        // A chat of the platform without a session here is looked at every hour.
        try freeze(milliseconds: 61 * 60_000)
        try answerEverything(for: 30)
        let open = core?.routing.openSessionIDs ?? []
        try expect(open.isEmpty, .rest, "sessions that do not end: \(open)")
        try checkAgreement()
        try checkStored()
        try checkFeeds()
        try checkMessages()
    }

    private func open(_ account: Int) throws(Broken) {
        let id = AccountID(Int64(account) + 1)
        platform.logs[account].stuckUntil = nil
        try setWithdrawn(account, false)
        guard !platform.isDeleted[account] else { return }
        let list = shape.lists[account]
        hours.plans[account]?.weekly = [:]
        try work { core in
            guard var configuration = try core.store.configurationOrNil(of: id) else { return }
            configuration.agents = list
            configuration.cap = 50
            configuration.weekly = [:]
            _ = try core.apply(.accountSet(id, try core.store.configure(id, configuration)))
        }
        for agent in list { platform.model.reception[account][agent.index] = .receiving }
    }

    private func everybodyComes() throws(Broken) {
        let agents = Int64(shape.agents)
        try work { core in
            for number in 1...agents {
                let agent = AgentID(number)
                _ = try core.apply(.agentActivated(agent, true))
                _ = try core.apply(.pollBegan(agent))
                _ = try core.apply(.setStatus(agent, .online))
            }
        }
    }

    /// Answers whatever is asked for this long, and until nothing is left to do.
    private func answerEverything(for seconds: Int64) throws(Broken) {
        var left = seconds
        var rounds = 0
        while left > 0 || !isQuiet {
            platform.publish()
            while !platform.pending.isEmpty { try answer(platform.pending.count - 1) }
            let part: Int64 = isQuiet ? 30 : 1
            try advance(milliseconds: part * 1_000)
            left -= part
            rounds += 1
            if trouble.isDead { try restart(after: 0) }
            try expect(rounds < 4_000, .rest, "effects beget effects")
        }
    }

    private var isQuiet: Bool {
        platform.pending.isEmpty && pending.allSatisfy(\.isEmpty)
    }

    private func checkRest() throws(Broken) {
        guard let routing = core?.routing else { return }
        for id in routing.openSessionIDs {
            guard let session = routing.session(id) else { continue }
            try expect(session.pendingEnd == nil, .rest, "session \(id.rawValue) does not end")
            let isFull = shape.lists[session.account.index].allSatisfy { agent in
                routing.load(of: agent) >= 50 || routing.load(of: agent, in: session.account) >= 50
            }
            try expect(
                session.phase == .active || isFull, .nobodyForgotten,
                "session \(id.rawValue) waits still")
        }
        for chat in 0..<shape.chats {
            guard let found = routing.conversation(shape.id(chat)) else { continue }
            // What was pulled after the account had been deleted at the platform is kept for its
            // return, which nobody can rule out.
            let isAway = routing.account(found.id.account)?.status == .withdrawn
            try expect(
                (found.held.isEmpty || isAway) && found.closing == nil && found.reading == nil,
                .rest,
                "\(name(chat)) waits for ever")
        }
        try checkAgreement()
    }

    /// What kefud believes of each chat is what the platform has.
    private func checkAgreement() throws(Broken) {
        guard let core else { return }
        for chat in 0..<shape.chats where !isBeyondReach(shape.account(of: chat)) {
            let stored: Conversation?
            do {
                stored = try core.store.conversation(shape.id(chat))
            } catch {
                throw Broken(.stored, "a chat cannot be read: \(error)")
            }
            let found = core.routing.conversation(shape.id(chat)) ?? stored
            let believed = found?.platform ?? .ended
            let real = platform.model.states[chat]
            if case .agent = real {
                try expect(
                    believed == real, .convergence,
                    "\(name(chat)) is \(real), kefud believes \(believed)")
            } else if case .agent = believed {
                throw Broken(
                    .convergence, "\(name(chat)) is \(real), kefud believes \(believed)")
            }
        }
    }

    /// Of what is lost nobody can be told, nor, from a start anew, of what agents did days ago; the
    /// alerts say so.
    private func isBeyondReach(_ account: Int) -> Bool {
        !platform.logs[account].lost.isEmpty || platform.logs[account].isOutgrown
    }

    // What the database says in the end.

    private func checkMessages() throws(Broken) {
        do {
            let faults = try checkDatabase(disk.path)
            try expect(faults.isEmpty, .stored, "\(faults)")
            let database = try Connection(path: disk.path, mode: .readOnly)
            for account in 0..<shape.accounts { try checkPulled(account, database) }
            try checkReplies(database)
            try checkLosses(database)
            guard !mayLeaveUnplaced else { return }
            let count = try database.first(
                "SELECT count(*) FROM message WHERE origin = 0 AND session IS NULL"
            ) { $0.int64(0) }
            try expect(count == 0, .placed, "\(count ?? 0) messages are in no session")
        } catch let broken as Broken {
            throw broken
        } catch {
            throw Broken(.stored, "the database cannot be read: \(error)")
        }
    }

    /// Each entry of the pull is stored once.
    private func checkPulled(_ account: Int, _ database: Connection) throws {
        let id = Int64(account) + 1
        let stored = try database.first(
            "SELECT count(*) FROM message WHERE account = ? AND origin IN (0, 1, 4)",
            .integer(id)
        ) { $0.int64(0) }
        let wanted = platform.logs[account].entries.count - platform.logs[account].lost.count
        // Of a deleted account nobody asks again.
        if stored != Int64(wanted), !platform.isDeleted[account] {
            throw Broken(
                .once, "account \(id) has \(stored ?? 0) entries, the platform gave \(wanted)")
        }
        let texts = try database.query(
            "SELECT text FROM message WHERE account = ? AND origin = 0", .integer(id)
        ) { $0.text(0) }
        if texts.count != Set(texts).count { throw Broken(.once, "a message is stored twice") }
    }

    /// What was too old when it was asked for has been reported. A line that has jumped with the
    /// wall clock may have seen fewer than three days.
    private func checkLosses(_ database: Connection) throws {
        for (account, log) in platform.logs.enumerated() where !shape.hasJumps {
            guard let lostAt = log.lostAt, !platform.isDeleted[account] else { continue }
            let alerts = try database.first(
                """
                SELECT count(*) FROM alert
                WHERE account = ? AND at >= ? AND detail LIKE '%3 days%'
                """,
                .integer(Int64(account) + 1), .integer(lostAt.milliseconds)
            ) { $0.int64(0) }
            if alerts == 0 {
                throw Broken(
                    .losses, "account \(account + 1) has lost \(log.lost.count) entries unreported")
            }
        }
    }

    /// A reply is stored once, and delivered as often as its state says.
    private func checkReplies(_ database: Connection) throws {
        for (message, text) in replies {
            let states = try database.query(
                "SELECT state FROM message WHERE id = ?", .integer(message.rawValue)
            ) { $0.int64(0) }
            guard states.count == 1 else {
                throw Broken(.ownMessages, "reply \(message.rawValue) is stored \(states.count)x")
            }
            let count = platform.deliveredTexts[text] ?? 0
            if count > 1 { throw Broken(.ownMessages, "\(text) was delivered \(count) times") }
        }
        for (id, count) in platform.delivered where count > 1 {
            throw Broken(.once, "message \(id) was delivered \(count) times")
        }
    }
}
