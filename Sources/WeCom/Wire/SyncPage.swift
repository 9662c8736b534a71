/// What `kf/sync_msg` is asked (document 94670).
public struct SyncRequest: Codable, Equatable, Sendable {
    /// The last `next_cursor`; nil begins with the oldest message that is kept (3 days).
    public var cursor: String?
    /// The callback's token, at most 10 minutes old; without one a strict rate limit applies.
    public var token: String?
    /// 1 to 1000; fewer may come back.
    public var limit: Int?
    /// 0 AMR, 1 Silk.
    public var voiceFormat: Int?
    /// The account. Required: without it, or with an empty one, the platform refuses.
    public var openKfID: String

    /// An empty cursor or token is none: on the wire an empty string would be a value.
    public init(
        openKfID: String, cursor: String? = nil, token: String? = nil, limit: Int? = 1_000,
        voiceFormat: Int? = nil
    ) {
        self.openKfID = openKfID
        self.cursor = cursor == "" ? nil : cursor
        self.token = token == "" ? nil : token
        (self.limit, self.voiceFormat) = (limit, voiceFormat)
    }

    private enum CodingKeys: String, CodingKey {
        case cursor, token, limit
        case voiceFormat = "voice_format"
        case openKfID = "open_kfid"
    }
}

/// A page of messages and events, oldest first.
public struct SyncPage: Equatable, Sendable {
    /// Where to go on; nil when the platform gave none: keep the old one.
    public var nextCursor: String?
    /// Ask again at once, even if `messages` is empty.
    public var hasMore: Bool
    /// In order of arrival.
    public var messages: [WireMessage]
    /// Entries without a `msgid`, compact; they cannot be told from their own repetition.
    public var unreadable: [[UInt8]] = []

    /// Makes a page.
    public init(nextCursor: String?, hasMore: Bool, messages: [WireMessage]) {
        (self.nextCursor, self.hasMore, self.messages) = (nextCursor, hasMore, messages)
    }

    /// Reads the answer's body; nil when it is no JSON object. Errors are the caller's affair: look
    /// at `errcode` first.
    public init?(json: [UInt8]) {
        guard let object = try? JSONValue(parsing: json).object else { return nil }
        self.init(object)
    }

    init(_ object: JSONObject) {
        nextCursor = object.text("next_cursor")
        hasMore = object["has_more"]?.int == 1
        messages = []
        for entry in object["msg_list"]?.array ?? [] {
            if let message = WireMessage(entry) {
                messages.append(message)
            } else {
                unreadable.append(entry.compactText)
            }
        }
    }

    /// The answer's body as the platform writes it, each message by its `raw`.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("errcode", 0)
            json.member("errmsg", "ok")
            json.member("next_cursor", nextCursor)
            json.member("has_more", hasMore ? 1 : 0)
            json.key("msg_list")
            json.array { json in
                for message in messages { json.raw(message.raw) }
                for entry in unreadable { json.raw(entry) }
            }
        }
        return json.bytes
    }
}

extension WireMessage {
    /// Reads one entry from its own JSON; nil when it is none or has no `msgid`.
    public init?(json: [UInt8]) {
        guard let value = try? JSONValue(parsing: json) else { return nil }
        self.init(value)
    }
}
