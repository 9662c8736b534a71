public import Routing

/// A session with the names that people and the platform know.
public struct SessionRecord: Hashable, Sendable {
    /// The session as routing knows it.
    public let session: Session
    /// Its account's name at the platform.
    public let openKfID: String
    /// Whose account it is.
    public let subOrganisation: SubOrganisationID?
    /// The USERID of `session.agent`.
    public let agentUserID: String?
    /// What that agent is called.
    public let agentName: String?
    /// The visitor's name at the platform.
    public let externalUserID: String
    /// What the visitor is called, if the platform has told.
    public let visitorName: String?
    /// A URL, if the platform has told.
    public let visitorAvatar: String?
    /// What may still be sent in its chat.
    public let budget: SendBudget
    /// What the visitor chose in the end prompt.
    public let rating: String?
}

/// Which sessions to list.
public struct SessionFilter: Hashable, Sendable {
    /// Of this account.
    public var account: AccountID?
    /// Of accounts of this sub-organisation.
    public var subOrganisation: SubOrganisationID?
    /// Of this agent, who has them or had them last.
    public var agent: AgentID?
    /// Which states; nil for all.
    public var phase: SessionPhase?
    /// Not ended, or ended; nil for both.
    public var isOpen: Bool?
    /// Opened then or later.
    public var openedFrom: Instant?
    /// Opened before then.
    public var openedBefore: Instant?

    /// Everything, unless restricted.
    public init(
        account: AccountID? = nil, subOrganisation: SubOrganisationID? = nil,
        agent: AgentID? = nil, phase: SessionPhase? = nil, isOpen: Bool? = nil,
        openedFrom: Instant? = nil, openedBefore: Instant? = nil
    ) {
        self.account = account
        self.subOrganisation = subOrganisation
        self.agent = agent
        self.phase = phase
        self.isOpen = isOpen
        self.openedFrom = openedFrom
        self.openedBefore = openedBefore
    }
}

/// Where a page of sessions ended: the next one begins after it.
public struct SessionKey: Hashable, Comparable, Sendable {
    /// When the page's last session was opened.
    public let openedAt: Instant
    /// Which it is.
    public let id: SessionID

    /// After this session.
    public init(openedAt: Instant, id: SessionID) {
        self.openedAt = openedAt
        self.id = id
    }

    /// After this session.
    public init(_ session: Session) { self.init(openedAt: session.openedAt, id: session.id) }

    /// Older before younger.
    public static func < (left: Self, right: Self) -> Bool {
        (left.openedAt, left.id) < (right.openedAt, right.id)
    }
}
