public import Routing
import SQLite

/// A call to the platform as an administrator sees it: never what it shows to the visitor.
public struct EffectRecord: Hashable, Sendable {
    /// Which.
    public let id: EffectID
    /// In which account.
    public let account: AccountID
    /// Its name at the platform.
    public let openKfID: String
    /// Whose chat.
    public let visitor: VisitorID
    /// The visitor's name at the platform.
    public let externalUserID: String
    /// The session that caused it.
    public let session: SessionID?
    /// `change`, `read`, `send` or `send_on_code`.
    public let kind: String
    /// The state that a change asks for (2 pool, 3 with `targetUserID`, 4 ended, as the platform
    /// counts).
    public let targetState: Int?
    /// The agent of a change to state 3.
    public let targetUserID: String?
    /// The message that a send carries.
    public let message: MessageID?
    /// The prompt that a send carries.
    public let prompt: PromptKind?
    /// Where it stands.
    public let state: EffectState
    /// How often it has been tried.
    public let attempts: Int
    /// When first.
    public let attemptedAt: Instant?
    /// Not before then.
    public let nextTryAt: Instant?
    /// When it was decided.
    public let createdAt: Instant
    /// When it is too late.
    public let deadline: Instant?
    /// When it was over.
    public let finishedAt: Instant?
    /// The platform's code of the last attempt.
    public let code: Int?
    /// What was wrong, in words.
    public let error: String?
}

extension ReadView {
    /// A page of calls, the newest first.
    public func effects(
        state: EffectState? = nil, account: AccountID? = nil, limit: Int,
        before: EffectID? = nil
    ) throws(StoreError) -> [EffectRecord] {
        try reading("list effects") { () throws(DatabaseError) in
            let sql: StaticString =
                switch state {
                case .pending:
                    """
                    SELECT * FROM effect_record
                    WHERE state = 0 AND state = ?1 AND id < ?2 AND (?3 IS NULL OR account = ?3)
                    ORDER BY id DESC LIMIT ?4
                    """
                case .failed, .unknown, .missed, .dropped:
                    """
                    SELECT * FROM effect_record
                    WHERE state IN (2, 3, 4, 6) AND state = ?1 AND id < ?2
                      AND (?3 IS NULL OR account = ?3)
                    ORDER BY id DESC LIMIT ?4
                    """
                case .done, .withdrawn, nil:
                    """
                    SELECT * FROM effect_record
                    WHERE (?1 IS NULL OR state = ?1) AND id < ?2 AND (?3 IS NULL OR account = ?3)
                    ORDER BY id DESC LIMIT ?4
                    """
                }
            return try connection.rows(sql) { (values) throws(DatabaseError) in
                try values.add(state)
                try values.add(before ?? EffectID(.max))
                try values.add(account)
                try values.add(limit)
            } row: { (columns) throws(DatabaseError) in
                try EffectRecord(&columns)
            }
        }
    }

    /// One call.
    public func effect(_ id: EffectID) throws(StoreError) -> EffectRecord? {
        try reading("read effect \(id.rawValue)") { () throws(DatabaseError) in
            try connection.row("SELECT * FROM effect_record WHERE id = ?") {
                (values) throws(DatabaseError) in
                try values.add(id)
            } row: { (columns) throws(DatabaseError) in
                try EffectRecord(&columns)
            }
        }
    }

    /// A page of calls about accounts, the newest first.
    public func accountEffects(
        account: AccountID? = nil, limit: Int, before: AccountEffectID? = nil
    ) throws(StoreError) -> [AccountEffect] {
        try reading("list calls about accounts") { () throws(DatabaseError) in
            try connection.accountEffects(
                pendingOnly: false, account: account, before: before?.rawValue ?? .max,
                limit: limit)
        }
    }

    /// The calls about accounts that wait or went wrong, in order: what is half-done.
    public func unfinishedAccountEffects() throws(StoreError) -> [AccountEffect] {
        try reading("list unfinished calls about accounts") { () throws(DatabaseError) in
            try connection.unfinishedAccountEffects()
        }
    }
}

extension EffectRecord {
    fileprivate init(_ columns: inout Columns) throws(DatabaseError) {
        id = columns.id()
        account = columns.id()
        openKfID = columns.text()
        visitor = columns.id()
        externalUserID = columns.text()
        session = columns.idOrNil()
        let number = columns.int()
        kind = Effect.Kind.name(ofStored: number)
        let target = columns.intOrNil()
        targetState = number == 0 ? target.map { $0 + 1 } : nil
        targetUserID = columns.textOrNil()
        message = columns.idOrNil()
        prompt = try columns.wordOrNil()
        state = try columns.word()
        attempts = columns.int()
        attemptedAt = columns.instantOrNil()
        nextTryAt = columns.instantOrNil()
        createdAt = columns.instant()
        deadline = columns.instantOrNil()
        finishedAt = columns.instantOrNil()
        code = columns.intOrNil()
        error = columns.textOrNil()
    }
}
