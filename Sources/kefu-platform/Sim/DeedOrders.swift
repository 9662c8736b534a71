/// Orders that let customers and servicers act.
enum DeedOrders {
    static func enter(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let key = try order.key(customer: order.path("customer"))
        try world.model.customerEnters(
            key, scene: try order.optionalText("scene") ?? "",
            sceneParam: try order.optionalText("scene_param") ?? "",
            channels: order.body["wechat_channels"], now: now)
        return [:]
    }

    /// `text` (and `menu_id` for a tap), or `msgtype` with its `body`.
    static func write(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let key = try order.key(customer: order.path("customer"))
        let (type, body) = try content(order)
        let id = try world.model.customerWrites(key, type: type, body: body, now: now)
        return ["msgid": id.map { .string($0) } ?? .null]
    }

    private static func content(_ order: SimRequest) throws(SimError) -> (String, JSON) {
        if let type = try order.optionalText("msgtype") {
            return (type, order.body["body"] ?? [:])
        }
        var body: [String: JSON] = ["content": .string(try order.text("text"))]
        if let menu = try order.optionalText("menu_id") { body["menu_id"] = .string(menu) }
        return ("text", .object(body))
    }

    static func recall(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let key = try order.key(customer: order.path("customer"))
        try world.model.customerRecalls(key, messageID: try order.text("msgid"), now: now)
        return [:]
    }

    /// `status` in one account, or in all that list the servicer.
    static func setReception(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let userID = order.path("servicer")
        let reception = try SetUpOrders.reception(try order.text("status"))
        let named = try order.optionalText("account")
        let accounts =
            named.map { [$0] }
            ?? world.model.accountOrder.filter {
                world.model.accounts[$0]?.servicer(userID) != nil
            }
        for account in accounts {
            try world.model.servicerSets(userID, reception, account: account, now: now)
        }
        return ["accounts": .array(accounts.map { .string($0) })]
    }

    /// `do`: take, transfer, end, write, recall, block or unblock.
    static func act(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let userID = order.path("servicer")
        let key = try order.key(customer: try order.text("customer"))
        switch try order.text("do") {
        case "take": try world.model.servicerTakes(key, userID, now: now)
        case "transfer":
            let other = try order.text("to")
            try world.model.servicerTransfers(key, userID, to: other, now: now)
        case "end": try world.model.servicerEnds(key, userID, now: now)
        case "write":
            let (type, body) = try content(order)
            let id = try world.model.servicerWrites(key, userID, type: type, body: body, now: now)
            return ["msgid": .string(id)]
        case "recall":
            let messageID = try order.text("msgid")
            try world.model.servicerRecalls(key, userID, messageID: messageID, now: now)
        case "block": try world.model.servicerBlocks(key, userID, blocked: true, now: now)
        case "unblock": try world.model.servicerBlocks(key, userID, blocked: false, now: now)
        default: throw .invalid("'do' must be take, transfer, end, write, recall, block, unblock")
        }
        return [:]
    }

    /// Reports a message of the interface as not delivered.
    static func failSend(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let messageID = try order.text("msgid")
        guard let sent = world.model.book.sends.last(where: { $0.messageID == messageID }) else {
            throw .unknown("message", messageID)
        }
        let type = try order.number("fail_type", 0...99, default: 0)
        world.model.appendSendFailure(sent.key, messageID: messageID, type: type, now: now)
        return [:]
    }

    /// Puts any message or event into an account's log as it stands.
    static func appendRaw(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let account = order.path("account")
        guard world.model.accounts[account] != nil else { throw .unknown("account", account) }
        guard case .object(var message)? = order.body["message"] else {
            throw .invalid("'message' must be an object")
        }
        let id = message["msgid"]?.string ?? world.model.random.word(26)
        message["msgid"] = .string(id)
        if message["send_time"] == nil { message["send_time"] = .int(now / 1000) }
        world.model.append(.object(message), id: id, account: account, customer: nil, now: now)
        return ["msgid": .string(id)]
    }

    /// Sends any callback.
    static func callBack(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        world.model.announceRaw(try order.text("xml"), now: now)
        return [:]
    }
}
