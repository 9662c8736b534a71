/// One notice on its way to the caller's URL, not yet sealed.
struct Callback: Equatable, Sendable {
    /// The account whose news it announces; nil for notices about the corporation.
    let account: String?
    let xml: String
    let madeAt: Int64
}

/// The token inside a callback: good for one account, for ten minutes.
struct EventToken: Equatable, Sendable {
    let account: String
    let madeAt: Int64
}

extension PlatformModel {
    /// Hands over what is to be delivered.
    mutating func takeCallbacks() -> [Callback] {
        defer { callbacks = [] }
        return callbacks
    }

    /// Marks an account as having news. Some callbacks wait a little and stand for more.
    mutating func announce(_ account: String, now: Int64) {
        guard let known = accounts[account], known.callbackDue == nil else { return }
        let waits = random.chance(settings.coalesceShare)
        let pause = waits && settings.coalesceMs > 0 ? random.int(1...settings.coalesceMs) : 0
        accounts[account]?.callbackDue = now + pause
        if pause == 0 { emitDueCallbacks(now: now) }
    }

    mutating func emitDueCallbacks(now: Int64) {
        for id in accountOrder {
            guard let due = accounts[id]?.callbackDue, due <= now else { continue }
            accounts[id]?.callbackDue = nil
            let token = "ENC" + random.word(44)
            eventTokens[token] = EventToken(account: id, madeAt: now)
            callbacks.append(
                Callback(account: id, xml: newsXML(account: id, token: token, now), madeAt: now))
        }
    }

    /// Announces that accounts were granted to the app or taken from it.
    mutating func announceGrants(added: [String], removed: [String], now: Int64) {
        var xml = opening(now, from: "sys") + Self.element("Event", "kf_account_auth_change")
        for id in added { xml += Self.element("AuthAddOpenKfId", id) }
        for id in removed { xml += Self.element("AuthDelOpenKfId", id) }
        callbacks.append(Callback(account: nil, xml: xml + "</xml>", madeAt: now))
    }

    /// Announces anything: the control interface can send events that this model does not make.
    mutating func announceRaw(_ xml: String, now: Int64) {
        callbacks.append(Callback(account: nil, xml: xml, madeAt: now))
    }

    private func newsXML(account: String, token: String, _ now: Int64) -> String {
        opening(now, from: nil) + Self.element("Event", "kf_msg_or_event")
            + Self.element("Token", token) + Self.element("OpenKfId", account) + "</xml>"
    }

    private func opening(_ now: Int64, from: String?) -> String {
        "<xml>" + Self.element("ToUserName", corpID)
            + (from.map { Self.element("FromUserName", $0) } ?? "")
            + "<CreateTime>\(now / 1000)</CreateTime>" + Self.element("MsgType", "event")
    }

    /// Ids and tokens are letters, digits, `-` and `_`, so they cannot end the CDATA section.
    private static func element(_ name: String, _ text: String) -> String {
        "<\(name)><![CDATA[\(text)]]></\(name)>"
    }
}
