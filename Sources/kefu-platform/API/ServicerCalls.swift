extension PlatformModel {
    /// `kf/servicer/add` and `del`: at most 100 of each list, a result for each item.
    mutating func editServicers(
        _ parameters: Parameters, adding: Bool
    ) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        let users = try parameters.texts("userid_list", countMax: 100, bytesMax: 64)
        let rows = try parameters.numbers("department_id_list", countMax: 100)
        guard !(users ?? []).isEmpty || !(rows ?? []).isEmpty else {
            throw .shape(40058, "userid_list and department_id_list are both empty")
        }
        var results: [JSON] = []
        for user in users ?? [] {
            let (code, text) = adding ? add(user, to: id) : remove(user, from: id)
            results.append([
                "userid": .string(user), "errcode": .int(code), "errmsg": .string(text),
            ])
        }
        for row in rows ?? [] {
            let (code, text) = edit(department: row, of: id, adding: adding)
            results.append([
                "department_id": .int(row), "errcode": .int(code), "errmsg": .string(text),
            ])
        }
        refusedCalls.removeAll()
        return ["result_list": .array(results)]
    }

    private mutating func add(_ user: String, to id: String) -> (Int64, String) {
        guard members[user] != nil else { return (60111, "userid not found") }
        guard let account = accounts[id] else { return (95004, "open_kfid not exist") }
        if account.servicer(user) != nil { return (0, "ignored") }
        guard account.servicers.count < settings.servicersMax else {
            return (95001, "servicer count limit")
        }
        let reception: Servicer.Reception = settings.newServicersReceive ? .receiving : .stopped
        accounts[id]?.servicers.append(Servicer(userID: user, reception: reception))
        return (0, "success")
    }

    private mutating func remove(_ user: String, from id: String) -> (Int64, String) {
        guard accounts[id]?.servicer(user) != nil else { return (0, "ignored") }
        accounts[id]?.servicers.removeAll { $0.userID == user }
        return (0, "success")
    }

    private mutating func edit(
        department: Int64, of id: String, adding: Bool
    ) -> (Int64, String) {
        guard departments.contains(where: { $0.id == department }) else {
            return (60123, "invalid party id")
        }
        let listed = accounts[id]?.departments ?? []
        guard listed.contains(department) != adding else { return (0, "ignored") }
        if adding {
            guard listed.count < settings.departmentsMax else { return (40058, "too many") }
            accounts[id]?.departments.append(department)
        } else {
            accounts[id]?.departments.removeAll { $0 == department }
        }
        return (0, "success")
    }

    /// `kf/servicer/list`: here status 0 is receiving and 1 is not; events count otherwise.
    func listServicers(_ parameters: Parameters) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        var rows: [JSON] = []
        for servicer in accounts[id]?.servicers ?? [] {
            var row: [String: JSON] = [
                "userid": .string(servicer.userID),
                "status": servicer.reception == .receiving ? 0 : 1,
            ]
            if servicer.reception != .receiving {
                row["stop_type"] = servicer.reception == .suspended ? 1 : 0
            }
            rows.append(.object(row))
        }
        for department in accounts[id]?.departments ?? [] {
            rows.append(["department_id": .int(department)])
        }
        return ["servicer_list": .array(rows)]
    }
}
