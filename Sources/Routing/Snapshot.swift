/// The lengths of time that an operator sets (`[routing]` in the configuration).
public struct RoutingConfiguration: Hashable, Sendable {
    /// How long after its last poll a `relay` agent still counts as there (rule 13).
    public var agentAwayAfter: Interval
    /// How long an agent may be absent, or barred from a session, before it takes effect (rules 10
    /// and 14).
    public var requeueGrace: Interval
    /// Whether messages on a code count in the sending budget (section 3.2; not settled by the
    /// platform's documents).
    public var codeMessagesCount: Bool

    /// The defaults of the documented configuration.
    public init(
        agentAwayAfter: Interval = .seconds(60), requeueGrace: Interval = .minutes(5),
        codeMessagesCount: Bool = false
    ) {
        self.agentAwayAfter = agentAwayAfter
        self.requeueGrace = requeueGrace
        self.codeMessagesCount = codeMessagesCount
    }
}

/// The next number of each kind of row that the core makes.
public struct Counters: Hashable, Sendable {
    /// The next session.
    public var session: Int64
    /// The next effect.
    public var effect: Int64
    /// The next message.
    public var message: Int64
    /// The next place in the order of rule 7.
    public var place: Int64

    /// The numbers that follow the largest stored ones.
    public init(session: Int64 = 1, effect: Int64 = 1, message: Int64 = 1, place: Int64 = 1) {
        self.session = session
        self.effect = effect
        self.message = message
        self.place = place
    }
}

/// What a start reads from the disk: live state only.
public struct Snapshot: Hashable, Sendable {
    /// Every adopted account that is not `deleted`.
    public var accounts: [Account]
    /// Every member.
    public var agents: [Agent]
    /// Every session that has not ended.
    public var sessions: [Session]
    /// Every conversation that is live (`Conversation.isLive`) or has an unfinished effect.
    public var conversations: [Conversation]
    /// Every unfinished effect, in order.
    public var effects: [Effect]
    /// The next numbers.
    public var counters: Counters
    /// When the last commit before this start was made, on kefud's line; nil on an empty database.
    public var lastCommit: Instant?

    /// What was read.
    public init(
        accounts: [Account] = [], agents: [Agent] = [], sessions: [Session] = [],
        conversations: [Conversation] = [], effects: [Effect] = [],
        counters: Counters = Counters(), lastCommit: Instant? = nil
    ) {
        self.accounts = accounts
        self.agents = agents
        self.sessions = sessions
        self.conversations = conversations
        self.effects = effects
        self.counters = counters
        self.lastCommit = lastCommit
    }
}
