/// What the platform tells by a callback. It carries no message: those are pulled.
public enum CallbackEvent: Equatable, Sendable {
    /// `kf_msg_or_event`: the account has messages or events to pull. `token` is handed on to
    /// `sync_msg` and lives 10 minutes; empty when the event had none. `createTime` is in Unix
    /// seconds.
    case messagesWaiting(openKfID: String, token: String, createTime: Int64)
    /// `kf_account_auth_change`: accounts were put under this application's management, or taken
    /// out of it.
    case accountsChanged(added: [String], removed: [String])
    /// `change_external_contact` with `add_external_contact`: a visitor became a member's friend.
    /// `state` is what the invitation carried, empty when nothing.
    case externalContactAdded(userID: String, externalUserID: String, state: String)
    /// Anything else that an application's URL receives; answered and ignored.
    case other(event: String)
}

extension VerifiedCallback {
    /// Reads the event; the order of elements is free, unknown ones are passed over.
    public func event() throws(CallbackError) -> CallbackEvent {
        let fields = try XMLFields(parsing: message)
        switch fields.text("Event") {
        case "kf_msg_or_event":
            guard let account = fields.text("OpenKfId"), !account.isEmpty else {
                throw .malformed("kf_msg_or_event without OpenKfId")
            }
            return .messagesWaiting(
                openKfID: account, token: fields.text("Token") ?? "",
                createTime: fields.text("CreateTime").flatMap(Int64.init) ?? 0)
        case "kf_account_auth_change":
            return .accountsChanged(
                added: fields.texts("AuthAddOpenKfId"), removed: fields.texts("AuthDelOpenKfId"))
        case "change_external_contact":
            guard fields.text("ChangeType") == "add_external_contact",
                let userID = fields.text("UserID"),
                let externalUserID = fields.text("ExternalUserID")
            else { return .other(event: "change_external_contact") }
            return .externalContactAdded(
                userID: userID, externalUserID: externalUserID, state: fields.text("State") ?? "")
        case let event:
            return .other(event: event ?? fields.text("MsgType") ?? "")
        }
    }
}

extension CallbackEvent {
    /// The message in XML, on one line, as the platform makes it before sealing.
    ///
    /// - Parameters:
    ///   - corpID: `ToUserName`.
    ///   - createTime: Unix seconds; `messagesWaiting` has its own and ignores this one.
    public func xml(corpID: String, createTime: Int64) -> [UInt8] {
        func element(_ name: String, _ text: String) -> String {
            "<\(name)>\(cdata(text))</\(name)>"
        }
        func text(_ event: String, _ time: Int64, _ rest: String, sender: String? = "sys") -> String
        {
            "<xml>" + element("ToUserName", corpID)
                + (sender.map { element("FromUserName", $0) } ?? "")
                + "<CreateTime>\(time)</CreateTime>" + element("MsgType", "event")
                + element("Event", event) + rest + "</xml>"
        }
        let message =
            switch self {
            case .messagesWaiting(let account, let token, let time):
                text(
                    "kf_msg_or_event", time,
                    element("Token", token) + element("OpenKfId", account), sender: nil)
            case .accountsChanged(let added, let removed):
                text(
                    "kf_account_auth_change", createTime,
                    added.map { element("AuthAddOpenKfId", $0) }.joined()
                        + removed.map { element("AuthDelOpenKfId", $0) }.joined())
            case .externalContactAdded(let userID, let externalUserID, let state):
                text(
                    "change_external_contact", createTime,
                    element("ChangeType", "add_external_contact") + element("UserID", userID)
                        + element("ExternalUserID", externalUserID) + element("State", state))
            case .other(let event): text(event, createTime, "")
            }
        return [UInt8](message.utf8)
    }
}
