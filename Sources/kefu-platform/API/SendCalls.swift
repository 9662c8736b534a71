extension PlatformModel {
    /// `kf/send_msg`, with the checks in the platform's order: account, form, media, state,
    /// 48 hours, five messages, repeated id.
    mutating func sendMessage(
        _ parameters: Parameters, _ struck: [Fault.Kind], now: Int64
    ) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        let customer = try parameters.text("touser", max: 64)
        let givenID = try messageID(parameters)
        let message = try MessageShape(parameters)
        try checkMedia(message, now: now)
        let key = try self.key(id, customer: customer)
        guard let conversation = conversation(key, now: now) else { return [:] }
        let sum = Self.checkSum(JSON.object(parameters.members).bytes)
        // The second try of a message that has arrived is no fault, whatever stops it now.
        let settled = givenID.map { accounts[id]?.usedMessageIDs[$0] == sum } ?? false
        guard conversation.state == .untreated || conversation.state == .assistant else {
            throw Refusal(
                95018, "send msg session status invalid",
                settled ? .none : blame(conversation, "send-in-wrong-state", now: now), about: key)
        }
        if let code = conversation.window.refusalCode(at: now, settings: settings) {
            let kind = code == 95001 ? "over-five-messages" : "window-closed"
            throw Refusal(
                code, code == 95001 ? "send msg count limit" : "send msg time limit",
                settled ? .none : .violation(kind), about: key)
        }
        let messageID = try claim(givenID, sum: sum, account: id, about: key)
        change(key) {
            $0.window.sent()
            // Something has happened: a change that was refused before may be asked for anew.
            $0.touch()
            if $0.state == .untreated { $0.changeAsAsked(to: .assistant, at: now) }
        }
        book.sent(
            Book.Send(
                at: now, key: key, messageID: messageID, code: nil, sinceCodeMs: nil,
                type: message.type, body: message.body))
        for case .sendFail(let type) in struck {
            appendSendFailure(key, messageID: messageID, type: type, now: now)
        }
        return ["msgid": .string(messageID)]
    }

    /// `kf/send_msg_on_event`: one code, one message.
    mutating func sendOnEvent(_ parameters: Parameters, now: Int64) throws(Refusal) -> [String:
        JSON]
    {
        let text = try parameters.text("code", max: 128)
        let givenID = try messageID(parameters)
        let message = try MessageShape(parameters)
        if let key = codes[text]?.key { settleNow(key, now: now) }
        guard message.type == "text" || message.type == "msgmenu" else {
            throw .shape(40008, "invalid message type")
        }
        let code = try usableCode(text, now: now)
        if message.type == "msgmenu", !code.kind.takesMenu {
            throw .shape(40008, "invalid message type")
        }
        let sum = Self.checkSum(JSON.object(parameters.members).bytes)
        let id = try claim(givenID, sum: sum, account: code.key.account, about: code.key)
        codes[text]?.usedAt = now
        let counts = settings.codeMessagesCount
        change(code.key) {
            if code.kind == .welcome { $0.lastWelcomeAt = now }
            if counts { $0.window.sent() }
        }
        book.sent(
            Book.Send(
                at: now, key: code.key, messageID: id, code: code.kind,
                sinceCodeMs: now - code.madeAt, type: message.type, body: message.body))
        return ["msgid": .string(id)]
    }

    /// `kf/recall_msg`: within two minutes. Whether this product has it is open.
    mutating func recallMessage(
        _ parameters: Parameters, now: Int64
    ) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        let messageID = try parameters.text("msgid", max: 64)
        guard settings.allowOpenCells else {
            throw Refusal(48002, "api forbidden for this app", .openCell("recall_msg"))
        }
        guard let sent = book.sends.last(where: { $0.messageID == messageID }),
            sent.key.account == id
        else { throw Refusal(95028, "msgid not found", .violation("unknown-message")) }
        guard now - sent.at <= 120_000 else {
            throw Refusal(95029, "recall time limit", .none, about: sent.key)
        }
        book.recalled(messageID)
        return [:]
    }

    /// An id for the message: the caller's, once, or one of ours.
    private mutating func claim(
        _ given: String?, sum: UInt64, account: String, about: ConversationKey
    ) throws(Refusal) -> String {
        guard let given else { return "api" + random.word(24) }
        if let earlier = accounts[account]?.usedMessageIDs[given] {
            throw Refusal(
                40058, "msgid has been used",
                earlier == sum ? .none : .violation("msgid-of-another-message"), about: about)
        }
        accounts[account]?.usedMessageIDs[given] = sum
        return given
    }

    private func checkMedia(_ message: MessageShape, now: Int64) throws(Refusal) {
        for (id, type) in message.media {
            guard let file = file(id, now: now), file.type == type else {
                throw Refusal(40007, "invalid media_id", .none)
            }
        }
    }

    private mutating func settleNow(_ key: ConversationKey, now: Int64) {
        _ = conversation(key, now: now)
    }
}
