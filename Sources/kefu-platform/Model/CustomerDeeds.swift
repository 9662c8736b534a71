/// What customers do in WeChat.
extension PlatformModel {
    /// The customer opens the chat. A welcome code comes along only if within 48 hours no welcome
    /// has gone out and nothing was written.
    mutating func customerEnters(
        _ key: ConversationKey, scene: String = "", sceneParam: String = "",
        channels: JSON? = nil, now: Int64
    ) throws(SimError) {
        try requireParties(key)
        customers[key.customer]?.entries[key.account] = Customer.Entry(
            at: now, scene: scene, sceneParam: sceneParam, channels: channels)
        customers[key.customer]?.lastSeenAt = now
        change(key) { $0.touch() }
        var event: [String: JSON] = ["scene": .string(scene), "scene_param": .string(sceneParam)]
        if let channels { event["wechat_channels"] = channels }
        if let conversation = conversation(key, now: now), mayBeWelcomed(conversation, now: now) {
            event["welcome_code"] = .string(makeCode(.welcome, key, now: now))
        }
        appendEvent(
            "enter_session", account: key.account, customer: key.customer, event, now: now)
    }

    private func mayBeWelcomed(_ conversation: Conversation, now: Int64) -> Bool {
        let limit = now - settings.sendWindowMs
        let welcomed = conversation.lastWelcomeAt.map { $0 > limit } ?? false
        let wrote = conversation.window.openedAt.map { $0 > limit } ?? false
        return !welcomed && !wrote
    }

    /// The customer writes. In state 4 that opens a new session. Nil: the customer is blocked.
    @discardableResult
    mutating func customerWrites(
        _ key: ConversationKey, type: String = "text", body: JSON, now: Int64
    ) throws(SimError) -> String? {
        try requireParties(key)
        customers[key.customer]?.lastSeenAt = now
        if conversation(key, now: now)?.blocked == true { return nil }
        let (id, place) = appendMessage(key, servicer: nil, type: type, body: body, now: now)
        change(key) {
            $0.window.customerWrote(at: now)
            if $0.state == .ended {
                $0.changeUnseen(to: .untreated, telling: place, at: now)
            } else {
                $0.touch()
            }
        }
        book.wrote(
            Book.CustomerMessage(
                at: now, key: key, messageID: id, type: type, text: body["content"]?.string))
        return id
    }

    /// The customer takes a message back.
    mutating func customerRecalls(
        _ key: ConversationKey, messageID: String, now: Int64
    ) throws(SimError) {
        try requireParties(key)
        change(key) { $0.touch() }
        appendEvent(
            "user_recall_msg", account: key.account, customer: key.customer,
            ["recall_msgid": .string(messageID)], now: now)
    }

    func requireParties(_ key: ConversationKey) throws(SimError) {
        guard accounts[key.account] != nil else { throw .unknown("account", key.account) }
        guard customers[key.customer] != nil else { throw .unknown("customer", key.customer) }
    }
}
