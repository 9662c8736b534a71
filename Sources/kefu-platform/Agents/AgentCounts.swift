/// What one agent has lived through; summed over all for the summary.
struct AgentCounts: Sendable {
    private static let problemsMax = 50

    var polls = 0
    var changes = 0
    var replies = 0
    var repeatedReplies = 0
    var ends = 0
    var transfers = 0
    var statusChanges = 0
    /// Calls without an answer, or with one that says "not ready": the daemon was restarting.
    var interruptions = 0
    /// 409 and the like, by the problem's name: races that an agent may lose.
    var refusals: [String: Int] = [:]
    private(set) var problems: [String] = []

    mutating func problem(_ text: String) {
        if problems.count < Self.problemsMax { problems.append(text) }
    }

    static func + (a: AgentCounts, b: AgentCounts) -> AgentCounts {
        var sum = a
        sum.polls += b.polls
        sum.changes += b.changes
        sum.replies += b.replies
        sum.repeatedReplies += b.repeatedReplies
        sum.ends += b.ends
        sum.transfers += b.transfers
        sum.statusChanges += b.statusChanges
        sum.interruptions += b.interruptions
        sum.refusals.merge(b.refusals, uniquingKeysWith: +)
        for text in b.problems { sum.problem(text) }
        return sum
    }

    var json: [String: JSON] {
        [
            "polls": .int(Int64(polls)), "changes": .int(Int64(changes)),
            "replies": .int(Int64(replies)), "repeated_replies": .int(Int64(repeatedReplies)),
            "ends": .int(Int64(ends)), "transfers": .int(Int64(transfers)),
            "status_changes": .int(Int64(statusChanges)),
            "interruptions": .int(Int64(interruptions)),
            "refusals": .object(refusals.mapValues { .int(Int64($0)) }),
            "problems": .array(problems.map { .string($0) }),
        ]
    }
}
