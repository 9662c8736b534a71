public import Routing
import SQLite

/// A change for an agent's client, with its place in the feed (`Routing.FeedChange`).
public struct FeedRecord: Hashable, Sendable {
    /// The place: rises over all agents, is never given twice.
    public let id: Int64
    /// What happened.
    public let kind: FeedChange.Kind
    /// When.
    public let at: Instant
    /// To which session; nil for `status`.
    public let session: SessionID?
    /// Which message, for `message`, `recalled` and `send_failed`.
    public let message: MessageID?
    /// The USERID of the one who had the session.
    public let fromUserID: String?
    /// The USERID of the one who has it now.
    public let toUserID: String?
    /// Why: an end reason, a status.
    public let reason: String?
}

extension ReadView {
    /// An agent's changes after a place, oldest first.
    ///
    /// - Parameter limit: at most 500; ask for one more to learn whether there are more.
    public func feed(
        of agent: AgentID, after id: Int64, limit: Int
    ) throws(StoreError) -> [FeedRecord] {
        try reading("read the feed of agent \(agent.rawValue)") { () throws(DatabaseError) in
            try connection.rows(
                """
                SELECT f.id, f.kind, f.at, f.session, f.message, a.userid, b.userid, f.reason
                FROM feed f
                LEFT JOIN member a ON a.id = f.from_agent
                LEFT JOIN member b ON b.id = f.to_agent
                WHERE f.agent = ? AND f.id > ? ORDER BY f.id LIMIT ?
                """
            ) { (values) throws(DatabaseError) in
                try values.add(agent)
                try values.add(id)
                try values.add(limit)
            } row: { (columns) throws(DatabaseError) in
                FeedRecord(
                    id: columns.integer(), kind: try columns.word(), at: columns.instant(),
                    session: columns.idOrNil(), message: columns.idOrNil(),
                    fromUserID: columns.textOrNil(), toUserID: columns.textOrNil(),
                    reason: columns.textOrNil())
            }
        }
    }

    /// The newest place of all agents: where a client without a cursor goes on from. A cursor
    /// beyond it is foreign.
    public func lastFeedID() throws(StoreError) -> Int64 {
        try reading("read the feed") { () throws(DatabaseError) in
            let last = try connection.row("SELECT max(id) FROM feed") { $0.integerOrNil() }
            return (last ?? nil) ?? 0
        }
    }

    /// The newest place of this agent that has been pruned: a cursor before it has missed
    /// something. 0 when nothing has.
    public func feedPrunedThrough(_ agent: AgentID) throws(StoreError) -> Int64 {
        try reading("read the feed") { () throws(DatabaseError) in
            try connection.row("SELECT through FROM feed_pruned WHERE agent = ?") {
                (values) throws(DatabaseError) in
                try values.add(agent)
            } row: {
                $0.integer()
            } ?? 0
        }
    }
}
