public import Routing
import SQLite

extension ReadView {
    /// A page of users, the newest first.
    public func users(
        limit: Int, before: UserNumber? = nil
    ) throws(StoreError) -> [UserRecord] {
        try reading("list users") { () throws(DatabaseError) in
            try connection.rows(
                "SELECT * FROM user_record WHERE id < ? ORDER BY id DESC LIMIT ?"
            ) { (values) throws(DatabaseError) in
                try values.add(before ?? UserNumber(.max))
                try values.add(limit)
            } row: { (columns) throws(DatabaseError) in
                try UserRecord(&columns)
            }
        }
    }

    /// One user.
    public func user(_ id: UserNumber) throws(StoreError) -> UserRecord? {
        try reading("read user \(id.rawValue)") { () throws(DatabaseError) in
            try storedUser(id)
        }
    }

    /// The user with this name, whatever its case.
    public func user(named name: String) throws(StoreError) -> UserRecord? {
        try reading("find a user by name") { () throws(DatabaseError) in
            try connection.row("SELECT * FROM user_record WHERE name_key = ?") {
                (values) throws(DatabaseError) in
                try values.add(UserRecord.key(ofName: name))
            } row: { (columns) throws(DatabaseError) in
                try UserRecord(&columns)
            }
        }
    }

    /// The tokens of a user, the newest first, revoked ones included.
    public func tokens(of user: UserNumber) throws(StoreError) -> [TokenRecord] {
        try reading("list the tokens of user \(user.rawValue)") { () throws(DatabaseError) in
            try connection.rows(
                """
                SELECT id, user, label, created_at, last_used_at, revoked_at FROM token
                WHERE user = ? ORDER BY id DESC
                """
            ) { (values) throws(DatabaseError) in
                try values.add(user)
            } row: { (columns) throws(DatabaseError) in
                TokenRecord(
                    id: columns.id(), user: columns.id(), label: columns.text(),
                    createdAt: columns.instant(), lastUsedAt: columns.instantOrNil(),
                    revokedAt: columns.instantOrNil())
            }
        }
    }

    /// Whose token this is: nil for an unknown or revoked one, and for a user who is disabled.
    ///
    /// - Parameter hash: SHA-256 of the token.
    public func credential(tokenHash hash: [UInt8]) throws(StoreError) -> CredentialRecord? {
        try reading("look up a token") { () throws(DatabaseError) in
            let found = try connection.row(
                "SELECT id, user, last_used_at FROM token WHERE hash = ? AND revoked_at IS NULL"
            ) { (values) throws(DatabaseError) in
                try values.add(hash)
            } row: { (columns) throws(DatabaseError) in
                (TokenID(columns.integer()), UserNumber(columns.integer()), columns.instantOrNil())
            }
            guard let (token, user, usedAt) = found else { return nil }
            return try credential(.token(token, lastUsedAt: usedAt), of: user)
        }
    }

    /// Whose browser this is: nil for an unknown or outlived one, and for a user who is disabled.
    ///
    /// - Parameter hash: SHA-256 of the cookie's value.
    public func credential(
        cookieHash hash: [UInt8], at now: Instant
    ) throws(StoreError) -> CredentialRecord? {
        try reading("look up a sign-in") { () throws(DatabaseError) in
            let found = try connection.row(
                """
                SELECT user, csrf_hash, expires_at FROM web_session
                WHERE hash = ? AND expires_at > ?
                """
            ) { (values) throws(DatabaseError) in
                try values.add(hash)
                try values.add(now)
            } row: { (columns) throws(DatabaseError) in
                (UserNumber(columns.integer()), columns.bytes(), columns.instant())
            }
            guard let (user, csrf, expiresAt) = found else { return nil }
            return try credential(.webSession(csrfHash: csrf, expiresAt: expiresAt), of: user)
        }
    }

    private func storedUser(_ id: UserNumber) throws(DatabaseError) -> UserRecord? {
        try connection.row("SELECT * FROM user_record WHERE id = ?") {
            (values) throws(DatabaseError) in
            try values.add(id)
        } row: { (columns) throws(DatabaseError) in
            try UserRecord(&columns)
        }
    }

    private func credential(
        _ kind: CredentialRecord.Kind, of id: UserNumber
    ) throws(DatabaseError) -> CredentialRecord? {
        guard let user = try storedUser(id), user.isActive else { return nil }
        return CredentialRecord(kind: kind, user: user)
    }
}

extension UserRecord {
    fileprivate init(_ columns: inout Columns) throws(DatabaseError) {
        id = columns.id()
        name = columns.text()
        role = try columns.word()
        agent = columns.idOrNil()
        userID = columns.textOrNil()
        subOrganisation = columns.idOrNil()
        passwordHash = columns.textOrNil()
        mustChangePassword = columns.bool()
        isActive = columns.bool()
        createdAt = columns.instant()
        version = columns.integer()
    }
}
