/// Messages and events as `sync_msg` gives them. Events carry no ids at the top level.
extension PlatformModel {
    /// Puts an event into an account's log; gives its place there.
    @discardableResult
    mutating func appendEvent(
        _ type: String, account: String, customer: String?, _ members: [String: JSON], now: Int64
    ) -> Int64 {
        var event = members
        event["event_type"] = .string(type)
        event["open_kfid"] = .string(account)
        if let customer { event["external_userid"] = .string(customer) }
        let id = "evt" + random.word(23)
        let message: JSON = [
            "msgid": .string(id), "send_time": .int(now / 1000), "origin": 4, "msgtype": "event",
            "event": .object(event),
        ]
        return append(message, id: id, account: account, customer: customer, now: now)
    }

    /// Puts a message of a customer (origin 3) or of a servicer in the client (origin 5) there.
    mutating func appendMessage(
        _ key: ConversationKey, servicer: String?, type: String, body: JSON, now: Int64
    ) -> (id: String, place: Int64) {
        let id = random.word(26)
        var message: [String: JSON] = [
            "msgid": .string(id), "open_kfid": .string(key.account),
            "external_userid": .string(key.customer), "send_time": .int(now / 1000),
            "origin": servicer == nil ? 3 : 5, "msgtype": .string(type), type: body,
        ]
        if let servicer { message["servicer_userid"] = .string(servicer) }
        let place = append(
            .object(message), id: id, account: key.account, customer: key.customer, now: now)
        return (id, place)
    }

    /// Reports that an accepted message was not delivered.
    mutating func appendSendFailure(
        _ key: ConversationKey, messageID: String, type: Int64, now: Int64
    ) {
        change(key) { $0.touch() }
        appendEvent(
            "msg_send_fail", account: key.account, customer: key.customer,
            ["fail_msgid": .string(messageID), "fail_type": .int(type)], now: now)
    }

    /// Puts anything into the log, such as a type that nobody has seen yet.
    @discardableResult
    mutating func append(
        _ message: JSON, id: String, account: String, customer: String?, now: Int64
    ) -> Int64 {
        let place =
            accounts[account]?.log.append(
                at: now, messageID: id, customer: customer, message) ?? 0
        announce(account, now: now)
        return place
    }
}
