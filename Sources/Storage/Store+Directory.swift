public import Routing
import SQLite

/// Sub-organisations and departments.
extension Store {
    /// - Throws: `.duplicate` for a name that is taken.
    public func createSubOrganisation(
        name: String, at now: Instant
    ) throws(StoreError) -> SubOrganisationID {
        try doing("create the sub-organisation \(name)") { () throws(DatabaseError) in
            try connection.write("INSERT INTO sub_organisation (name, created_at) VALUES (?, ?)") {
                (values) throws(DatabaseError) in
                try values.add(name)
                try values.add(now)
            }
            return SubOrganisationID(connection.lastInsertRowID)
        }
    }

    /// - Throws: `.notFound`, `.duplicate`.
    public func renameSubOrganisation(
        _ id: SubOrganisationID, to name: String
    ) throws(StoreError) {
        try changing("rename sub-organisation \(id.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                "UPDATE sub_organisation SET name = ?, version = version + 1 WHERE id = ?"
            ) { (values) throws(DatabaseError) in
                try values.add(name)
                try values.add(id)
            }
        }
    }

    /// - Throws: `.notFound`; `.dangling` while somebody or something belongs to it.
    public func deleteSubOrganisation(_ id: SubOrganisationID) throws(StoreError) {
        try changing("delete sub-organisation \(id.rawValue)") { () throws(DatabaseError) in
            try connection.write("DELETE FROM sub_organisation WHERE id = ?") {
                (values) throws(DatabaseError) in try values.add(id)
            }
        }
    }

    /// Departments of our own are numbered from here on: the platform's count from 1, and one that
    /// is read from it later must not find its number taken by another.
    public static let firstOwnDepartment: Int64 = 1 << 40

    /// - Parameters:
    ///   - id: the platform's number; nil takes the next free one of our own.
    ///   - parent: the department above; nil at the top.
    /// - Throws: `.duplicate` for a number that is taken, `.dangling` for an unknown parent.
    public func createDepartment(
        id: DepartmentID? = nil, name: String, parent: DepartmentID?, position: Int = 0,
        subOrganisation: SubOrganisationID?
    ) throws(StoreError) -> DepartmentID {
        try doing("create the department \(name)") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO department (id, name, parent, position, sub_organisation)
                VALUES (
                  coalesce(?, max(?, (SELECT coalesce(max(id), 0) + 1 FROM department))),
                  ?, ?, ?, ?)
                """
            ) { (values) throws(DatabaseError) in
                try values.add(id)
                try values.add(Self.firstOwnDepartment)
                try values.add(name)
                try values.add(parent)
                try values.add(position)
                try values.add(subOrganisation)
            }
            return DepartmentID(connection.lastInsertRowID)
        }
    }

    /// - Throws: `.notFound`; `.invalid` when it would be below itself; `.dangling`.
    public func updateDepartment(
        _ id: DepartmentID, name: String, parent: DepartmentID?, position: Int,
        subOrganisation: SubOrganisationID?
    ) throws(StoreError) {
        let action = "update department \(id.rawValue)"
        if let parent {
            let isBelow = try doing(action) { () throws(DatabaseError) in
                try connection.departmentsUnder(id).contains(parent)
            }
            if isBelow {
                throw StoreError(.invalid, doing: action, because: "it would be below itself")
            }
        }
        try changing(action) { () throws(DatabaseError) in
            try connection.write(
                """
                UPDATE department SET name = ?, parent = ?, position = ?, sub_organisation = ?,
                  version = version + 1
                WHERE id = ?
                """
            ) { (values) throws(DatabaseError) in
                try values.add(name)
                try values.add(parent)
                try values.add(position)
                try values.add(subOrganisation)
                try values.add(id)
            }
        }
    }

    /// - Throws: `.notFound`; `.dangling` while it has members or departments below it, or an
    ///   account has chosen it.
    public func deleteDepartment(_ id: DepartmentID) throws(StoreError) {
        let action = "delete department \(id.rawValue)"
        let choosers = try accountsChoosing(id)
        guard choosers.isEmpty else {
            throw StoreError(
                .dangling, doing: action, because: "\(choosers.count) accounts have chosen it")
        }
        try changing(action) { () throws(DatabaseError) in
            try connection.write("DELETE FROM department WHERE id = ?") {
                (values) throws(DatabaseError) in try values.add(id)
            }
        }
    }

    private func accountsChoosing(_ id: DepartmentID) throws(StoreError) -> [AccountID] {
        try doing("read the accounts") { () throws(DatabaseError) in
            let rows = try connection.rows(
                "SELECT id, chosen_departments FROM account WHERE chosen_departments IS NOT NULL"
            ) { (columns) throws(DatabaseError) in
                (
                    AccountID(columns.integer()),
                    try IDList.ids(columns.textOrNil()) as [DepartmentID]
                )
            }
            return rows.filter { $0.1.contains(id) }.map(\.0)
        }
    }

    /// One row must be changed; else there is none.
    func changing(
        _ action: String, _ body: () throws(DatabaseError) -> Void
    ) throws(StoreError) {
        try doing(action, body)
        guard connection.changes > 0 else {
            throw StoreError(.notFound, doing: "\(action) in \(path)", because: "no such row")
        }
    }
}

extension Connection {
    /// A department and all below it.
    func departmentsUnder(_ id: DepartmentID) throws(DatabaseError) -> [DepartmentID] {
        try rows(
            """
            WITH RECURSIVE tree(id) AS (
              VALUES (?)
              UNION SELECT d.id FROM department d JOIN tree t ON d.parent = t.id)
            SELECT id FROM tree
            """
        ) { (values) throws(DatabaseError) in
            try values.add(id)
        } row: {
            $0.id()
        }
    }
}
