public import Routing
import SQLite

/// A decision about a session, with the names that people know (`Routing.Decision`).
public struct DecisionRecord: Hashable, Sendable {
    /// An agent that could have been chosen.
    public struct Candidate: Hashable, Sendable {
        /// Who.
        public let agent: AgentID
        /// Its USERID.
        public let userID: String?
        /// Its sessions over all accounts at the decision.
        public let load: Int
    }
    /// Its number; rises with time.
    public let id: Int64
    /// About which session.
    public let session: SessionID
    /// When.
    public let at: Instant
    /// By which rule.
    public let rule: DecisionRule
    /// Who got the session, if anybody.
    public let agent: AgentID?
    /// That agent's USERID.
    public let agentUserID: String?
    /// Who had it before.
    public let from: AgentID?
    /// That agent's USERID.
    public let fromUserID: String?
    /// Who decided by hand.
    public let actor: Actor?
    /// The agent's USERID, or the user's name.
    public let actorName: String?
    /// An end reason, the prompt and why it was not sent, the platform's code.
    public let detail: String?
    /// How many agents were not eligible, by reason.
    public let excluded: [Exclusion: Int]
    /// Up to eight eligible agents in the order of choice.
    public let candidates: [Candidate]
}

extension ReadView {
    /// The decisions about a session, oldest first.
    public func decisions(of session: SessionID) throws(StoreError) -> [DecisionRecord] {
        try reading("read the decisions about session \(session.rawValue)") {
            () throws(DatabaseError) in
            let rows = try connection.rows(
                """
                SELECT d.id, d.session, d.at, d.rule, d.agent, m.userid, d.from_agent, f.userid,
                  d.actor, coalesce(w.userid, u.name), d.detail, d.excluded, d.candidates
                FROM decision d
                LEFT JOIN member m ON m.id = d.agent
                LEFT JOIN member f ON f.id = d.from_agent
                LEFT JOIN member w ON w.id = -d.actor
                LEFT JOIN user u ON u.id = d.actor
                WHERE d.session = ? ORDER BY d.id
                """
            ) { (values) throws(DatabaseError) in
                try values.add(session)
            } row: { (columns) throws(DatabaseError) in
                try DecisionRow(&columns)
            }
            var known: [AgentID: String] = [:]
            var records: [DecisionRecord] = []
            for row in rows {
                for (agent, _) in row.candidates where known[agent] == nil {
                    known[agent] = try connection.userID(of: agent)
                }
                records.append(row.record(known))
            }
            return records
        }
    }
}

extension Connection {
    func userID(of agent: AgentID) throws(DatabaseError) -> String? {
        try row("SELECT userid FROM member WHERE id = ?") {
            (values) throws(DatabaseError) in
            try values.add(agent)
        } row: {
            $0.text()
        }
    }
}

/// A row before the candidates' names are known.
private struct DecisionRow {
    let id: Int64
    let session: SessionID
    let at: Instant
    let rule: DecisionRule
    let agent: (id: AgentID?, name: String?)
    let from: (id: AgentID?, name: String?)
    let actor: (actor: Actor?, name: String?)
    let detail: String?
    var excluded: [Exclusion: Int] = [:]
    var candidates: [(agent: AgentID, load: Int)] = []

    init(_ columns: inout Columns) throws(DatabaseError) {
        id = columns.integer()
        session = columns.id()
        at = columns.instant()
        rule = try columns.word()
        agent = (columns.idOrNil(), columns.textOrNil())
        from = (columns.idOrNil(), columns.textOrNil())
        actor = (columns.integerOrNil().map { Actor(stored: $0) }, columns.textOrNil())
        detail = columns.textOrNil()
        if let text = columns.textOrNil() {
            for (word, count) in try JSONText.decode([String: Int].self, from: text) {
                guard let reason = Exclusion(rawValue: word) else {
                    throw .nonsense("\(word) is no exclusion")
                }
                excluded[reason] = count
            }
        }
        if let text = columns.textOrNil() {
            for pair in try JSONText.decode([[Int64]].self, from: text) where pair.count == 2 {
                candidates.append((AgentID(pair[0]), Int(pair[1])))
            }
        }
    }

    func record(_ userIDs: [AgentID: String]) -> DecisionRecord {
        DecisionRecord(
            id: id, session: session, at: at, rule: rule, agent: agent.id,
            agentUserID: agent.name, from: from.id, fromUserID: from.name, actor: actor.actor,
            actorName: actor.name, detail: detail, excluded: excluded,
            candidates: candidates.map { candidate in
                DecisionRecord.Candidate(
                    agent: candidate.agent, userID: userIDs[candidate.agent],
                    load: candidate.load)
            })
    }
}
