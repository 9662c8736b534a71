public import Routing
import SQLite

/// Forgets what has had its time, a little at a time.
extension Store {
    /// How long changes live for agents' clients.
    public static var feedLife: Interval { .hours(7 * 24) }
    /// How long finished effects can be looked at.
    public static var effectLife: Interval { .hours(30 * 24) }

    /// One small step: at most `rowsMax` rows of each kind. Call it every few seconds; belongs into
    /// a transaction.
    ///
    /// - Returns: whether there may be more to do at once.
    @discardableResult
    public func prune(at now: Instant, rowsMax: Int = 500) throws(StoreError) -> Bool {
        try doing("prune") { () throws(DatabaseError) in
            let counts = [
                try pruneFeed(before: now - Self.feedLife, rowsMax),
                try pruneEffects(before: now - Self.effectLife, rowsMax),
                try pruneKeys(before: now - Self.idempotencyLife, rowsMax),
                try pruneWebSessions(before: now, rowsMax),
            ]
            return counts.contains(rowsMax)
        }
    }

    /// The oldest rows first, never the newest one: its number must not be given again.
    private func pruneFeed(before: Instant, _ rowsMax: Int) throws(DatabaseError) -> Int {
        let last: Int64?? = try connection.row(
            """
            SELECT max(id) FROM (SELECT id, at FROM feed ORDER BY id LIMIT ?1)
            WHERE at < ?2 AND id < (SELECT max(id) FROM feed)
            """
        ) { (values) throws(DatabaseError) in
            try values.add(rowsMax)
            try values.add(before)
        } row: {
            $0.integerOrNil()
        }
        guard let last = last ?? nil else { return 0 }
        try connection.write(
            """
            INSERT INTO feed_pruned (agent, through)
            SELECT agent, max(id) FROM feed NOT INDEXED WHERE id <= ? GROUP BY agent
            ON CONFLICT (agent) DO UPDATE SET through = excluded.through
            """
        ) { (values) throws(DatabaseError) in try values.add(last) }
        try connection.write("DELETE FROM feed WHERE id <= ?") {
            (values) throws(DatabaseError) in try values.add(last)
        }
        return connection.changes
    }

    private func pruneEffects(before: Instant, _ rowsMax: Int) throws(DatabaseError) -> Int {
        try connection.write(
            """
            DELETE FROM effect WHERE id IN (
              SELECT id FROM (SELECT id, state, finished_at FROM effect ORDER BY id LIMIT ?1)
              WHERE state <> 0 AND finished_at < ?2)
            """
        ) { (values) throws(DatabaseError) in
            try values.add(rowsMax)
            try values.add(before)
        }
        return connection.changes
    }

    private func pruneKeys(before: Instant, _ rowsMax: Int) throws(DatabaseError) -> Int {
        try connection.write(
            """
            DELETE FROM idempotency_key WHERE (agent, key) IN (
              SELECT agent, key FROM idempotency_key WHERE at < ? ORDER BY at LIMIT ?)
            """
        ) { (values) throws(DatabaseError) in
            try values.add(before)
            try values.add(rowsMax)
        }
        return connection.changes
    }

    private func pruneWebSessions(before: Instant, _ rowsMax: Int) throws(DatabaseError) -> Int {
        try connection.write(
            """
            DELETE FROM web_session WHERE hash IN (
              SELECT hash FROM web_session WHERE expires_at < ? ORDER BY expires_at LIMIT ?)
            """
        ) { (values) throws(DatabaseError) in
            try values.add(before)
            try values.add(rowsMax)
        }
        return connection.changes
    }
}
