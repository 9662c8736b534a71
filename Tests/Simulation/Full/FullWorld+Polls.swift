import Engine
import Routing
import Storage

/// An agent's client that polls for what is new, with the place that it has reached.
struct PollingClient {
    var cursor: Int64 = 0
    /// What it has got since it began, or began anew because it was away for too long.
    var received: Set<Int64> = []
    var beganAfter: Int64 = 0
    /// The poll that is held for it.
    var ticket: Mailboxes.Ticket?
    /// Whether it had a poll when kefud died.
    var isCutOff = false
}

/// How held polls have ended, until somebody looks. `@unchecked Sendable`: one thread.
final class PollEndings: @unchecked Sendable {
    var ended: [(agent: AgentID, ending: Mailboxes.Ending)] = []
}

extension FullWorld {
    /// A client asks for what is new, as `Sources/API/Agents/Poll.swift` answers it.
    func clientPolls(_ agent: AgentID, _ random: inout Seeded) throws(Broken) {
        guard clients[agent.index].ticket == nil else { return }
        say("agent \(agent.rawValue) polls")
        if clients[agent.index].isCutOff { tally.note(.pollAfterARestart) }
        clients[agent.index].isCutOff = false
        try work { core in _ = try core.apply(.pollBegan(agent)) }
        try advancePoll(of: agent, &random)
    }

    /// Looks for something new; the mark is taken before, so that nothing in between is missed.
    private func advancePoll(of agent: AgentID, _ random: inout Seeded) throws(Broken) {
        guard let shell, isSound else { return }
        let mark = shell.mailboxes.mark(of: agent)
        let rows = try feed(of: agent, limit: random.isOne(in: 4) ? 2 : 500)
        guard rows.isEmpty else {
            tally.note(.pollAnsweredAtOnce)
            return try answerPoll(of: agent, with: rows, &random)
        }
        let endings = endings
        clients[agent.index].ticket = shell.mailboxes.hold(
            agent, since: mark, until: now + .seconds(random.from(1, to: 60))
        ) { endings.ended.append((agent, $0)) }
    }

    /// The client's connection breaks.
    func clientGoes(_ agent: AgentID) throws(Broken) {
        guard let ticket = clients[agent.index].ticket, let shell else { return }
        say("agent \(agent.rawValue)'s client goes")
        clients[agent.index].ticket = nil
        guard shell.mailboxes.takeBack(ticket) else { return }
        try work { core in _ = try core.apply(.pollEnded(agent)) }
    }

    func clientsLoseTheirPolls() {
        endings.ended = []
        for agent in clients.indices {
            clients[agent].isCutOff = clients[agent].ticket != nil
            clients[agent].ticket = nil
        }
    }

    /// Polls whose time is over, or for whom there is something.
    func servePolls(_ random: inout Seeded) throws(Broken) {
        let ended = endings.ended
        endings.ended = []
        for (agent, ending) in ended where clients[agent.index].ticket != nil {
            clients[agent.index].ticket = nil
            switch ending {
            case .news:
                tally.note(.pollAnsweredByNews)
                try advancePoll(of: agent, &random)
            case .timeout, .stopping:
                tally.note(.pollTimedOut)
                try answerPoll(of: agent, with: [], &random)
            }
        }
    }

    /// The answer reaches the client, or is lost on the way; then it asks from where it was.
    private func answerPoll(
        of agent: AgentID, with rows: [Int64], _ random: inout Seeded
    ) throws(Broken) {
        let isLost = random.isOne(in: 8)
        if isLost, !rows.isEmpty { tally.note(.pollAnswerLost) }
        for row in rows where !isLost {
            try expect(
                clients[agent.index].received.insert(row).inserted, .feed,
                "agent \(agent.rawValue) gets change \(row) twice")
            clients[agent.index].cursor = row
        }
        say("agent \(agent.rawValue) gets \(rows.count) changes, lost: \(isLost)")
        try work { core in _ = try core.apply(.pollEnded(agent)) }
        if random.coin() { try clientPolls(agent, &random) }
    }

    private func feed(of agent: AgentID, limit: Int) throws(Broken) -> [Int64] {
        guard let view = core?.store.view else { return [] }
        do {
            if try view.feedPrunedThrough(agent) > clients[agent.index].cursor {
                let last = try view.lastFeedID()
                clients[agent.index] = PollingClient(cursor: last, beganAfter: last)
            }
            return try view.feed(
                of: agent, after: clients[agent.index].cursor, limit: limit
            ).map(\.id)
        } catch {
            throw Broken(.stored, "the feed cannot be read: \(error)")
        }
    }

    /// Nobody's poll is held while there is something for it.
    func checkPolls(of agents: Set<AgentID>) throws(Broken) {
        for agent in agents where clients[agent.index].ticket != nil {
            try expect(
                endings.ended.contains { $0.agent == agent }, .feed,
                "there is something for agent \(agent.rawValue), and its poll is held")
        }
    }

    /// In the end each client has got everything that is there for it, once.
    func checkFeeds() throws(Broken) {
        var random = Seeded(0)
        try servePolls(&random)
        for number in 1...Int64(shape.agents) {
            let agent = AgentID(number)
            let rest = try feed(of: agent, limit: 1_000_000)
            var client = clients[agent.index]
            client.received.formUnion(rest)
            client.cursor = client.beganAfter
            clients[agent.index] = client
            let all = try feed(of: agent, limit: 1_000_000)
            let missing = all.filter { !client.received.contains($0) }
            try expect(
                missing.isEmpty, .feed, "agent \(number) has never got the changes \(missing)")
        }
    }
}
