public import Routing
import SQLite

/// The audit log, and the keys that make a repeated request the same request.
extension Store {
    /// Notes a change of settings; belongs into the transaction of the change.
    ///
    /// - Parameters:
    ///   - user: nil for the program itself or the command line.
    ///   - actor: who, by name.
    ///   - before: how it was, as JSON; never a secret.
    ///   - after: how it is, as JSON; never a secret.
    public func audit(
        by user: UserNumber?, named actor: String, action: String, subject: String,
        before: String? = nil, after: String? = nil, at now: Instant
    ) throws(StoreError) {
        try doing("write the audit log") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO audit (at, user, actor, action, subject, before, after)
                VALUES (?,?,?,?,?,?,?)
                """
            ) { (values) throws(DatabaseError) in
                try values.add(now)
                try values.add(user)
                try values.add(actor)
                try values.add(action)
                try values.add(subject)
                try values.add(before)
                try values.add(after)
            }
        }
    }

    /// How long an idempotency key is remembered.
    public static var idempotencyLife: Interval { .hours(48) }

    /// What this agent's request with this key made; nil when there was none in the last 48 h.
    public func idempotentMessage(
        of agent: AgentID, key: String, at now: Instant
    ) throws(StoreError) -> (bodyHash: [UInt8], message: MessageID)? {
        try doing("look up an idempotency key") { () throws(DatabaseError) in
            try connection.row(
                """
                SELECT body_hash, message FROM idempotency_key
                WHERE agent = ? AND key = ? AND at > ?
                """
            ) { (values) throws(DatabaseError) in
                try values.add(agent)
                try values.add(key)
                try values.add(now - Self.idempotencyLife)
            } row: { (columns) throws(DatabaseError) in
                (columns.bytes(), MessageID(columns.integer()))
            }
        }
    }

    /// Remembers what a request with this key made; an outlived key is used anew.
    public func saveIdempotencyKey(
        of agent: AgentID, key: String, bodyHash: [UInt8], message: MessageID, at now: Instant
    ) throws(StoreError) {
        try doing("keep an idempotency key") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO idempotency_key (agent, key, body_hash, message, at)
                VALUES (?,?,?,?,?)
                ON CONFLICT (agent, key) DO UPDATE SET
                  body_hash = excluded.body_hash, message = excluded.message, at = excluded.at
                """
            ) { (values) throws(DatabaseError) in
                try values.add(agent)
                try values.add(key)
                try values.add(bodyHash)
                try values.add(message)
                try values.add(now)
            }
        }
    }
}
