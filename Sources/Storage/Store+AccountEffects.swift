public import Routing
import SQLite

/// Rows of `account_effect`.
extension Store {
    /// Adds a call about an account; lists of more than 100 are split.
    ///
    /// - Returns: the numbers of the rows, in order.
    @discardableResult
    public func addAccountEffect(
        _ kind: AccountEffect.Kind, for account: AccountID, at now: Instant
    ) throws(StoreError) -> [AccountEffectID] {
        try doing("add a call about account \(account.rawValue)") { () throws(DatabaseError) in
            var ids: [AccountEffectID] = []
            for part in kind.parts {
                try connection.write(
                    """
                    INSERT INTO account_effect (account, kind, payload, created_at)
                    VALUES (?, ?, ?, ?)
                    """
                ) { (values) throws(DatabaseError) in
                    try values.add(account)
                    try values.add(part.storedNumber)
                    try values.add(JSONText.encode(part))
                    try values.add(now)
                }
                ids.append(AccountEffectID(connection.lastInsertRowID))
            }
            return ids
        }
    }

    /// The unfinished ones, in order.
    public func pendingAccountEffects() throws(StoreError) -> [AccountEffect] {
        try doing("read the calls about accounts") { () throws(DatabaseError) in
            try connection.accountEffects(pendingOnly: true, account: nil, before: .max, limit: -1)
        }
    }

    /// Counts an attempt before it is made.
    public func beginAccountEffect(_ id: AccountEffectID, at now: Instant) throws(StoreError) {
        try changing("count an attempt of call \(id.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE account_effect SET attempts = attempts + 1,
                  attempted_at = coalesce(attempted_at, ?), next_try_at = NULL
                WHERE id = ? AND state = 0
                """
            ) { (values) throws(DatabaseError) in
                try values.add(now)
                try values.add(id)
            }
        }
    }

    /// Not before `until`.
    public func deferAccountEffect(
        _ id: AccountEffectID, until: Instant, code: Int?, error: String?
    ) throws(StoreError) {
        try doing("defer call \(id.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE account_effect SET next_try_at = ?, result_code = ?, error = ?
                WHERE id = ? AND state = 0
                """
            ) { (values) throws(DatabaseError) in
                try values.add(until)
                try values.add(code)
                try values.add(error)
                try values.add(id)
            }
        }
    }

    /// How a call came out; `.pending` makes a failed one due again.
    public func finishAccountEffect(
        _ id: AccountEffectID, _ state: EffectState, code: Int? = nil, error: String? = nil,
        results: [String: Int] = [:], at now: Instant
    ) throws(StoreError) {
        try changing("finish call \(id.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE account_effect SET state = ?, result_code = ?, error = ?,
                  results = coalesce(?, results), finished_at = ?, next_try_at = NULL
                WHERE id = ?
                """
            ) { (values) throws(DatabaseError) in
                try values.add(state)
                try values.add(code)
                try values.add(error)
                try values.add(results.isEmpty ? nil : JSONText.encode(results))
                try values.add(state == .pending ? nil : now)
                try values.add(id)
            }
        }
    }

    /// The access link of an account (`add_contact_way`).
    public func setAccessLink(_ link: String?, of account: AccountID) throws(StoreError) {
        try changing("keep the link of account \(account.rawValue)") { () throws(DatabaseError) in
            try connection.write("UPDATE account SET access_link = ? WHERE id = ?") {
                (values) throws(DatabaseError) in
                try values.add(link)
                try values.add(account)
            }
        }
    }

    /// The code with which the platform refused to delete an account; nil takes it away.
    public func setDeletionCode(_ code: Int?, of account: AccountID) throws(StoreError) {
        try changing("keep the code of account \(account.rawValue)") { () throws(DatabaseError) in
            try connection.write("UPDATE account SET deletion_code = ? WHERE id = ?") {
                (values) throws(DatabaseError) in
                try values.add(code)
                try values.add(account)
            }
        }
    }

    /// An account's own picture; nil takes it away.
    ///
    /// - Parameter picture: its media type (`image/png`) and its bytes.
    public func setOwnAvatar(
        _ picture: (type: String, bytes: [UInt8])?, of account: AccountID
    ) throws(StoreError) {
        try doing("keep the picture of account \(account.rawValue)") { () throws(DatabaseError) in
            guard let picture else {
                try connection.write("DELETE FROM account_avatar WHERE account = ?") {
                    (values) throws(DatabaseError) in try values.add(account)
                }
                return
            }
            try connection.write(
                """
                INSERT INTO account_avatar (account, type, bytes) VALUES (?, ?, ?)
                ON CONFLICT (account) DO UPDATE SET type = excluded.type, bytes = excluded.bytes
                """
            ) { (values) throws(DatabaseError) in
                try values.add(account)
                try values.add(picture.type)
                try values.add(picture.bytes)
            }
        }
    }
}

extension AccountEffect.Kind {
    private static let listMax = 100

    /// The platform takes at most 100 servicers at once.
    fileprivate var parts: [AccountEffect.Kind] {
        func split(_ list: [String]) -> [[String]] {
            stride(from: 0, to: list.count, by: Self.listMax).map { start in
                Array(list[start..<min(start + Self.listMax, list.count)])
            }
        }
        return switch self {
        case .addServicers(let list): split(list).map { .addServicers($0) }
        case .deleteServicers(let list): split(list).map { .deleteServicers($0) }
        case .update, .delete, .fetchLink: [self]
        }
    }
}

extension Connection {
    /// Newest first, or the pending ones in order.
    func accountEffects(
        pendingOnly: Bool, account: AccountID?, before: Int64, limit: Int
    ) throws(DatabaseError) -> [AccountEffect] {
        if pendingOnly {
            return try rows(
                """
                SELECT id, account, payload, created_at, attempts, attempted_at, next_try_at,
                  state, results, result_code, error
                FROM account_effect WHERE state = 0 ORDER BY id
                """
            ) { (columns) throws(DatabaseError) in try AccountEffect(&columns) }
        }
        return try rows(
            """
            SELECT id, account, payload, created_at, attempts, attempted_at, next_try_at, state,
              results, result_code, error
            FROM account_effect WHERE id < ?1 AND (?2 IS NULL OR account = ?2)
            ORDER BY id DESC LIMIT ?3
            """
        ) { (values) throws(DatabaseError) in
            try values.add(before)
            try values.add(account)
            try values.add(limit)
        } row: { (columns) throws(DatabaseError) in
            try AccountEffect(&columns)
        }
    }
}

extension Connection {
    /// Those that wait, were refused or whose outcome nobody knows, in order.
    func unfinishedAccountEffects() throws(DatabaseError) -> [AccountEffect] {
        try rows(
            """
            SELECT id, account, payload, created_at, attempts, attempted_at, next_try_at, state,
              results, result_code, error
            FROM account_effect WHERE state IN (0, 2, 3) ORDER BY account, id
            """
        ) { (columns) throws(DatabaseError) in try AccountEffect(&columns) }
    }
}

extension AccountEffect {
    fileprivate init(_ columns: inout Columns) throws(DatabaseError) {
        id = columns.id()
        account = columns.id()
        kind = try JSONText.decode(Kind.self, from: columns.text())
        createdAt = columns.instant()
        attempts = columns.int()
        attemptedAt = columns.instantOrNil()
        nextTryAt = columns.instantOrNil()
        state = try columns.word()
        results = [:]
        if let text = columns.textOrNil() {
            results = try JSONText.decode([String: Int].self, from: text)
        }
        code = columns.intOrNil()
        error = columns.textOrNil()
    }
}
