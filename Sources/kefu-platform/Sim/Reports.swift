/// What the simulator saw, as JSON.
enum Reports {
    /// Every conversation that is not over, and what each servicer has now.
    static func state(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let wantsAll = order.query["all"] != nil
        let keys =
            wantsAll
            ? world.model.conversations.keys.sorted(by: ConversationKey.inOrder)
            : world.model.liveInOrder
        var rows: [JSON] = []
        for key in keys {
            guard let conversation = world.model.conversation(key, now: now) else { continue }
            if wantsAll || conversation.state != .ended { rows.append(row(conversation)) }
        }
        let loads = world.model.loads.now.filter { $0.value != 0 }
        return [
            "conversations": .array(rows), "loads": .array(slots(loads)),
            "accounts": .array(
                world.model.accountOrder.map { account(world.model.accounts[$0]) }),
        ]
    }

    private static func row(_ conversation: Conversation) -> JSON {
        [
            "account": .string(conversation.key.account),
            "customer": .string(conversation.key.customer),
            "state": .int(conversation.state.rawValue),
            "servicer": conversation.servicer.map { .string($0) } ?? .null,
            "session": .int(Int64(conversation.session)),
            "sends_used": .int(Int64(conversation.window.used)),
        ]
    }

    private static func account(_ account: Account?) -> JSON {
        guard let account else { return .null }
        let servicers: [JSON] = account.servicers.map {
            ["userid": .string($0.userID), "status": .string($0.reception.rawValue)]
        }
        return [
            "open_kfid": .string(account.id), "name": .string(account.name),
            "servicers": .array(servicers),
            "departments": .array(account.departments.map { .int($0) }),
            "manage_privilege": .bool(account.managed),
        ]
    }

    static func slots(_ loads: [Loads.Slot: Int]) -> [JSON] {
        loads.sorted { ($0.key.account, $0.key.servicer) < ($1.key.account, $1.key.servicer) }.map {
            [
                "account": .string($0.key.account), "servicer": .string($0.key.servicer),
                "load": .int(Int64($0.value)),
            ]
        }
    }

    /// All messages of customers and all sends that were accepted; `from_customers` and
    /// `from_sends` skip what is known, `limit` bounds both lists.
    static func messages(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let limit = order.queryNumber("limit", default: 100_000)
        let book = world.model.book
        let written = book.customerMessages.dropFirst(
            order.queryNumber("from_customers", default: 0)
        ).prefix(limit)
        let sends = book.sends.dropFirst(order.queryNumber("from_sends", default: 0)).prefix(limit)
        return [
            "customer_messages": .array(written.map(row)), "sends": .array(sends.map(row)),
        ]
    }

    private static func row(_ message: Book.CustomerMessage) -> JSON {
        [
            "at": .int(message.at), "account": .string(message.key.account),
            "customer": .string(message.key.customer), "msgid": .string(message.messageID),
            "type": .string(message.type), "text": message.text.map { .string($0) } ?? .null,
        ]
    }

    private static func row(_ send: Book.Send) -> JSON {
        [
            "at": .int(send.at), "account": .string(send.key.account),
            "customer": .string(send.key.customer), "msgid": .string(send.messageID),
            "code": send.code.map { .string($0.rawValue) } ?? .null,
            "since_code_ms": send.sinceCodeMs.map { .int($0) } ?? .null,
            "type": .string(send.type), "body": send.body, "recalled": .bool(send.recalled),
        ]
    }

    /// The last refusals, oldest first.
    static func refusals(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let rows: [JSON] = world.model.book.refusals.map {
            [
                "at": .int($0.at), "call": .string($0.call), "code": .int(Int64($0.code)),
                "why": .string($0.why), "blame": .string($0.blame), "about": about($0.about),
            ]
        }
        return ["refusals": .array(rows)]
    }

    static func about(_ key: ConversationKey?) -> JSON {
        guard let key else { return .null }
        return ["account": .string(key.account), "customer": .string(key.customer)]
    }
}
