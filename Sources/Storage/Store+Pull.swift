public import Routing
import SQLite

/// Where the pull of an account stands.
public struct PullState: Hashable, Sendable {
    /// Where the next page begins; nil before the first pull and after a lost cursor.
    public var cursor: String?
    /// The token of the newest callback; it lives ten minutes.
    public var token: String?
    /// When it arrived.
    public var tokenArrivedAt: Instant?
    /// The newest callback that no pull has answered; nil when none is due.
    public var hintedAt: Instant?
    /// When a page was last stored.
    public var lastPullAt: Instant?
    /// Everything that the platform had then is stored: when the call began that last reached the
    /// end.
    public var completeUntil: Instant?
    /// Before when the account is not pulled without a token.
    public var pausedWithoutTokenUntil: Instant?
    /// Whether the first pull (after the start, the adoption or a lost cursor) has not reached its
    /// end yet: what it brings is history.
    public var isFirstPull: Bool

    /// A state; nothing is known by default.
    public init(
        cursor: String? = nil, token: String? = nil, tokenArrivedAt: Instant? = nil,
        hintedAt: Instant? = nil, lastPullAt: Instant? = nil, completeUntil: Instant? = nil,
        pausedWithoutTokenUntil: Instant? = nil, isFirstPull: Bool = true
    ) {
        self.cursor = cursor
        self.token = token
        self.tokenArrivedAt = tokenArrivedAt
        self.hintedAt = hintedAt
        self.lastPullAt = lastPullAt
        self.completeUntil = completeUntil
        self.pausedWithoutTokenUntil = pausedWithoutTokenUntil
        self.isFirstPull = isFirstPull
    }
}

/// Rows of `pull`.
extension Store {
    /// Where the pull of this account stands.
    public func pullState(_ account: AccountID) throws(StoreError) -> PullState {
        let found = try doing("read a pull state") { () throws(DatabaseError) in
            try connection.row(
                """
                SELECT cursor, token, token_arrived_at, hinted_at, last_pull_at,
                  complete_until, paused_without_token_until, is_first_pull
                FROM pull WHERE account = ?
                """
            ) { (values) throws(DatabaseError) in
                try values.add(account)
            } row: { (columns) throws(DatabaseError) in
                PullState(
                    cursor: columns.textOrNil(), token: columns.textOrNil(),
                    tokenArrivedAt: columns.instantOrNil(), hintedAt: columns.instantOrNil(),
                    lastPullAt: columns.instantOrNil(), completeUntil: columns.instantOrNil(),
                    pausedWithoutTokenUntil: columns.instantOrNil(),
                    isFirstPull: columns.bool())
            }
        }
        return found ?? PullState()
    }

    /// The account that a callback names. One that is not known yet is discovered.
    public func hintedAccount(openKfID: String, at: Instant) throws(StoreError) -> AccountID {
        if let known = try accountID(openKfID: openKfID) { return known }
        return try discover(openKfID: openKfID, at: at)
    }

    /// Keeps a callback: its account is pulled, though kefud may be restarted before.
    public func noteHint(
        _ account: AccountID, token: String?, arrivedAt: Instant
    ) throws(StoreError) {
        try doing("keep a callback") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO pull (account, token, token_arrived_at, hinted_at)
                VALUES (?1, ?2, iif(?2 IS NULL, NULL, ?3), ?3)
                ON CONFLICT (account) DO UPDATE SET
                  token = coalesce(?2, token),
                  token_arrived_at = iif(?2 IS NULL, token_arrived_at, ?3),
                  hinted_at = max(coalesce(hinted_at, ?3), ?3)
                """
            ) { (values) throws(DatabaseError) in
                try values.add(account)
                try values.add(token)
                try values.add(arrivedAt)
            }
        }
    }

    /// Keeps where the next page begins; belongs into the transaction that stores the page.
    ///
    /// - Parameters:
    ///   - cursor: nil keeps the old one (the platform gave none).
    ///   - isFirstPull: whether the first pull goes on after this page.
    ///   - answersHintsUpTo: when the last call began, if it has reached the end with this page:
    ///     the callbacks up to then are answered, and everything of before is stored. Nil in the
    ///     middle of a pull.
    public func saveCursor(
        _ cursor: String?, of account: AccountID, isFirstPull: Bool,
        answersHintsUpTo begin: Instant?, at: Instant
    ) throws(StoreError) {
        try doing("save a cursor") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO pull (account, cursor, last_pull_at, is_first_pull, complete_until)
                VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (account) DO UPDATE SET
                  cursor = coalesce(?2, cursor), last_pull_at = ?3, is_first_pull = ?4,
                  complete_until = coalesce(?5, complete_until),
                  hinted_at = iif(?5 IS NOT NULL AND hinted_at <= ?5, NULL, hinted_at)
                """
            ) { (values) throws(DatabaseError) in
                try values.add(account)
                try values.add(cursor)
                try values.add(at)
                try values.add(isFirstPull)
                try values.add(begin)
            }
        }
    }

    /// Keeps what the platform said of its rate: a restart must not ask before this, of any account
    /// or of this one without a token.
    public func notePause(
        of account: AccountID, until: Instant, ofAll isOfAll: Bool
    ) throws(StoreError) {
        try doing("keep a pause") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO pull (account, paused_until, paused_without_token_until)
                VALUES (?1, iif(?3, ?2, NULL), iif(?3, NULL, ?2))
                ON CONFLICT (account) DO UPDATE SET
                  paused_until = iif(?3, ?2, paused_until),
                  paused_without_token_until = iif(?3, paused_without_token_until, ?2)
                """
            ) { (values) throws(DatabaseError) in
                try values.add(account)
                try values.add(until)
                try values.add(isOfAll)
            }
        }
    }

    /// Before when nothing may be pulled; nil when the platform has never said so.
    public func pauseOfPulls() throws(StoreError) -> Instant? {
        try doing("read the pauses") { () throws(DatabaseError) in
            let last = try connection.row("SELECT max(paused_until) FROM pull") {
                $0.instantOrNil()
            }
            return last ?? nil
        }
    }

    /// Begins anew, after the platform refused the cursor or at an adoption: the next pull is a
    /// first pull. What it brings again is known by its ids.
    public func forgetCursor(of account: AccountID) throws(StoreError) {
        try doing("forget a cursor") { () throws(DatabaseError) in
            try connection.write(
                "UPDATE pull SET cursor = NULL, is_first_pull = 1 WHERE account = ?"
            ) { (values) throws(DatabaseError) in try values.add(account) }
        }
    }

    /// Forgets a token that the platform refused (95007), unless a newer one has come since.
    public func forgetToken(_ token: String, of account: AccountID) throws(StoreError) {
        try doing("forget a token") { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE pull SET token = NULL, token_arrived_at = NULL
                WHERE account = ? AND token = ?
                """
            ) { (values) throws(DatabaseError) in
                try values.add(account)
                try values.add(token)
            }
        }
    }

    /// Accounts that a callback asked to pull and that no pull has answered yet.
    public func hintedAccounts() throws(StoreError) -> [AccountID] {
        try doing("read the hints") { () throws(DatabaseError) in
            try connection.rows(
                "SELECT account FROM pull WHERE hinted_at IS NOT NULL ORDER BY account"
            ) { $0.id() }
        }
    }

    /// Who has written in an account since then, or was written to, taken, passed on or ended in
    /// the client, and when the visitor last wrote: those whose state is read when a first pull is
    /// through (section 1.3).
    ///
    /// - Parameters:
    ///   - since: the platform's Unix seconds; compared with `send_time`.
    ///   - storedSince: what was stored before then is not looked at.
    public func recentVisitors(
        of account: AccountID, since: Int64, storedSince: Instant
    ) throws(StoreError) -> [(visitor: VisitorID, wroteAt: Int64?)] {
        try doing("find recent visitors") { () throws(DatabaseError) in
            let first = try firstMessage(storedSince: storedSince)
            return try connection.rows(
                """
                SELECT visitor, max(iif(origin = 0, sent_at, NULL)) FROM message
                WHERE id >= ? AND account = ? AND sent_at >= ?
                  AND (origin IN (0, 1) OR type = ? AND visitor IS NOT NULL)
                GROUP BY visitor ORDER BY visitor
                """
            ) { (values) throws(DatabaseError) in
                try values.add(first)
                try values.add(account)
                try values.add(since)
                try values.add(MessageType.sessionStatusChange)
            } row: { (columns) throws(DatabaseError) in
                (VisitorID(columns.integer()), columns.integerOrNil())
            }
        }
    }

    /// By halving: numbers rise with the time of storing, so no index on it is needed.
    private func firstMessage(storedSince since: Instant) throws(DatabaseError) -> Int64 {
        let last = try connection.row("SELECT max(id) FROM message") { $0.integerOrNil() }
        var (low, high): (Int64, Int64) = (1, ((last ?? nil) ?? 0) + 1)
        while low < high {
            let middle = low + (high - low) / 2
            let at = try connection.row(
                "SELECT at FROM message WHERE id >= ? ORDER BY id LIMIT 1"
            ) { (values) throws(DatabaseError) in
                try values.add(middle)
            } row: {
                $0.instant()
            }
            if let at, at < since { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
