public import Routing
import SQLite

/// API tokens and signed-in browsers; of both only hashes are stored.
extension Store {
    /// - Parameter hash: SHA-256 of the token.
    public func createToken(
        for user: UserNumber, label: String, hash: [UInt8], at now: Instant
    ) throws(StoreError) -> TokenID {
        try doing("create a token of user \(user.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                "INSERT INTO token (user, label, hash, created_at) VALUES (?, ?, ?, ?)"
            ) { (values) throws(DatabaseError) in
                try values.add(user)
                try values.add(label)
                try values.add(hash)
                try values.add(now)
            }
            return TokenID(connection.lastInsertRowID)
        }
    }

    /// - Throws: `.notFound` when the user has no such token, or it is revoked already.
    public func revokeToken(
        _ id: TokenID, of user: UserNumber, at now: Instant
    ) throws(StoreError) {
        try changing("revoke token \(id.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                "UPDATE token SET revoked_at = ? WHERE id = ? AND user = ? AND revoked_at IS NULL"
            ) { (values) throws(DatabaseError) in
                try values.add(now)
                try values.add(id)
                try values.add(user)
            }
        }
    }

    /// Notes a use; called at most once a minute for each token.
    public func noteUse(of token: TokenID, at now: Instant) throws(StoreError) {
        try doing("note the use of token \(token.rawValue)") { () throws(DatabaseError) in
            try connection.write("UPDATE token SET last_used_at = ? WHERE id = ?") {
                (values) throws(DatabaseError) in
                try values.add(now)
                try values.add(token)
            }
        }
    }

    /// - Parameters:
    ///   - hash: SHA-256 of the cookie's value.
    ///   - csrfHash: SHA-256 of the token that writes must show.
    public func createWebSession(
        for user: UserNumber, hash: [UInt8], csrfHash: [UInt8], at now: Instant,
        expiresAt: Instant
    ) throws(StoreError) {
        try doing("sign in user \(user.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO web_session (hash, user, csrf_hash, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?)
                """
            ) { (values) throws(DatabaseError) in
                try values.add(hash)
                try values.add(user)
                try values.add(csrfHash)
                try values.add(now)
                try values.add(expiresAt)
            }
        }
    }

    /// Signs a browser out; one that is signed out already is no error.
    public func deleteWebSession(hash: [UInt8]) throws(StoreError) {
        try doing("sign out") { () throws(DatabaseError) in
            try connection.write("DELETE FROM web_session WHERE hash = ?") {
                (values) throws(DatabaseError) in try values.add(hash)
            }
        }
    }

    /// Signs a user out everywhere, but for one browser.
    public func deleteWebSessions(
        of user: UserNumber, except kept: [UInt8]? = nil
    ) throws(StoreError) {
        try doing("sign out user \(user.rawValue)") { () throws(DatabaseError) in
            try connection.write("DELETE FROM web_session WHERE user = ? AND hash IS NOT ?") {
                (values) throws(DatabaseError) in
                try values.add(user)
                try values.add(kept)
            }
        }
    }
}
