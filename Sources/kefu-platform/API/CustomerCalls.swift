extension PlatformModel {
    /// `kf/customer/batchget`: only customers who came or wrote within 48 hours are told of.
    func getCustomers(_ parameters: Parameters, now: Int64) throws(Refusal) -> [String: JSON] {
        guard
            let ids = try parameters.texts("external_userid_list", countMax: 100, bytesMax: 64),
            !ids.isEmpty
        else { throw .shape(40058, "missing field external_userid_list") }
        let wantsContext =
            try parameters.number("need_enter_session_context", in: 0...1, default: 0) == 1
        var rows: [JSON] = []
        var invalid: [JSON] = []
        for id in ids {
            guard let customer = customers[id], let seen = customer.lastSeenAt,
                now - seen < settings.sendWindowMs
            else {
                invalid.append(.string(id))
                continue
            }
            rows.append(Self.row(customer, withContext: wantsContext))
        }
        return ["customer_list": .array(rows), "invalid_external_userid": .array(invalid)]
    }

    private static func row(_ customer: Customer, withContext: Bool) -> JSON {
        var row: [String: JSON] = [
            "external_userid": .string(customer.id), "nickname": .string(customer.nickname),
            "avatar": .string(customer.avatar), "gender": .int(customer.gender),
        ]
        if let unionID = customer.unionID { row["unionid"] = .string(unionID) }
        if withContext, let entry = customer.entries.values.max(by: { $0.at < $1.at }) {
            var context: [String: JSON] = [
                "scene": .string(entry.scene), "scene_param": .string(entry.sceneParam),
            ]
            if let channels = entry.channels { context["wechat_channels"] = channels }
            row["enter_session_context"] = .object(context)
        }
        return .object(row)
    }

    /// `kf/customer/get_upgrade_service_config`.
    func upgradeConfiguration() -> [String: JSON] {
        [
            "member_range": [
                "userid_list": .array(upgradeMembers.map { .string($0) }),
                "department_id_list": [],
            ],
            "groupchat_range": ["chat_id_list": []],
        ]
    }

    /// `kf/customer/upgrade_service`: a member of the configured range, or 95021.
    mutating func upgradeService(_ parameters: Parameters) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        let customer = try parameters.text("external_userid", max: 64)
        let type = try parameters.number("type", in: 1...2, default: nil)
        let target = try parameters.object(type == 1 ? "member" : "groupchat")
        let named = try target.text(type == 1 ? "userid" : "chat_id", max: 64)
        _ = try target.optionalText("wording", max: 1024)
        let key = try self.key(id, customer: customer)
        guard type == 1, upgradeMembers.contains(named) else {
            throw Refusal(95021, "upgrade service target is not configured", .none, about: key)
        }
        return [:]
    }

    /// `kf/customer/cancel_upgrade_service`.
    func cancelUpgradeService(_ parameters: Parameters) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        _ = try key(id, customer: try parameters.text("external_userid", max: 64))
        return [:]
    }
}
