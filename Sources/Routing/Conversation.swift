/// The platform's state of one conversation, as far as kefud knows it (states 0 and 1 are one here,
/// since sending turns 0 into 1).
public enum PlatformState: Hashable, Sendable {
    /// 0 or 1: the API may send, pool or assign.
    case open
    /// 2: in the platform's pool (待接入池).
    case pool
    /// 3: with this agent.
    case agent(AgentID)
    /// 4: ended, or not begun.
    case ended
}

/// How many messages may still be sent (section 3.2): 5 in 48 h after each visitor message.
public struct SendBudget: Hashable, Sendable {
    /// When the visitor last wrote; nil before its first message.
    @Packed public var openedAt: Instant?
    /// Messages that are pending, accepted or of unknown outcome since then.
    public var used: Int

    /// A budget as it is stored.
    public init(openedAt: Instant? = nil, used: Int = 0) {
        self.openedAt = openedAt
        self.used = used
    }
}

/// What a transfer to another account leaves there (rule 16).
public struct TransferTicket: Hashable, Sendable {
    /// The place that the session there will have.
    public var place: Int64
    /// And its `waiting_since`.
    public var waitingSince: Instant
    /// Until when the visitor's first message there may use it.
    public var until: Instant

    /// A ticket as it is stored.
    public init(place: Int64, waitingSince: Instant, until: Instant) {
        self.place = place
        self.waitingSince = waitingSince
        self.until = until
    }
}

/// A visitor's message that waits for the platform's word before it finds its session (rule 22).
public struct HeldMessage: Hashable, Sendable {
    /// Which message.
    public var message: MessageID
    /// When the visitor sent it, on kefud's line.
    public var sentAt: Instant
    /// What it tapped, if it tapped.
    public var choice: MenuChoice?

    /// A message as it is held.
    public init(message: MessageID, sentAt: Instant, choice: MenuChoice? = nil) {
        self.message = message
        self.sentAt = sentAt
        self.choice = choice
    }
}

/// One visitor's chat with one account: what outlives its sessions.
public struct Conversation: Hashable, Sendable {
    /// Whose chat.
    public let id: ConversationID
    /// The session that is not ended, if there is one.
    @Packed public var openSession: SessionID?
    /// The newest session, ended or not.
    @Packed public var latestSession: SessionID?
    /// The agent with whom sessions here were last active (上次接待人员).
    @Packed public var priorAgent: AgentID?
    /// When the offline prompt was last spoken here (at most once in 10 minutes).
    @Packed public var offlinePromptAt: Instant?
    /// The session that ended as `offline`, for the ten minutes in which messages are appended.
    @Packed public var offlineSession: SessionID?
    /// The end of those ten minutes.
    @Packed public var offlineUntil: Instant?
    /// The state read that is under way.
    @Packed public var reading: EffectID?
    /// What may still be sent.
    public var budget: SendBudget
    /// 渠道 of the last visit (`scene`).
    public var visitChannel: String?
    /// The place kept by a transfer from another account.
    public var ticket: TransferTicket?
    /// Messages that wait for the platform's answer or for a state read.
    public var held: [HeldMessage]
    /// The closing call whose answer is awaited after the session has ended, and the session.
    public var closing: Closing?
    /// When the call was tried by which the platform was last brought to, or found in, `ended`: a
    /// message of before, or of the seconds after, may belong to the session that ended (rule 22).
    @Packed public var platformEndedAt: Instant?
    /// When the last change of ours that came out was tried: what an agent did before it is older
    /// (rule 23).
    @Packed public var changedAt: Instant?
    /// The platform's state as last seen or brought about. `.agent` without an open session is a
    /// chat that the platform still shows with that agent: it fills a slot (rule 4).
    public var platform: PlatformState
    /// Whether the state must be read before the next message is routed (after a refused end).
    public var isUncertain: Bool

    /// An end whose calls are not all answered.
    public struct Closing: Hashable, Sendable {
        /// The session that ends.
        public var session: SessionID
        /// When the first closing call was counted.
        public var attemptedAt: Instant

        /// A closing as it is stored.
        public init(session: SessionID, attemptedAt: Instant) {
            self.session = session
            self.attemptedAt = attemptedAt
        }
    }

    /// A chat of which nothing is known yet.
    public init(_ id: ConversationID) {
        self.id = id
        platform = .ended
        isUncertain = false
        budget = SendBudget()
        held = []
    }

    /// Whether it must be in memory at all times: it has work to do or fills a slot.
    @inline(__always)
    public var isLive: Bool {
        if openSession != nil || ticket != nil || closing != nil || reading != nil || isUncertain
            || !held.isEmpty
        {
            return true
        }
        if case .agent = platform { return true }
        return false
    }

    // What follows is not stored.

    /// The effects that are not finished.
    var effects = CallLine()
    /// Where it stood in the journal when it was last noted there.
    var journalIndex: Int32 = 0
    /// Whether the visitor wrote after the state read under way was tried, and how many messages
    /// were held then: of those after it the answer says nothing.
    var wroteSinceRead = false
    /// Whether an agent acted in the client after that: the answer may be older.
    var movedSinceRead = false
    var heldAtRead: Int32 = 0
    /// The deadline that counts.
    @Packed var deadline: Instant?
    /// The agent of an attempted, unanswered change to state 3: it fills a slot (rule 4).
    @Packed var agentInFlight: AgentID?
}
