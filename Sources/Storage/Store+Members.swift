public import Routing
import SQLite

/// Members of the directory.
extension Store {
    /// Enters a member. One that has only been seen at the platform keeps its number; one who had
    /// left comes back as another row and inherits nothing.
    ///
    /// - Throws: `.duplicate` when a present member has this USERID.
    public func createMember(
        userID: String, name: String, avatar: String? = nil,
        subOrganisation: SubOrganisationID? = nil, departments: [DepartmentID] = [],
        at now: Instant
    ) throws(StoreError) -> AgentID {
        let action = "enter the member \(userID)"
        let seen = try seenMember(userID: userID)
        names.agents[userID] = nil
        let agent: AgentID = try doing(action) { () throws(DatabaseError) in
            if let seen {
                try connection.write(
                    "UPDATE member SET in_directory = 1, is_active = 1, created_at = ? WHERE id = ?"
                ) { (values) throws(DatabaseError) in
                    try values.add(now)
                    try values.add(seen)
                }
                return seen
            }
            try connection.write(
                "INSERT INTO member (userid, in_directory, created_at) VALUES (?, 1, ?)"
            ) { (values) throws(DatabaseError) in
                try values.add(userID)
                try values.add(now)
            }
            return AgentID(connection.lastInsertRowID)
        }
        try updateMember(
            agent, name: name, avatar: avatar, subOrganisation: subOrganisation,
            departments: departments, isActive: true)
        return agent
    }

    /// Writes what an administrator (or the platform's directory) says about a member. Routing must
    /// learn of a change of `isActive` (`Input.agentActivated`), accounts of one of departments
    /// (`expandAgain`).
    ///
    /// - Throws: `.notFound` for one who is not there; `.dangling` for an unknown department.
    public func updateMember(
        _ agent: AgentID, name: String?, avatar: String?, subOrganisation: SubOrganisationID?,
        departments: [DepartmentID], isActive: Bool
    ) throws(StoreError) {
        let action = "update member \(agent.rawValue)"
        try changing(action) { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE member SET name = ?, avatar = ?, sub_organisation = ?, is_active = ?,
                  version = version + 1
                WHERE id = ? AND removed_at IS NULL
                """
            ) { (values) throws(DatabaseError) in
                try values.add(name)
                try values.add(avatar)
                try values.add(subOrganisation)
                try values.add(isActive)
                try values.add(agent)
            }
        }
        try doing(action) { () throws(DatabaseError) in try join(agent, departments) }
    }

    /// A member leaves: its row stays for what it did, and it receives nobody.
    ///
    /// - Throws: `.notFound` for one who is not there.
    public func removeMember(_ agent: AgentID, at now: Instant) throws(StoreError) {
        let action = "remove member \(agent.rawValue)"
        try changing(action) { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE member SET removed_at = ?, is_active = 0, version = version + 1
                WHERE id = ? AND removed_at IS NULL
                """
            ) { (values) throws(DatabaseError) in
                try values.add(now)
                try values.add(agent)
            }
        }
        try doing(action) { () throws(DatabaseError) in try join(agent, []) }
        names.agents = [:]
    }

    /// Adopted accounts whose agents an administrator chose by this member or a department.
    public func adoptedAccounts() throws(StoreError) -> [AccountID] {
        try doing("read the accounts") { () throws(DatabaseError) in
            try connection.rows("SELECT id FROM account WHERE status IN (1, 2, 3) ORDER BY id") {
                $0.id()
            }
        }
    }

    private func seenMember(userID: String) throws(StoreError) -> AgentID? {
        try doing("find a member") { () throws(DatabaseError) in
            try connection.row(
                """
                SELECT id FROM member
                WHERE userid = ? AND removed_at IS NULL AND in_directory = 0
                """
            ) { (values) throws(DatabaseError) in
                try values.add(userID)
            } row: {
                $0.id()
            }
        }
    }

    /// Who stays in a department keeps its place in the join order; newcomers come last.
    private func join(
        _ agent: AgentID, _ departments: [DepartmentID]
    ) throws(DatabaseError) {
        let old: [DepartmentID] = try connection.rows(
            "SELECT department FROM member_department WHERE member = ?"
        ) { (values) throws(DatabaseError) in
            try values.add(agent)
        } row: {
            $0.id()
        }
        for department in old where !departments.contains(department) {
            try connection.write(
                "DELETE FROM member_department WHERE member = ? AND department = ?"
            ) { (values) throws(DatabaseError) in
                try values.add(agent)
                try values.add(department)
            }
        }
        for department in departments where !old.contains(department) {
            try connection.write(
                """
                INSERT OR IGNORE INTO member_department (member, department, position)
                VALUES (?1, ?2, (SELECT coalesce(max(position), 0) + 1
                  FROM member_department WHERE department = ?2))
                """
            ) { (values) throws(DatabaseError) in
                try values.add(agent)
                try values.add(department)
            }
        }
    }
}
