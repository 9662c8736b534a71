extension PlatformModel {
    /// `kf/account/add`: a name of 1 to 16 characters and an avatar that was uploaded before.
    mutating func addAccount(_ parameters: Parameters, now: Int64) throws(Refusal) -> [String: JSON]
    {
        let name = try Self.accountName(try parameters.text("name", max: 256))
        let avatar = try avatar(try parameters.text("media_id", max: 128), now: now)
        guard accounts.count < settings.accountsMax else {
            throw Refusal(95005, "kf account count limit", .none)
        }
        let id = "wk" + random.word(30)
        insert(Account(id: id, name: name, avatar: avatar))
        return ["open_kfid": .string(id)]
    }

    mutating func insert(_ account: Account) {
        if accounts.updateValue(account, forKey: account.id) == nil {
            accountOrder.append(account.id)
        }
        deletedAccounts.remove(account.id)
    }

    /// `kf/account/del`: one must remain.
    mutating func deleteAccount(_ parameters: Parameters) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        guard accounts.count > 1 else {
            throw Refusal(95005, "at least one kf account must remain", .none)
        }
        remove(account: id)
        return [:]
    }

    mutating func remove(account id: String) {
        accounts[id] = nil
        accountOrder.removeAll { $0 == id }
        deletedAccounts.insert(id)
        for key in conversations.keys.filter({ $0.account == id }) { drop(key) }
    }

    /// `kf/account/update`.
    mutating func updateAccount(
        _ parameters: Parameters, now: Int64
    ) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        if let text = try parameters.optionalText("name", max: 256) {
            accounts[id]?.name = try Self.accountName(text)
        }
        if let media = try parameters.optionalText("media_id", max: 128) {
            let stored = try avatar(media, now: now)
            accounts[id]?.avatar = stored
        }
        return [:]
    }

    /// `kf/account/list`: by offset, at most 100.
    func listAccounts(_ parameters: Parameters) throws(Refusal) -> [String: JSON] {
        let offset = try parameters.number("offset", in: 0...1_000_000, default: 0)
        let limit = try parameters.number("limit", in: 1...100, default: 100)
        let ids = accountOrder.dropFirst(Int(offset)).prefix(Int(limit))
        let rows: [JSON] = ids.compactMap { id in
            guard let account = accounts[id] else { return nil }
            return [
                "open_kfid": .string(id), "name": .string(account.name),
                "avatar": .string(account.avatar), "manage_privilege": .bool(account.managed),
            ]
        }
        return ["account_list": .array(rows)]
    }

    /// `kf/add_contact_way`: an access link, with a scene that comes back on entering.
    mutating func addContactWay(_ parameters: Parameters) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        let base = "https://work.weixin.qq.com/kfid/kfc" + hexName(id)
        guard let scene = parameters.members["scene"], scene != "" else {
            return ["url": .string(base)]
        }
        let allowed = scene.string.map {
            $0.utf8.count <= 32
                && $0.allSatisfy {
                    $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")
                }
        }
        guard let text = scene.string, allowed == true else {
            throw .shape(40058, "field scene has a form that is not allowed")
        }
        accounts[id]?.scenes.insert(text)
        return ["url": .string(base + "?enc_scene=ENC" + text)]
    }

    private func hexName(_ id: String) -> String { String(Self.checkSum(id.utf8), radix: 16) }

    private static func accountName(_ name: String) throws(Refusal) -> String {
        guard name.count <= 16 else { throw .shape(95006, "invalid kf account name") }
        return name
    }

    private func avatar(_ mediaID: String, now: Int64) throws(Refusal) -> String {
        guard let file = file(mediaID, now: now), file.type == "image" else {
            throw Refusal(40007, "invalid media_id", .none)
        }
        return "https://wework.qpic.cn/\(mediaID)/0"
    }
}
