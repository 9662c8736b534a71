extension PlatformModel {
    /// `kf/sync_msg`: pages of an account's log after a cursor. Pages may be shorter than asked
    /// and even empty although more is to come.
    mutating func syncMessages(
        _ parameters: Parameters, _ struck: [Fault.Kind], now: Int64
    ) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        let limit = try parameters.number("limit", in: 1...1000, default: 1000)
        _ = try parameters.number("voice_format", in: 0...1, default: 0)
        let cursor = try parameters.optionalText("cursor", max: 64)
        let token = try parameters.optionalText("token", max: 128)
        let place = try self.place(of: cursor, account: id)
        if let token {
            try check(eventToken: token, account: id, now: now)
        } else {
            try admitWithoutToken(id, now: now)
        }
        accounts[id]?.log.trim(before: now - settings.retentionMs)
        if struck.contains(.stuckCursor), let cursor {
            return ["next_cursor": .string(cursor), "has_more": 1, "msg_list": []]
        }
        return page(of: id, after: place, limit: Int(limit), now: now)
    }

    private mutating func page(
        of id: String, after place: Int64, limit: Int, now: Int64
    ) -> [String: JSON] {
        guard let log = accounts[id]?.log else { return [:] }
        var size = min(limit, max(1, settings.pageMax))
        if size > 1, random.chance(settings.shortPageShare) {
            size = Int(random.int(1...Int64(size)))
        }
        let empty = log.contains(after: place) && random.chance(settings.emptyPageShare)
        let entries = empty ? [] : log.after(place, limit: size)
        let end = entries.last?.sequence ?? (empty ? place : log.nextSequence - 1)
        for entry in entries {
            guard let customer = entry.customer else { continue }
            let key = ConversationKey(account: id, customer: customer)
            conversations[key]?.pulled(entry.sequence, at: now, grace: settings.knownAfterMs)
        }
        let salt = UInt16(truncatingIfNeeded: random.next())
        return [
            "next_cursor": .string(cursors.make(account: id, after: end, salt: salt)),
            "has_more": log.contains(after: end) ? 1 : 0,
            "msg_list": .array(entries.map { .rendered($0.rendered) }),
        ]
    }

    private func place(of cursor: String?, account: String) throws(Refusal) -> Int64 {
        guard let cursor else { return 0 }
        if let place = cursors.place(cursor, account: account) { return place }
        let foreign = accountOrder.contains { cursors.place(cursor, account: $0) != nil }
        throw Refusal(
            40058, "invalid cursor", .violation(foreign ? "foreign-cursor" : "invalid-cursor"))
    }

    private func check(eventToken text: String, account: String, now: Int64) throws(Refusal) {
        guard let token = eventTokens[text], token.account == account else {
            throw Refusal(95007, "invalid msg token", .violation("foreign-event-token"))
        }
        let age = now - token.madeAt
        guard age < settings.eventTokenMs else {
            // The caller knows the creation time in whole seconds, and its call takes a while.
            let knew = age > settings.eventTokenMs + 1000 + settings.knownAfterMs
            throw Refusal(
                95007, "invalid msg token", knew ? .violation("dead-event-token") : .none)
        }
    }

    private mutating func admitWithoutToken(_ id: String, now: Int64) throws(Refusal) {
        let limit = settings.tokenlessPerMinute
        let admitted =
            accounts[id]?.tokenless.admit(limit: limit, windowMs: 60_000, now: now) ?? false
        guard admitted else {
            throw Refusal(
                45009, "api freq out of limit", .violation("too-many-pulls-without-token"))
        }
    }
}
