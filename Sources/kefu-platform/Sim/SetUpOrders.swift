/// Orders that make accounts, people and files.
enum SetUpOrders {
    static func addDepartment(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let id = try order.number("id", 1...1_000_000, default: 1)
        let department = Department(
            id: id, name: try order.text("name"),
            parent: try order.number("parent", 0...1_000_000, default: 0))
        world.model.departments.removeAll { $0.id == id }
        world.model.departments.append(department)
        return ["id": .int(id)]
    }

    static func addMember(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let userID = try order.text("userid")
        let departments = order.body["departments"]?.array?.compactMap(\.int) ?? []
        let name = try order.optionalText("name") ?? userID
        add(Member(userID: userID, name: name, departments: departments), to: &world.model)
        return ["userid": .string(userID)]
    }

    static func add(_ member: Member, to model: inout PlatformModel) {
        if model.members.updateValue(member, forKey: member.userID) == nil {
            model.memberOrder.append(member.userID)
        }
    }

    static func addAccount(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let id = try order.optionalText("open_kfid") ?? "wk" + world.model.random.word(30)
        guard world.model.accounts[id] == nil else { throw .conflict("'\(id)' exists") }
        var account = Account(
            id: id, name: try order.optionalText("name") ?? id,
            avatar: "https://wework.qpic.cn/\(id)/0")
        account.managed = order.body["manage_privilege"]?.bool ?? true
        account.departments = order.body["departments"]?.array?.compactMap(\.int) ?? []
        for item in order.body["servicers"]?.array ?? [] {
            account.servicers.append(try servicer(item))
        }
        for servicer in account.servicers where world.model.members[servicer.userID] == nil {
            add(
                Member(userID: servicer.userID, name: servicer.userID, departments: []),
                to: &world.model)
        }
        world.model.insert(account)
        world.model.announceGrants(added: [id], removed: [], now: now)
        return ["open_kfid": .string(id)]
    }

    private static func servicer(_ item: JSON) throws(SimError) -> Servicer {
        guard let userID = item.string ?? item["userid"]?.string else {
            throw .invalid("a servicer is a userid or an object with one")
        }
        return Servicer(
            userID: userID, reception: try reception(item["status"]?.string ?? "receiving"))
    }

    static func reception(_ word: String) throws(SimError) -> Servicer.Reception {
        guard let reception = Servicer.Reception(rawValue: word) else {
            throw .invalid("'status' must be receiving, suspended or stopped")
        }
        return reception
    }

    static func addServicer(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let id = order.path("account")
        guard world.model.accounts[id] != nil else { throw .unknown("account", id) }
        let added = try servicer(.object(order.body))
        world.model.accounts[id]?.servicers.removeAll { $0.userID == added.userID }
        world.model.accounts[id]?.servicers.append(added)
        if world.model.members[added.userID] == nil {
            add(Member(userID: added.userID, name: added.userID, departments: []), to: &world.model)
        }
        return [:]
    }

    static func removeServicer(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let (id, userID) = (order.path("account"), order.path("servicer"))
        guard world.model.accounts[id]?.servicer(userID) != nil else {
            throw .unknown("servicer", userID)
        }
        world.model.accounts[id]?.servicers.removeAll { $0.userID == userID }
        return [:]
    }

    /// Grants the account to the app or takes it away; both are announced.
    static func grant(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let id = order.path("account")
        guard world.model.accounts[id] != nil else { throw .unknown("account", id) }
        guard let granted = order.body["granted"]?.bool else {
            throw .invalid("'granted' must be true or false")
        }
        world.model.accounts[id]?.managed = granted
        world.model.announceGrants(
            added: granted ? [id] : [], removed: granted ? [] : [id], now: now)
        return [:]
    }

    static func addCustomer(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let id = try order.optionalText("external_userid") ?? "wm" + world.model.random.word(30)
        add(
            customer: id, name: try order.optionalText("nickname") ?? "客户",
            gender: try order.number("gender", 0...2, default: 0), to: &world.model)
        world.model.customers[id]?.unionID = try order.optionalText("unionid")
        return ["external_userid": .string(id)]
    }

    static func add(
        customer id: String, name: String, gender: Int64, to model: inout PlatformModel
    ) {
        guard model.customers[id] == nil else { return }
        model.customers[id] = Customer(
            id: id, nickname: name, avatar: "http://wx.qlogo.cn/mmhead/\(id)/0", gender: gender)
    }

    static func addMedia(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let type = try order.optionalText("type") ?? "image"
        let size = try order.number("size", 1...20_971_520, default: 64)
        let head: [UInt8] = type == "image" ? [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] : []
        let file = Media(
            type: type, fileName: try order.optionalText("file_name") ?? "file",
            contentType: try order.optionalText("content_type") ?? "application/octet-stream",
            bytes: head + [UInt8](repeating: 0x2E, count: max(0, Int(size) - head.count)),
            madeAt: now)
        return ["media_id": .string(world.model.store(file))]
    }

    static func setUpgradeMembers(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        guard let members = order.body["userid_list"]?.strings else {
            throw .invalid("'userid_list' must be a list of texts")
        }
        world.model.upgradeMembers = members
        return [:]
    }
}
