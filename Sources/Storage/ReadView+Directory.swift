public import Routing
import SQLite

extension ReadView {
    /// Every sub-organisation, by number.
    public func subOrganisations() throws(StoreError) -> [SubOrganisationRecord] {
        try reading("list sub-organisations") { () throws(DatabaseError) in
            try connection.rows("SELECT id, name, version FROM sub_organisation ORDER BY id") {
                (columns) throws(DatabaseError) in
                SubOrganisationRecord(
                    id: columns.id(), name: columns.text(), version: columns.integer())
            }
        }
    }

    /// Every department, those above before those below them among equals.
    public func departments() throws(StoreError) -> [DepartmentRecord] {
        try reading("list departments") { () throws(DatabaseError) in
            try connection.rows(
                """
                SELECT id, parent, name, position, sub_organisation, version FROM department
                ORDER BY parent, position, id
                """
            ) { (columns) throws(DatabaseError) in
                DepartmentRecord(
                    id: columns.id(), parent: columns.idOrNil(), name: columns.text(),
                    position: columns.int(), subOrganisation: columns.idOrNil(),
                    version: columns.integer())
            }
        }
    }

    /// A department and all below it; empty for an unknown one.
    public func departmentsBelow(_ id: DepartmentID) throws(StoreError) -> [DepartmentID] {
        try reading("list departments") { () throws(DatabaseError) in
            try connection.departmentsUnder(id)
        }
    }

    /// A page of present members, the newest first.
    ///
    /// - Parameters:
    ///   - keyword: a part of the name or the USERID.
    ///   - department: only its members and those of departments below it.
    public func members(
        keyword: String? = nil, department: DepartmentID? = nil,
        subOrganisation: SubOrganisationID? = nil, limit: Int, before: AgentID? = nil
    ) throws(StoreError) -> [MemberRecord] {
        try reading("list members") { () throws(DatabaseError) in
            let rows = try connection.rows(
                """
                WITH RECURSIVE tree(id) AS (
                  VALUES (?1)
                  UNION SELECT d.id FROM department d JOIN tree t ON d.parent = t.id)
                SELECT id, userid, name, avatar, sub_organisation, is_active, in_directory,
                  removed_at, set_status, version
                FROM member
                WHERE id < ?2 AND removed_at IS NULL
                  AND (?3 IS NULL OR instr(lower(userid), ?3) OR instr(lower(name), ?3))
                  AND (?4 IS NULL OR sub_organisation = ?4)
                  AND (?1 IS NULL OR EXISTS (SELECT 1 FROM member_department md
                    WHERE md.member = member.id AND md.department IN (SELECT id FROM tree)))
                ORDER BY id DESC LIMIT ?5
                """
            ) { (values) throws(DatabaseError) in
                try values.add(department)
                try values.add(before ?? AgentID(.max))
                try values.add(keyword?.lowercased())
                try values.add(subOrganisation)
                try values.add(limit)
            } row: { (columns) throws(DatabaseError) in
                try MemberRow(&columns)
            }
            return try withDepartments(rows)
        }
    }

    /// The present member with this USERID, or the last one who had it.
    public func member(userID: String) throws(StoreError) -> MemberRecord? {
        try reading("read the member \(userID)") { () throws(DatabaseError) in
            let row = try connection.row(
                """
                SELECT id, userid, name, avatar, sub_organisation, is_active, in_directory,
                  removed_at, set_status, version
                FROM member WHERE userid = ?
                ORDER BY removed_at IS NULL DESC, id DESC LIMIT 1
                """
            ) { (values) throws(DatabaseError) in
                try values.add(userID)
            } row: { (columns) throws(DatabaseError) in
                try MemberRow(&columns)
            }
            return try withDepartments([row].compactMap { $0 }).first
        }
    }

    /// One member by its number, present or not.
    public func member(_ agent: AgentID) throws(StoreError) -> MemberRecord? {
        try reading("read member \(agent.rawValue)") { () throws(DatabaseError) in
            let row = try connection.row(
                """
                SELECT id, userid, name, avatar, sub_organisation, is_active, in_directory,
                  removed_at, set_status, version
                FROM member WHERE id = ?
                """
            ) { (values) throws(DatabaseError) in
                try values.add(agent)
            } row: { (columns) throws(DatabaseError) in
                try MemberRow(&columns)
            }
            return try withDepartments([row].compactMap { $0 }).first
        }
    }

    /// The USERID of a member, present or not.
    public func userID(of agent: AgentID) throws(StoreError) -> String? {
        try reading("read member \(agent.rawValue)") { () throws(DatabaseError) in
            try connection.userID(of: agent)
        }
    }

    /// The number of the present member with this USERID.
    public func agentID(userID: String) throws(StoreError) -> AgentID? {
        try reading("find the member \(userID)") { () throws(DatabaseError) in
            try connection.row("SELECT id FROM member WHERE userid = ? AND removed_at IS NULL") {
                (values) throws(DatabaseError) in
                try values.add(userID)
            } row: {
                $0.id()
            }
        }
    }

    private func withDepartments(_ rows: [MemberRow]) throws(DatabaseError) -> [MemberRecord] {
        var records: [MemberRecord] = []
        for row in rows {
            let departments: [DepartmentID] = try connection.rows(
                "SELECT department FROM member_department WHERE member = ? ORDER BY department"
            ) { (values) throws(DatabaseError) in
                try values.add(row.agent)
            } row: {
                $0.id()
            }
            records.append(row.record(departments))
        }
        return records
    }
}

private struct MemberRow {
    let agent: AgentID
    let userID: String
    let name: String?
    let avatar: String?
    let subOrganisation: SubOrganisationID?
    let isActive: Bool
    let isInDirectory: Bool
    let removedAt: Instant?
    let setStatus: AgentStatus?
    let version: Int64

    init(_ columns: inout Columns) throws(DatabaseError) {
        agent = columns.id()
        userID = columns.text()
        name = columns.textOrNil()
        avatar = columns.textOrNil()
        subOrganisation = columns.idOrNil()
        isActive = columns.bool()
        isInDirectory = columns.bool()
        removedAt = columns.instantOrNil()
        setStatus = try columns.wordOrNil()
        version = columns.integer()
    }

    func record(_ departments: [DepartmentID]) -> MemberRecord {
        MemberRecord(
            agent: agent, userID: userID, name: name, avatar: avatar, departments: departments,
            subOrganisation: subOrganisation, isActive: isActive, isInDirectory: isInDirectory,
            removedAt: removedAt, setStatus: setStatus, version: version)
    }
}
