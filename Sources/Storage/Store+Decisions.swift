public import Routing
import SQLite

/// Rows of `decision`, `feed` and `alert`.
extension Store {
    func insert(_ decision: Decision) throws(DatabaseError) {
        try connection.write(
            """
            INSERT INTO decision (
              session, at, rule, agent, from_agent, actor, detail, excluded, candidates)
            VALUES (?,?,?,?,?,?,?,?,?)
            """
        ) { (values) throws(DatabaseError) in
            try values.add(decision.session)
            try values.add(decision.at)
            try values.add(decision.rule)
            try values.add(decision.agent)
            try values.add(decision.from)
            try values.add(decision.actor?.stored)
            try values.add(decision.detail)
            try values.add(decision.excludedColumn)
            try values.add(decision.candidatesColumn)
        }
    }

    func insert(_ change: FeedChange) throws(DatabaseError) {
        try connection.write(
            """
            INSERT INTO feed (agent, kind, at, session, message, from_agent, to_agent, reason)
            VALUES (?,?,?,?,?,?,?,?)
            """
        ) { (values) throws(DatabaseError) in
            try values.add(change.agent)
            try values.add(change.kind)
            try values.add(change.at)
            try values.add(change.session)
            try values.add(change.message)
            try values.add(change.from)
            try values.add(change.to)
            try values.add(change.reason)
        }
    }

    func insert(_ alert: Alert) throws(DatabaseError) {
        try connection.write(
            "INSERT INTO alert (kind, account, session, at, detail) VALUES (?,?,?,?,?)"
        ) { (values) throws(DatabaseError) in
            try values.add(alert.kind)
            try values.add(alert.account)
            try values.add(alert.session)
            try values.add(alert.at)
            try values.add(alert.detail)
        }
    }

    /// An alert that no routing decision raised (a gap in the history, a pull that does not move).
    public func raise(_ alert: Alert) throws(StoreError) {
        try doing("store an alert") { () throws(DatabaseError) in try insert(alert) }
    }

    /// - Returns: false when there is no such alert, or somebody has acknowledged it before.
    public func acknowledge(
        _ alert: AlertID, by user: UserNumber, at now: Instant
    ) throws(StoreError) -> Bool {
        try doing("acknowledge alert \(alert.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE alert SET acknowledged_by = ?, acknowledged_at = ?
                WHERE id = ? AND acknowledged_at IS NULL
                """
            ) { (values) throws(DatabaseError) in
                try values.add(user)
                try values.add(now)
                try values.add(alert)
            }
            return connection.changes == 1
        }
    }
}

extension Actor {
    /// An agent as a negative number, a user as its own.
    var stored: Int64 {
        switch self {
        case .agent(let agent): -agent.rawValue
        case .supervisor(let user): user
        }
    }

    init(stored: Int64) {
        self = stored < 0 ? .agent(AgentID(-stored)) : .supervisor(user: stored)
    }
}

/// The grounds as JSON: `{"at_cap":3}` and `[[agent,load],…]`.
extension Decision {
    var excludedColumn: String? {
        if excluded.isEmpty { return nil }
        var text = "{"
        for reason in Exclusion.allCases {
            guard let count = excluded[reason] else { continue }
            text += text.utf8.count == 1 ? "\"" : ",\""
            text += reason.rawValue
            text += "\":"
            text += String(count)
        }
        return text + "}"
    }

    var candidatesColumn: String? {
        if candidates.isEmpty { return nil }
        var text = "["
        for candidate in candidates {
            text += text.utf8.count == 1 ? "[" : ",["
            text += String(candidate.agent.rawValue)
            text += ","
            text += String(candidate.load)
            text += "]"
        }
        return text + "]"
    }
}
