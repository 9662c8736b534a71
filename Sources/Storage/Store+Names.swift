public import Routing
import SQLite

/// The platform's names and our numbers.
extension Store {
    /// The account with this name at the platform, adopted or not.
    public func accountID(openKfID: String) throws(StoreError) -> AccountID? {
        if let known = names.accounts[openKfID] { return known }
        let found: AccountID? = try doing("find an account") { () throws(DatabaseError) in
            try connection.row("SELECT id FROM account WHERE open_kfid = ?") {
                (values) throws(DatabaseError) in
                try values.add(openKfID)
            } row: {
                $0.id()
            }
        }
        if let found { names.accounts[openKfID] = found }
        return found
    }

    /// The account's name at the platform.
    public func openKfID(of account: AccountID) throws(StoreError) -> String {
        if let known = names.openKfIDs[account] { return known }
        let name = try name("SELECT open_kfid FROM account WHERE id = ?", of: account)
        names.openKfIDs[account] = name
        return name
    }

    /// The member with this USERID: the present one, else the last one of that name, else a new
    /// one that has only been seen at the platform.
    public func agentID(userID: String) throws(StoreError) -> AgentID {
        if let known = try existingAgentID(userID: userID) { return known }
        let id: AgentID = try doing("insert the member \(userID)") { () throws(DatabaseError) in
            try connection.write(
                "INSERT INTO member (userid, in_directory) VALUES (?, 0)"
            ) { (values) throws(DatabaseError) in try values.add(userID) }
            return AgentID(connection.lastInsertRowID)
        }
        names.agents[userID] = id
        return id
    }

    /// The member with this USERID: the present one, else the last one of that name.
    public func existingAgentID(userID: String) throws(StoreError) -> AgentID? {
        if let known = names.agents[userID] { return known }
        let found: AgentID? = try doing("find a member") { () throws(DatabaseError) in
            try connection.row(
                """
                SELECT id FROM member WHERE userid = ?
                ORDER BY removed_at IS NULL DESC, id DESC LIMIT 1
                """
            ) { (values) throws(DatabaseError) in
                try values.add(userID)
            } row: {
                $0.id()
            }
        }
        if let found { names.agents[userID] = found }
        return found
    }

    /// The member's USERID.
    public func userID(of agent: AgentID) throws(StoreError) -> String {
        if let known = names.userIDs[agent] { return known }
        let name = try name("SELECT userid FROM member WHERE id = ?", of: agent)
        names.userIDs[agent] = name
        return name
    }

    /// The visitor with this name at the platform; a new row when there is none.
    public func visitorID(externalUserID: String) throws(StoreError) -> VisitorID {
        if let known = try existingVisitorID(externalUserID: externalUserID) { return known }
        let id = try doing("insert a visitor") { () throws(DatabaseError) in
            try connection.write("INSERT INTO visitor (external_userid) VALUES (?)") {
                (values) throws(DatabaseError) in try values.add(externalUserID)
            }
            return VisitorID(connection.lastInsertRowID)
        }
        names.remember(externalUserID, id)
        return id
    }

    /// The visitor with this name at the platform, if it is known.
    public func existingVisitorID(externalUserID: String) throws(StoreError) -> VisitorID? {
        if let known = names.visitor(externalUserID) { return known }
        let found: VisitorID? = try doing("find a visitor") { () throws(DatabaseError) in
            try connection.row("SELECT id FROM visitor WHERE external_userid = ?") {
                (values) throws(DatabaseError) in
                try values.add(externalUserID)
            } row: {
                $0.id()
            }
        }
        if let found { names.remember(externalUserID, found) }
        return found
    }

    /// The visitor's name at the platform.
    public func externalUserID(of visitor: VisitorID) throws(StoreError) -> String {
        try name("SELECT external_userid FROM visitor WHERE id = ?", of: visitor)
    }

    /// The platform's name of a visitor of whom nothing has been told since then; nil for others.
    public func nameOfUnknown(
        _ visitor: VisitorID, since: Instant
    ) throws(StoreError) -> String? {
        try doing("look for a visitor's details") { () throws(DatabaseError) in
            try connection.row(
                """
                SELECT external_userid FROM visitor
                WHERE id = ? AND (details_at IS NULL OR details_at < ?)
                """
            ) { (values) throws(DatabaseError) in
                try values.add(visitor)
                try values.add(since)
            } row: {
                $0.text()
            }
        }
    }

    /// Keeps what the platform says about a visitor.
    public func setVisitorDetails(
        _ visitor: VisitorID, name: String?, avatar: String?, at: Instant
    ) throws(StoreError) {
        try doing("update a visitor") { () throws(DatabaseError) in
            try connection.write(
                "UPDATE visitor SET name = ?, avatar = ?, details_at = ? WHERE id = ?"
            ) { (values) throws(DatabaseError) in
                try values.add(name)
                try values.add(avatar)
                try values.add(at)
                try values.add(visitor)
            }
        }
    }

    private func name<ID: Identifier>(
        _ sql: StaticString, of id: ID
    ) throws(StoreError) -> String {
        let found: String? = try doing("find a name") { () throws(DatabaseError) in
            try connection.row(sql) { (values) throws(DatabaseError) in
                try values.add(id)
            } row: {
                $0.text()
            }
        }
        guard let found else {
            throw StoreError(
                .notFound, doing: "find a name in \(path)", because: "\(ID.self) \(id.rawValue)")
        }
        return found
    }
}
