/// What servicers do in the WeCom client. Each changes the state at once and tells the caller by
/// an event, which is all the caller can know it by.
extension PlatformModel {
    /// Takes a waiting conversation from the pool.
    mutating func servicerTakes(
        _ key: ConversationKey, _ userID: String, now: Int64
    ) throws(SimError) {
        try requireListed(userID, key)
        guard conversation(key, now: now)?.state == .pool else {
            throw .conflict("the conversation is not in the pool")
        }
        move(key, to: .human, type: 1, old: nil, new: userID, withCode: true, now: now)
    }

    /// Passes its conversation to another servicer.
    mutating func servicerTransfers(
        _ key: ConversationKey, _ userID: String, to other: String, now: Int64
    ) throws(SimError) {
        try requireHolder(userID, key, now: now)
        try requireListed(other, key)
        guard other != userID else { throw .conflict("'\(other)' has the conversation already") }
        move(key, to: .human, type: 2, old: userID, new: other, withCode: false, now: now)
    }

    /// Ends its conversation.
    mutating func servicerEnds(
        _ key: ConversationKey, _ userID: String, now: Int64
    ) throws(SimError) {
        try requireHolder(userID, key, now: now)
        move(key, to: .ended, type: 3, old: userID, new: nil, withCode: true, now: now)
    }

    /// Writes in the client. A former holder who writes takes the conversation up again.
    @discardableResult
    mutating func servicerWrites(
        _ key: ConversationKey, _ userID: String, type: String = "text", body: JSON, now: Int64
    ) throws(SimError) -> String {
        try requireListed(userID, key)
        guard let conversation = conversation(key, now: now) else {
            throw .conflict("the customer has never come")
        }
        if conversation.servicer != userID {
            guard conversation.state == .human || conversation.state == .ended,
                conversation.servicersEver.contains(userID)
            else { throw .conflict("'\(userID)' never had this conversation, or it waits") }
            let old = conversation.servicer ?? userID
            move(key, to: .human, type: 4, old: old, new: userID, withCode: false, now: now)
        }
        change(key) { $0.touch() }
        return appendMessage(key, servicer: userID, type: type, body: body, now: now).id
    }

    /// Takes a message of its own back.
    mutating func servicerRecalls(
        _ key: ConversationKey, _ userID: String, messageID: String, now: Int64
    ) throws(SimError) {
        try requireParties(key)
        change(key) { $0.touch() }
        appendEvent(
            "servicer_recall_msg", account: key.account, customer: key.customer,
            ["servicer_userid": .string(userID), "recall_msgid": .string(messageID)], now: now)
    }

    /// Blocks or unblocks a customer, whose messages then go nowhere.
    mutating func servicerBlocks(
        _ key: ConversationKey, _ userID: String, blocked: Bool, now: Int64
    ) throws(SimError) {
        try requireParties(key)
        change(key) {
            $0.blocked = blocked
            $0.touch()
        }
        appendEvent(
            "reject_customer_msg_switch_change", account: key.account, customer: key.customer,
            ["servicer_userid": .string(userID), "reject_switch": blocked ? 1 : 0], now: now)
    }

    /// Starts, suspends or stops receiving. In the event 1 is receiving and 2 is not, while
    /// `servicer/list` says 0 and 1.
    mutating func servicerSets(
        _ userID: String, _ reception: Servicer.Reception, account: String, now: Int64
    ) throws(SimError) {
        guard let known = accounts[account] else { throw .unknown("account", account) }
        guard let servicer = known.servicer(userID) else { throw .unknown("servicer", userID) }
        guard servicer.reception != reception else { return }
        accounts[account]?.change(userID) { $0.reception = reception }
        refusedCalls.removeAll()
        var event: [String: JSON] = [
            "servicer_userid": .string(userID), "status": reception == .receiving ? 1 : 2,
        ]
        if reception != .receiving { event["stop_type"] = reception == .suspended ? 1 : 0 }
        appendEvent(
            "servicer_status_change", account: account, customer: nil, event, now: now)
    }

    private mutating func move(
        _ key: ConversationKey, to state: ServiceState, type: Int64, old: String?, new: String?,
        withCode: Bool, now: Int64
    ) {
        var event: [String: JSON] = ["change_type": .int(type)]
        if let old { event["old_servicer_userid"] = .string(old) }
        if let new { event["new_servicer_userid"] = .string(new) }
        let place = accounts[key.account]?.log.nextSequence
        change(key) { $0.changeUnseen(to: state, servicer: new, telling: place, at: now) }
        if withCode, let code = codeOfChange(to: state, key, now: now) {
            event["msg_code"] = .string(code)
        }
        appendEvent(
            "session_status_change", account: key.account, customer: key.customer, event, now: now)
    }

    private func requireListed(_ userID: String, _ key: ConversationKey) throws(SimError) {
        try requireParties(key)
        guard reception(of: userID, in: key.account) != nil else {
            throw .unknown("servicer", userID)
        }
    }

    private mutating func requireHolder(
        _ userID: String, _ key: ConversationKey, now: Int64
    ) throws(SimError) {
        try requireListed(userID, key)
        guard let conversation = conversation(key, now: now), conversation.servicer == userID
        else { throw .conflict("'\(userID)' does not have this conversation") }
    }
}
