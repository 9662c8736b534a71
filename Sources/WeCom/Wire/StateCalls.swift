/// `kf/service_state/get`: which state a conversation is in.
public struct ServiceStateRequest: Codable, Equatable, Sendable {
    /// The account.
    public var openKfID: String
    /// The visitor.
    public var externalUserID: String

    /// Makes one of these parts.
    public init(openKfID: String, externalUserID: String) {
        self.openKfID = openKfID
        self.externalUserID = externalUserID
    }

    private enum CodingKeys: String, CodingKey {
        case openKfID = "open_kfid"
        case externalUserID = "external_userid"
    }
}

/// The state of a conversation.
public struct ServiceStateReply: Codable, Equatable, Sendable {
    /// The state.
    public var state: ServiceState
    /// The agent, in state 3 only.
    public var servicerUserID: String?

    /// Makes one of these parts.
    public init(state: ServiceState, servicerUserID: String? = nil) {
        self.state = state
        self.servicerUserID = servicerUserID
    }

    private enum CodingKeys: String, CodingKey {
        case state = "service_state"
        case servicerUserID = "servicer_userid"
    }
}

/// `kf/service_state/trans` (document 94669).
public struct ChangeStateRequest: Codable, Equatable, Sendable {
    /// The account.
    public var openKfID: String
    /// The visitor.
    public var externalUserID: String
    /// Where to.
    public var state: ServiceState
    /// Required for state 3, left out otherwise.
    public var servicerUserID: String?

    /// Makes one of these parts.
    public init(
        openKfID: String, externalUserID: String, state: ServiceState, servicerUserID: String? = nil
    ) {
        self.openKfID = openKfID
        self.externalUserID = externalUserID
        self.state = state
        self.servicerUserID = servicerUserID
    }

    private enum CodingKeys: String, CodingKey {
        case openKfID = "open_kfid"
        case externalUserID = "external_userid"
        case state = "service_state"
        case servicerUserID = "servicer_userid"
    }
}

/// What a change of state answers.
public struct ChangeStateReply: Codable, Equatable, Sendable {
    /// For one message by `send_msg_on_event`: 48 h after a change to 2 or 3, 20 s after 4. Never
    /// promised.
    public var msgCode: String?

    /// Makes one of these parts.
    public init(msgCode: String? = nil) {
        self.msgCode = msgCode
    }

    private enum CodingKeys: String, CodingKey {
        case msgCode = "msg_code"
    }
}
