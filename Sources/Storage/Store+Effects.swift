public import Routing
import SQLite

/// An unfinished effect as the outbox finds it at a start. Attempts without `nextTryAt` mean that
/// it was interrupted while the call was under way.
public struct PendingEffect: Hashable, Sendable {
    /// The effect.
    public let effect: Effect
    /// Not before then; nil for one that has not been deferred since its last attempt.
    public let nextTryAt: Instant?
    /// Whether the outcome of an earlier attempt is unknown.
    public let isUncertain: Bool
}

/// Rows of `effect`: the outbox.
extension Store {
    /// Not before `until`: the platform said "not now" or could not be reached. The effect stays
    /// pending, its attempts stay counted.
    ///
    /// - Parameter isUncertain: whether this attempt's outcome is unknown; once said, it stays so.
    public func deferEffect(
        _ effect: EffectID, until: Instant, isUncertain: Bool, code: Int?, error: String?
    ) throws(StoreError) {
        try doing("defer effect \(effect.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE effect SET next_try_at = ?, is_uncertain = max(is_uncertain, ?),
                  result_code = ?, error = ?
                WHERE id = ? AND state = 0
                """
            ) { (values) throws(DatabaseError) in
                try values.add(until)
                try values.add(isUncertain)
                try values.add(code)
                try values.add(error)
                try values.add(effect)
            }
        }
    }

    /// Lets a pending effect be tried at once.
    ///
    /// - Returns: false when it is not pending.
    public func hurryEffect(_ effect: EffectID) throws(StoreError) -> Bool {
        try doing("hurry effect \(effect.rawValue)") { () throws(DatabaseError) in
            try connection.write("UPDATE effect SET next_try_at = 0 WHERE id = ? AND state = 0") {
                (values) throws(DatabaseError) in try values.add(effect)
            }
            return connection.changes == 1
        }
    }

    /// The unfinished effects in order, with what the outbox must know again.
    public func pendingEffects() throws(StoreError) -> [PendingEffect] {
        try doing("read the outbox") { () throws(DatabaseError) in
            try connection.rows(
                """
                SELECT id, account, visitor, session, kind, target, target_agent, code, message,
                  prompt, text, body, created_at, deadline, attempts, attempted_at, next_try_at,
                  is_uncertain
                FROM effect WHERE state = 0 ORDER BY id
                """
            ) { (columns) throws(DatabaseError) in
                PendingEffect(
                    effect: try Effect(&columns), nextTryAt: columns.instantOrNil(),
                    isUncertain: columns.bool())
            }
        }
    }

    func unfinishedEffects() throws(DatabaseError) -> [Effect] {
        try connection.rows(
            """
            SELECT id, account, visitor, session, kind, target, target_agent, code, message,
              prompt, text, body, created_at, deadline, attempts, attempted_at
            FROM effect WHERE state = 0 ORDER BY id
            """
        ) { (columns) throws(DatabaseError) in try Effect(&columns) }
    }

    func insert(_ effect: Effect) throws(DatabaseError) {
        try connection.write(
            """
            INSERT INTO effect (
              id, account, visitor, session, kind, target, target_agent, code, message, prompt,
              text, body, created_at, deadline, attempts, attempted_at)
            VALUES (?,?,?,?,?,?,?,?,?,?, ?,?,?,?,?,?)
            """
        ) { (values) throws(DatabaseError) in try effect.bind(&values) }
    }

    /// Counts an attempt; `effect` is nil when it is over already.
    func saveAttempt(
        _ id: EffectID, _ effect: Effect?, at: Instant
    ) throws(DatabaseError) {
        try connection.write(
            """
            UPDATE effect SET attempts = coalesce(?, attempts + 1),
              attempted_at = coalesce(?, ?), next_try_at = NULL
            WHERE id = ?
            """
        ) { (values) throws(DatabaseError) in
            try values.add(effect?.attempts)
            try values.add(effect?.attemptedAt)
            try values.add(at)
            try values.add(id)
        }
    }

    /// What a send shows is kept only while somebody may want to look at it.
    func saveEnd(
        of id: EffectID, _ outcome: EffectOutcome?, at: Instant
    ) throws(DatabaseError) {
        let (state, code) = EffectState.of(outcome)
        try connection.write(
            """
            UPDATE effect SET state = ?1, result_code = ?2, finished_at = ?3, next_try_at = NULL,
              text = iif(?4, text, NULL), body = iif(?4, body, NULL)
            WHERE id = ?5
            """
        ) { (values) throws(DatabaseError) in
            try values.add(state)
            try values.add(code)
            try values.add(at)
            try values.add(state == .failed || state == .unknown)
            try values.add(id)
        }
    }
}

extension EffectState {
    fileprivate static func of(_ outcome: EffectOutcome?) -> (EffectState, Int?) {
        switch outcome {
        case nil: (.withdrawn, nil)
        case .accepted, .observed: (.done, nil)
        case .refused(let code): (.failed, code)
        case .unknown: (.unknown, nil)
        case .missed: (.missed, nil)
        case .dropped: (.dropped, nil)
        }
    }
}

extension Effect {
    init(_ columns: inout Columns) throws(DatabaseError) {
        let id: EffectID = columns.id()
        let account: AccountID = columns.id()
        let visitor: VisitorID = columns.id()
        let session: SessionID? = columns.idOrNil()
        let kind = try Kind(&columns)
        self.init(
            id: id, conversation: ConversationID(account, visitor), session: session, kind: kind,
            createdAt: columns.instant(), deadline: columns.instantOrNil(),
            attempts: columns.int(), attemptedAt: columns.instantOrNil())
    }

    fileprivate func bind(_ values: inout Binder) throws(DatabaseError) {
        try values.add(id)
        try values.add(conversation.account)
        try values.add(conversation.visitor)
        try values.add(session)
        try kind.bind(&values)
        try values.add(createdAt)
        try values.add(deadline)
        try values.add(attempts)
        try values.add(attemptedAt)
    }
}

extension Effect.Kind {
    private static let names = ["change", "read", "send", "send_on_code"]

    var storedNumber: Int {
        switch self {
        case .change: 0
        case .readState: 1
        case .send: 2
        case .sendOnCode: 3
        }
    }

    /// The word that people see.
    static func name(ofStored number: Int) -> String {
        names.indices.contains(number) ? names[number] : "unknown"
    }

    fileprivate func bind(_ values: inout Binder) throws(DatabaseError) {
        try values.add(storedNumber)
        var target: StoredPlatformState?
        var reads: Int64?
        var code: String?
        var shown: (content: Content, message: MessageID, prompt: PromptKind?)?
        switch self {
        case .change(let state): target = StoredPlatformState(state)
        case .readState(let adopts): reads = adopts ? 1 : 0
        case .send(let content, let message, let prompt): shown = (content, message, prompt)
        case .sendOnCode(let text, let content, let message, let prompt):
            code = text
            shown = (content, message, prompt)
        }
        try values.add(target?.number ?? reads)
        try values.add(target?.agent)
        try values.add(code)
        try values.add(shown?.message)
        try values.add(shown?.prompt)
        try values.add(shown?.content.text)
        try values.add(shown?.content.bodyColumn)
    }

    fileprivate init(_ columns: inout Columns) throws(DatabaseError) {
        let number = columns.int()
        let target = columns.integerOrNil()
        let agent: AgentID? = columns.idOrNil()
        let code = columns.textOrNil()
        let message: MessageID? = columns.idOrNil()
        let prompt: PromptKind? = try columns.wordOrNil()
        let content = try Content(
            text: columns.textOrNil() ?? "", bodyColumn: columns.textOrNil())
        switch (number, target.flatMap { StoredPlatformState.state($0, agent) }, message) {
        case (0, let state?, _): self = .change(to: state)
        case (1, _, _): self = .readState(adopts: target == 1)
        case (2, _, let message?): self = .send(content, message, prompt)
        case (3, _, let message?):
            guard let code, let prompt else { throw .nonsense("a code message without a code") }
            self = .sendOnCode(code, content, message, prompt)
        default: throw .nonsense("an effect of kind \(number) without its parts")
        }
    }
}
