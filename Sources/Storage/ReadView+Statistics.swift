public import Routing
import SQLite

/// Figures that cost little, for `/metrics`.
public struct Statistics: Hashable, Sendable {
    /// Open sessions by account and phase.
    public struct Load: Hashable, Sendable {
        /// The account's name at the platform.
        public let openKfID: String
        /// `queued` or `active`.
        public let phase: SessionPhase
        /// How many.
        public let count: Int
    }
    /// Open sessions by account and phase; nothing is said where there are none.
    public let openSessions: [Load]
    /// Unfinished calls to the platform, those about accounts included.
    public let pendingEffects: Int
    /// When the oldest of them was decided.
    public let oldestPendingEffect: Instant?
    /// Calls of the last 30 days that failed, are of unknown outcome, missed or dropped.
    public let mishaps: [EffectState: Int]
    /// Alerts that nobody has acknowledged.
    public let openAlerts: Int
    /// Messages ever stored.
    public let messages: Int64
    /// Sessions ever opened.
    public let sessions: Int64
    /// Events that belonged to no account.
    public let strayEvents: Int64
    /// The size of the database file in bytes, without the write-ahead log.
    public let databaseBytes: Int64
}

extension ReadView {
    /// Counts what can be counted through small indexes and single rows.
    public func statistics() throws(StoreError) -> Statistics {
        try reading("count for the metrics") { () throws(DatabaseError) in
            let totals = try connection.row(
                """
                SELECT next_message - 1, next_session - 1, (SELECT count(*) FROM stray_event),
                  (SELECT count(*) FROM alert WHERE acknowledged_at IS NULL),
                  (SELECT count(*) FROM effect WHERE state = 0)
                    + (SELECT count(*) FROM account_effect WHERE state = 0),
                  (SELECT created_at FROM effect WHERE state = 0 ORDER BY id LIMIT 1)
                FROM progress
                """
            ) { (columns) throws(DatabaseError) in
                (
                    messages: columns.integer(), sessions: columns.integer(),
                    stray: columns.integer(), alerts: columns.int(), pending: columns.int(),
                    oldest: columns.instantOrNil()
                )
            }
            guard let totals else { throw .nonsense("the row of progress is missing") }
            return Statistics(
                openSessions: try loads(), pendingEffects: totals.pending,
                oldestPendingEffect: totals.oldest, mishaps: try mishaps(),
                openAlerts: totals.alerts, messages: totals.messages, sessions: totals.sessions,
                strayEvents: totals.stray, databaseBytes: try size())
        }
    }

    private func loads() throws(DatabaseError) -> [Statistics.Load] {
        try connection.rows(
            """
            SELECT a.open_kfid, s.phase, count(*)
            FROM session s CROSS JOIN account a ON a.id = s.account
            WHERE s.phase <> 2 GROUP BY a.id, s.phase ORDER BY a.id, s.phase
            """
        ) { (columns) throws(DatabaseError) in
            Statistics.Load(
                openKfID: columns.text(), phase: try columns.word(), count: columns.int())
        }
    }

    private func mishaps() throws(DatabaseError) -> [EffectState: Int] {
        let rows = try connection.rows(
            "SELECT state, count(*) FROM effect WHERE state IN (2, 3, 4, 6) GROUP BY state"
        ) { (columns) throws(DatabaseError) in
            (try columns.word() as EffectState, columns.int())
        }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    private func size() throws(DatabaseError) -> Int64 {
        let pageSize = try connection.row("PRAGMA page_size") { $0.integer() }
        return Int64(try connection.pageCount()) * (pageSize ?? 0)
    }
}
