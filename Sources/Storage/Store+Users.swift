public import Routing
import SQLite

/// People who sign in.
extension Store {
    /// - Throws: `.duplicate` when somebody has this name, whatever its case.
    public func createUser(
        name: String, role: UserRole, agent: AgentID? = nil,
        subOrganisation: SubOrganisationID? = nil, passwordHash: String?,
        mustChangePassword: Bool = false, at now: Instant
    ) throws(StoreError) -> UserNumber {
        try doing("create the user \(name)") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO user (name, name_key, role, member, sub_organisation, password_hash,
                  must_change_password, created_at)
                VALUES (?,?,?,?,?,?,?,?)
                """
            ) { (values) throws(DatabaseError) in
                try values.add(name)
                try values.add(UserRecord.key(ofName: name))
                try values.add(role)
                try values.add(agent)
                try values.add(subOrganisation)
                try values.add(passwordHash)
                try values.add(mustChangePassword)
                try values.add(now)
            }
            return UserNumber(connection.lastInsertRowID)
        }
    }

    /// Writes everything but the password. Disabling a user signs it out everywhere.
    ///
    /// - Throws: `.notFound`, `.duplicate`.
    public func updateUser(
        _ id: UserNumber, name: String, role: UserRole, agent: AgentID?,
        subOrganisation: SubOrganisationID?, isActive: Bool, at now: Instant
    ) throws(StoreError) {
        try changing("update user \(id.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE user SET name = ?, name_key = ?, role = ?, member = ?, sub_organisation = ?,
                  disabled_at = iif(?, NULL, coalesce(disabled_at, ?)), version = version + 1
                WHERE id = ? AND removed_at IS NULL
                """
            ) { (values) throws(DatabaseError) in
                try values.add(name)
                try values.add(UserRecord.key(ofName: name))
                try values.add(role)
                try values.add(agent)
                try values.add(subOrganisation)
                try values.add(isActive)
                try values.add(now)
                try values.add(id)
            }
        }
        if !isActive { try deleteWebSessions(of: id) }
    }

    /// - Throws: `.notFound`.
    public func setPassword(
        of id: UserNumber, hash: String?, mustChange: Bool
    ) throws(StoreError) {
        try changing("set the password of user \(id.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE user SET password_hash = ?, must_change_password = ?, version = version + 1
                WHERE id = ? AND removed_at IS NULL
                """
            ) { (values) throws(DatabaseError) in
                try values.add(hash)
                try values.add(mustChange)
                try values.add(id)
            }
        }
    }

    /// Removes a user with its tokens and sign-ins; its name is free again.
    ///
    /// - Throws: `.notFound`.
    public func deleteUser(_ id: UserNumber, at now: Instant) throws(StoreError) {
        try changing("delete user \(id.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE user SET removed_at = ?1, disabled_at = coalesce(disabled_at, ?1),
                  password_hash = NULL, name_key = name_key || char(0) || id
                WHERE id = ?2 AND removed_at IS NULL
                """
            ) { (values) throws(DatabaseError) in
                try values.add(now)
                try values.add(id)
            }
        }
        try deleteWebSessions(of: id)
        try doing("delete the tokens of user \(id.rawValue)") { () throws(DatabaseError) in
            try connection.write("DELETE FROM token WHERE user = ?") {
                (values) throws(DatabaseError) in try values.add(id)
            }
        }
    }
}

extension UserRecord {
    /// Two names with the same key are the same name.
    static func key(ofName name: String) -> String { name.lowercased() }
}
