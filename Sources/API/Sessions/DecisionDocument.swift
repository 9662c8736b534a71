import Routing
import Storage

/// "Why this agent": a decision as the API shows it.
enum DecisionDocument {
    /// A decision of the records, with names in place of numbers.
    static func document(_ record: DecisionRecord, _ names: AgentNames) -> JSON {
        let decision = record.decision
        return [
            "id": .string(String(record.id)), "at": .time(decision.at),
            "rule": .string(decision.rule.rawValue), "agent": names.text(decision.agent),
            "from": names.text(decision.from), "by": actor(decision.actor, names),
            "detail": .text(decision.detail), "excluded": excluded(decision.excluded),
            "candidates": .array(
                decision.candidates.map {
                    ["agent": names.text($0.agent), "load": .int($0.load)]
                }),
        ]
    }

    /// Counts by reason.
    static func excluded(_ counts: [Exclusion: Int]) -> JSON {
        .members(
            counts.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                ($0.key.rawValue, .int($0.value))
            })
    }

    private static func actor(_ actor: Actor?, _ names: AgentNames) -> JSON {
        switch actor {
        case .agent(let agent): names.text(agent)
        case .supervisor(let user): .string("user \(user)")
        case nil: .null
        }
    }
}

/// The USERIDs of a few agents, looked up together.
struct AgentNames {
    private let names: [AgentID: String]

    /// Looks them up.
    init(_ agents: some Sequence<AgentID>, _ reader: Reader) throws(StoreError) {
        names = try reader.userIDs(of: Set(agents))
    }

    /// The USERID, or null.
    func text(_ agent: AgentID?) -> JSON { .text(agent.flatMap { names[$0] }) }
}
