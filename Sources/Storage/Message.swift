public import Routing

/// Whose words a message is.
public enum MessageOrigin: Hashable, Sendable {
    /// The visitor's (the platform's origin 3).
    case visitor
    /// An agent's, written in the WeCom client (origin 5).
    case agentInClient
    /// An agent's, written through kefud.
    case agent
    /// The bot's.
    case bot
    /// A prompt of kefud's.
    case prompt(PromptKind)
    /// Nobody's: an event (origin 4).
    case event
}

extension MessageOrigin: StoredWord {
    static let stored: [Self] = [
        .visitor, .agentInClient, .agent, .bot, .event, .prompt(.welcome), .prompt(.queue),
        .prompt(.offline), .prompt(.end), .prompt(.closing),
    ]
}

/// The platform's `msgtype`, or `event_type` of an event.
public enum MessageType: String, Hashable, Sendable, CaseIterable {
    case unknown, text, image, voice, video, file, location, link
    case businessCard = "business_card"
    case miniprogram, msgmenu
    case channelsShopProduct = "channels_shop_product"
    case channelsShopOrder = "channels_shop_order"
    case mergedMessage = "merged_msg"
    case channels, note, meeting, schedule
    /// An event of a type that this program does not know.
    case unknownEvent = "event"
    case enterSession = "enter_session"
    case sendFailed = "msg_send_fail"
    case servicerStatusChange = "servicer_status_change"
    case sessionStatusChange = "session_status_change"
    case visitorRecall = "user_recall_msg"
    case agentRecall = "servicer_recall_msg"
    case rejectSwitchChange = "reject_customer_msg_switch_change"
}

extension MessageType: StoredWord {
    static let stored: [Self] = [
        .unknown, .text, .image, .voice, .video, .file, .location, .link, .businessCard,
        .miniprogram, .msgmenu, .channelsShopProduct, .channelsShopOrder, .mergedMessage,
        .channels, .note, .meeting, .schedule, .unknownEvent, .enterSession, .sendFailed,
        .servicerStatusChange, .sessionStatusChange, .visitorRecall, .agentRecall,
        .rejectSwitchChange,
    ]
}

/// A message or event as it is stored. The platform's id is not part of it: ids live in the
/// rotating table of seen ids.
public struct StoredMessage: Hashable, Sendable {
    /// Its number (`RoutingCore.newMessageID`).
    public var id: MessageID
    /// In which account.
    public var account: AccountID
    /// Whose chat; nil for an event about the account itself.
    public var visitor: VisitorID?
    /// In which session; routing may place it later.
    public var session: SessionID?
    /// Whose words.
    public var origin: MessageOrigin
    /// The agent who wrote, or whom an event is about.
    public var agent: AgentID?
    /// What kind.
    public var type: MessageType
    /// The text of a text message, the head of a menu.
    public var text: String?
    /// The platform's JSON of the body (`{"media_id":…}`), where the text does not say it all; of
    /// an unknown type the whole message.
    public var body: String?
    /// The platform's `send_time` in Unix seconds.
    public var sentAt: Int64?
    /// When kefud stored it.
    public var at: Instant
    /// How it stands.
    public var state: MessageState
    /// The platform's code, of a failed one.
    public var code: Int?

    /// A message to store.
    public init(
        id: MessageID, account: AccountID, visitor: VisitorID?, session: SessionID? = nil,
        origin: MessageOrigin, agent: AgentID? = nil, type: MessageType, text: String? = nil,
        body: String? = nil, sentAt: Int64? = nil, at: Instant, state: MessageState = .received,
        code: Int? = nil
    ) {
        self.id = id
        self.account = account
        self.visitor = visitor
        self.session = session
        self.origin = origin
        self.agent = agent
        self.type = type
        self.text = text
        self.body = body
        self.sentAt = sentAt
        self.at = at
        self.state = state
        self.code = code
    }

    /// The row of a message that kefud writes itself; it is pending.
    public init(_ message: OutgoingMessage) {
        let content = message.content
        let type = content.other.map { MessageType(rawValue: $0.type) ?? .unknown }
        self.init(
            id: message.id, account: message.conversation.account,
            visitor: message.conversation.visitor, session: message.session,
            origin: message.prompt.map { .prompt($0) } ?? .agent, agent: message.agent,
            type: type ?? (content.menu.isEmpty ? .text : .msgmenu),
            text: content.text.isEmpty && content.other != nil ? nil : content.text,
            body: content.other?.body ?? content.bodyColumn, at: message.at, state: .pending)
    }
}
