import Crypto
import Routing

/// Where a client stands in its agent's feed: `v1.MARK.NUMBER`. The mark binds it to the agent and
/// to this database, so that a cursor of another one, or from before a restored backup, is told
/// apart from a good one.
struct PollCursor: Equatable, Sendable {
    /// The last row that the client has been given.
    let row: Int64

    /// Reads a client's cursor; nil when it is none of this agent and database.
    init?(_ text: String, agent: AgentID, databaseMark: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "v1",
            parts[1] == Self.mark(agent, databaseMark), let row = Int64(parts[2]), row >= 0
        else { return nil }
        self.row = row
    }

    /// A place in the feed.
    init(row: Int64) { self.row = row }

    /// As the client gets it.
    func text(agent: AgentID, databaseMark: String) -> String {
        "v1.\(Self.mark(agent, databaseMark)).\(row)"
    }

    private static func mark(_ agent: AgentID, _ databaseMark: String) -> String {
        String(sha256Hex(Array("\(databaseMark)/\(agent.rawValue)".utf8)).prefix(16))
    }
}
