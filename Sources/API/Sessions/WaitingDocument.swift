import HTTPServer
import Routing
import Storage

/// "Why still waiting": the engine's report as the API shows it.
enum WaitingDocument {
    /// The report, or null for a session that does not wait.
    static func document(
        _ report: WaitingReport?, _ names: AgentNames, in language: Language
    ) -> JSON {
        guard let report else { return .null }
        let reasons = report.agents.compactMap(\.reason)
        let counts = reasons.reduce(into: [Exclusion: Int]()) { $0[$1, default: 0] += 1 }
        var remedies = Exclusion.allCases.filter { counts[$0] != nil }.map(\.remedy)
        if report.isBeingRead { remedies.append("the platform answers which state it is in") }
        return [
            "position": .int(report.position), "open": .bool(report.isOpen),
            "excluded": DecisionDocument.excluded(counts),
            "agents": .array(
                report.agents.map {
                    [
                        "agent": names.text($0.agent), "reason": .text($0.reason?.rawValue),
                        "load": .int($0.load),
                    ]
                }),
            "would_change": .array(
                remedies.map { .string(language.text($0)) }),
        ]
    }
}

extension Exclusion {
    /// What would make such an agent eligible.
    var remedy: Wording {
        switch self {
        case .notListed: "put an agent on the account's list"
        case .inactive: "activate the member"
        case .outsideHours: "wait for the reception hours, or change them"
        case .offline: "an agent comes online"
        case .away: "an agent comes back from being away"
        case .atCap: "an agent ends a session of this account, or the cap is raised"
        case .atFifty: "an agent with 50 sessions ends one"
        case .barred: "wait until the grace time has passed"
        case .refused: "the platform shows the agent receiving again"
        case .accountPaused: "wait a minute: the platform refused assignments"
        }
    }
}
