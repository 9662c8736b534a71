import Routing
import Storage

/// "Why this agent": a decision as the API shows it.
enum DecisionDocument {
    /// A decision of the records, with names in place of numbers.
    static func document(_ record: DecisionRecord) -> JSON {
        return [
            "id": .string(String(record.id)), "at": .time(record.at),
            "rule": .string(record.rule.rawValue), "agent": .text(record.agentUserID),
            "from": .text(record.fromUserID), "by": .text(record.actorName),
            "detail": .text(record.detail), "excluded": excluded(record.excluded),
            "candidates": .array(
                record.candidates.map {
                    ["agent": .text($0.userID), "load": .integer(Int64($0.load))]
                }),
        ]
    }

    /// Counts by reason.
    static func excluded(_ counts: [Exclusion: Int]) -> JSON {
        .members(
            counts.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                ($0.key.rawValue, .integer(Int64($0.value)))
            })
    }
}

/// The USERIDs of a few agents, looked up together.
struct AgentNames {
    private let names: [AgentID: String]

    /// Looks them up.
    init(_ agents: some Sequence<AgentID>, _ services: Services) throws {
        names = try services.read { view in
            var names: [AgentID: String] = [:]
            for agent in Set(agents) { names[agent] = try view.userID(of: agent) }
            return names
        }
    }

    /// The USERID, or null.
    func text(_ agent: AgentID?) -> JSON { .text(agent.flatMap { names[$0] }) }
}
