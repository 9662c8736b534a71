/// `kf/send_msg` (document 94677).
public struct SendRequest: Codable, Equatable, Sendable {
    /// The visitor.
    public var toUser: String
    /// The account.
    public var openKfID: String
    /// Our own id, at most 32 bytes of `0-9a-zA-Z_-`, unique in the account; nil lets the platform
    /// make one. A second call with the same id is refused, which tells that the first arrived.
    public var msgID: String?
    /// What to send.
    public var message: OutgoingMessage

    /// Makes a request. An empty id is none: the platform refuses `""`.
    public init(toUser: String, openKfID: String, msgID: String? = nil, message: OutgoingMessage) {
        (self.toUser, self.openKfID, self.message) = (toUser, openKfID, message)
        self.msgID = msgID == "" ? nil : msgID
    }

    private enum CodingKeys: String, CodingKey {
        case toUser = "touser"
        case openKfID = "open_kfid"
        case msgID = "msgid"
    }

    /// Reads a request as it stands on the wire.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        toUser = try values.decode(String.self, forKey: .toUser)
        openKfID = try values.decode(String.self, forKey: .openKfID)
        msgID = try values.decodeIfPresent(String.self, forKey: .msgID)
        message = try OutgoingMessage(from: decoder)
    }

    /// Writes the message's two members beside the others.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(toUser, forKey: .toUser)
        try values.encode(openKfID, forKey: .openKfID)
        try values.encodeIfPresent(msgID, forKey: .msgID)
        try message.encode(to: encoder)
    }
}

/// `kf/send_msg_on_event` (document 94910): one message for one code, text or menu only.
public struct SendOnEventRequest: Codable, Equatable, Sendable {
    /// A `welcome_code` or `msg_code`; it stands for account and visitor.
    public var code: String
    /// As in `SendRequest`.
    public var msgID: String?
    /// A text or, for a welcome and an end, a menu.
    public var message: OutgoingMessage

    /// Makes a request. An empty id is none.
    public init(code: String, msgID: String? = nil, message: OutgoingMessage) {
        (self.code, self.message) = (code, message)
        self.msgID = msgID == "" ? nil : msgID
    }

    private enum CodingKeys: String, CodingKey {
        case code
        case msgID = "msgid"
    }

    /// Reads a request as it stands on the wire.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        code = try values.decode(String.self, forKey: .code)
        msgID = try values.decodeIfPresent(String.self, forKey: .msgID)
        message = try OutgoingMessage(from: decoder)
    }

    /// Writes the message's two members beside the others.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(code, forKey: .code)
        try values.encodeIfPresent(msgID, forKey: .msgID)
        try message.encode(to: encoder)
    }
}

/// What both sending calls answer. Accepted is not delivered: `msg_send_fail` may follow.
public struct SendReply: Codable, Equatable, Sendable {
    /// The message's id: ours, or the platform's.
    public var msgID: String?

    /// Makes a reply.
    public init(msgID: String?) { self.msgID = msgID }

    private enum CodingKeys: String, CodingKey { case msgID = "msgid" }
}
