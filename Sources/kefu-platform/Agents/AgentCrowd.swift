/// Many agents at once, and the summary of what they saw.
struct AgentCrowd {
    /// One line of the tokens file.
    struct Credential: Equatable, Sendable {
        let name: String
        let token: String
    }

    private let agents: [AgentClient]

    init(
        _ credentials: [Credential], seed: UInt64, clock: @escaping @Sendable () -> Int64,
        call: @escaping AgentClient.Call
    ) {
        var random = SplitMix64(seed: seed)
        let names = credentials.map(\.name)
        var agents: [AgentClient] = []
        for one in credentials {
            let mind = AgentMind(
                name: one.name, colleagues: names.filter { $0 != one.name }, seed: random.next())
            agents.append(
                AgentClient(
                    mind: mind, token: one.token, seed: random.next(), clock: clock, call: call))
        }
        self.agents = agents
    }

    /// `USERID TOKEN` on each line; empty lines and those that begin with `#` are left out.
    static func credentials(_ text: String) throws(Options.Mistake) -> [Credential] {
        var found: [Credential] = []
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard words.count == 2 else {
                throw Options.Mistake(text: "a line of the tokens file is 'USERID TOKEN'")
            }
            found.append(Credential(name: String(first), token: String(words[1])))
        }
        guard !found.isEmpty, found.count <= 20_000 else {
            throw Options.Mistake(text: "the tokens file must name 1 to 20000 agents")
        }
        return found
    }

    /// Lets everybody work until `end`, then reads the feeds again.
    func run(until end: Int64) async {
        await withTaskGroup(of: Void.self) { group in
            for agent in agents {
                group.addTask { await agent.poll(until: end) }
                group.addTask { await agent.act(until: end) }
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for agent in agents { group.addTask { await agent.replay() } }
        }
    }

    /// What was done and seen, and whether all feeds and answers were as promised.
    func summary() async -> (json: JSON, isGood: Bool) {
        var counts = AgentCounts()
        var (repeated, mismatches): ([String], [String]) = ([], [])
        var (assigned, messages, most) = (0, 0, 0)
        for agent in agents {
            counts = counts + (await agent.counts)
            let feed = await agent.feed
            let mind = await agent.mind
            repeated += feed.repeated.map { "\(mind.name): \($0)" }
            mismatches += feed.mismatches.map { "\(mind.name): \($0)" }
            assigned += mind.assignedCount
            messages += mind.visitorMessageCount
            most = max(most, mind.mostChats)
        }
        var json = counts.json
        json["agents"] = .int(Int64(agents.count))
        json["assigned"] = .int(Int64(assigned))
        json["visitor_messages"] = .int(Int64(messages))
        json["most_sessions_of_one"] = .int(Int64(most))
        json["feed_repeated"] = .array(repeated.prefix(50).map { .string($0) })
        json["feed_mismatches"] = .array(mismatches.prefix(50).map { .string($0) })
        let isGood = repeated.isEmpty && mismatches.isEmpty && counts.problems.isEmpty
        json["good"] = .bool(isGood)
        return (.object(json), isGood)
    }
}
