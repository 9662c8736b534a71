public import Routing
import SQLite

/// Erases what is known of one visitor, and messages that have had their time.
///
/// The connection overwrites what it deletes (`secure_delete`), so the words are gone from the
/// file, and not only from its index. The write-ahead log has older pages until it is reused: at
/// the latest when the daemon stops.
extension Store {
    /// What the external userid of an erased visitor begins with; its row's number follows.
    public static var erasedPrefix: String { "erased-" }

    /// Erases the visitor's messages, its name and picture, what unsent calls would have shown, its
    /// chats' state and the feed about its sessions. The sessions stay for the figures, without a
    /// name; decisions, alerts and the platform's message ids stay, they hold no words of anybody.
    ///
    /// Belongs into a transaction, while nothing of the visitor is open or under way.
    public func erase(_ visitor: VisitorID, at now: Instant) throws(StoreError) {
        let name = try externalUserID(of: visitor)
        try doing("erase visitor \(visitor.rawValue)") { () throws(DatabaseError) in
            for session in try recentSessions(of: visitor, since: now - Self.feedLife) {
                try eraseKeys(of: session)
                try eraseFeed(of: session)
            }
            try eraseMessages(of: visitor)
            try eraseEffects(of: visitor)
            try eraseChats(of: visitor)
            try eraseName(of: visitor, name)
        }
        names.forget(name)
    }

    /// Older sessions are in no feed and have no idempotency keys any more.
    private func recentSessions(
        of visitor: VisitorID, since: Instant
    ) throws(DatabaseError) -> [SessionID] {
        try connection.rows(
            "SELECT id FROM session WHERE visitor = ? AND (ended_at IS NULL OR ended_at >= ?)"
        ) { (values) throws(DatabaseError) in
            try values.add(visitor)
            try values.add(since)
        } row: {
            $0.id()
        }
    }

    private func eraseKeys(of session: SessionID) throws(DatabaseError) {
        try connection.write(
            """
            DELETE FROM idempotency_key
            WHERE agent IN (SELECT agent FROM message WHERE session = ?1 AND agent IS NOT NULL)
              AND message IN (SELECT id FROM message WHERE session = ?1)
            """
        ) { (values) throws(DatabaseError) in try values.add(session) }
    }

    /// Reaches the feed by the agents who had the session: an index by session would cost every
    /// row of the feed more. The newest row stays: its number must not be given again.
    private func eraseFeed(of session: SessionID) throws(DatabaseError) {
        try connection.write(
            """
            DELETE FROM feed WHERE session = ?1 AND id < (SELECT max(id) FROM feed) AND agent IN (
              SELECT agent FROM session WHERE id = ?1
              UNION SELECT agent FROM decision WHERE session = ?1
              UNION SELECT from_agent FROM decision WHERE session = ?1)
            """
        ) { (values) throws(DatabaseError) in try values.add(session) }
    }

    private func eraseMessages(of visitor: VisitorID) throws(DatabaseError) {
        try connection.write(
            "DELETE FROM message WHERE session IN (SELECT id FROM session WHERE visitor = ?)"
        ) { (values) throws(DatabaseError) in try values.add(visitor) }
        try connection.write("DELETE FROM message WHERE visitor = ? AND session IS NULL") {
            (values) throws(DatabaseError) in try values.add(visitor)
        }
    }

    /// Only calls that went wrong still have what they would have shown.
    private func eraseEffects(of visitor: VisitorID) throws(DatabaseError) {
        try connection.write(
            """
            UPDATE effect INDEXED BY effect_mishap SET text = NULL, body = NULL, error = NULL
            WHERE state IN (2, 3, 4, 6) AND visitor = ?
            """
        ) { (values) throws(DatabaseError) in try values.add(visitor) }
    }

    private func eraseChats(of visitor: VisitorID) throws(DatabaseError) {
        try connection.write(
            """
            DELETE FROM conversation WHERE account IN (SELECT id FROM account) AND visitor = ?
            """
        ) { (values) throws(DatabaseError) in try values.add(visitor) }
    }

    private func eraseName(of visitor: VisitorID, _ name: String) throws(DatabaseError) {
        try connection.write("DELETE FROM stray_event WHERE instr(json, ?) > 0") {
            (values) throws(DatabaseError) in try values.add(name)
        }
        try connection.write(
            """
            UPDATE visitor SET external_userid = ? || id, name = NULL, avatar = NULL,
              details_at = NULL WHERE id = ?
            """
        ) { (values) throws(DatabaseError) in
            try values.add(Self.erasedPrefix)
            try values.add(visitor)
        }
    }
}

/// Messages that have had their time (`[database] keep_messages`).
extension Store {
    /// One small step: looks at the next `rowsMax` messages, oldest first, and deletes those from
    /// before this instant that belong to no open session. Call it every few seconds; belongs into
    /// a transaction.
    ///
    /// - Returns: whether there may be more to do at once.
    public func pruneMessages(before: Instant, rowsMax: Int = 500) throws(StoreError) -> Bool {
        try doing("delete old messages") { () throws(DatabaseError) in
            let window: (last: Int64?, newest: Instant?, count: Int)? = try connection.row(
                """
                SELECT max(id), max(at), count(*)
                FROM (SELECT id, at FROM message WHERE id > ? ORDER BY id LIMIT ?)
                """
            ) { (values) throws(DatabaseError) in
                try values.add(oldMessagesSeen)
                try values.add(rowsMax)
            } row: { (columns) throws(DatabaseError) in
                (columns.integerOrNil(), columns.instantOrNil(), columns.int())
            }
            guard let window, let last = window.last, let newest = window.newest else {
                oldMessagesSeen = 0
                return false
            }
            try deleteMessages(after: oldMessagesSeen, through: last, before: before)
            // Those of open sessions stay behind: the next round begins with them again.
            let isThrough = window.count < rowsMax || newest >= before
            oldMessagesSeen = isThrough ? 0 : last
            return !isThrough
        }
    }

    private func deleteMessages(
        after first: Int64, through last: Int64, before: Instant
    ) throws(DatabaseError) {
        try connection.write(
            """
            DELETE FROM message NOT INDEXED WHERE id > ?1 AND id <= ?2 AND at < ?3 AND (
              session IS NULL OR (SELECT phase FROM session WHERE id = message.session) = 2)
            """
        ) { (values) throws(DatabaseError) in
            try values.add(first)
            try values.add(last)
            try values.add(before)
        }
    }
}
