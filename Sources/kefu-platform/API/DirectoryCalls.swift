extension PlatformModel {
    /// `department/list`.
    func listDepartments() -> [String: JSON] {
        let rows: [JSON] = departments.enumerated().map { index, department in
            [
                "id": .int(department.id), "name": .string(department.name),
                "parentid": .int(department.parent), "order": .int(Int64(1000 - index)),
            ]
        }
        return ["department": .array(rows)]
    }

    /// `user/list`: the members of a department, with `fetch_child=1` also of those below.
    func listMembers(_ parameters: Parameters) throws(Refusal) -> [String: JSON] {
        guard let text = parameters.members["department_id"]?.string, let id = Int64(text),
            departments.contains(where: { $0.id == id })
        else { throw .shape(60123, "invalid party id") }
        var wanted: Set<Int64> = [id]
        if parameters.members["fetch_child"] == "1" {
            var before = 0
            while before != wanted.count {
                before = wanted.count
                for department in departments where wanted.contains(department.parent) {
                    wanted.insert(department.id)
                }
            }
        }
        let rows: [JSON] = memberOrder.compactMap { userID in
            guard let member = members[userID],
                member.departments.contains(where: wanted.contains)
            else { return nil }
            return [
                "userid": .string(userID), "name": .string(member.name), "status": 1,
                "avatar": .string("https://wework.qpic.cn/\(userID)/0"),
                "department": .array(member.departments.map { .int($0) }),
            ]
        }
        return ["userlist": .array(rows)]
    }
}
