/// A call to the platform that a decision caused. It is stored in the decision's transaction and
/// performed afterwards, in order within its conversation (section 3).
public struct Effect: Hashable, Sendable {
    /// Which effect; also the order within its conversation.
    public let id: EffectID
    /// Whose chat it concerns.
    public let conversation: ConversationID
    /// The session that caused it; nil for a welcome and for a read without a session.
    public let session: SessionID?
    /// What to ask of the platform.
    public let kind: Kind
    /// When it was decided.
    public let createdAt: Instant
    /// When it is too late (a code's life less 2 s); nil when it is never too late.
    public let deadline: Instant?
    /// How often it has been tried; the attempt is counted before it is made.
    public var attempts: Int
    /// When the newest attempt was counted: what came of it happened then.
    public var attemptedAt: Instant?

    /// An effect as it is stored.
    public init(
        id: EffectID, conversation: ConversationID, session: SessionID?, kind: Kind,
        createdAt: Instant, deadline: Instant? = nil, attempts: Int = 0,
        attemptedAt: Instant? = nil
    ) {
        self.id = id
        self.conversation = conversation
        self.session = session
        self.kind = kind
        self.createdAt = createdAt
        self.deadline = deadline
        self.attempts = attempts
        self.attemptedAt = attemptedAt
    }

    /// The calls that routing makes. What is said stands apart, so that the others are small.
    public enum Kind: Hashable, Sendable {
        /// `service_state/trans` to this state (never `.open`).
        case change(to: PlatformState)
        /// `service_state/get`. One that adopts opens a session for what it finds in state 2 or 3.
        case readState(adopts: Bool)
        /// `send_msg`: an agent's message (prompt nil) or a prompt.
        indirect case send(Content, MessageID, PromptKind?)
        /// `send_msg_on_event` with a one-shot code.
        indirect case sendOnCode(String, Content, MessageID, PromptKind)
    }
}

/// How an effect came out, as the outbox reports it. "Not now" is no outcome: it is tried again.
public enum EffectOutcome: Hashable, Sendable {
    /// Done; a state change may bring a code that allows one message.
    case accepted(code: String?)
    /// A definite error of the platform; the same call is not repeated.
    case refused(code: Int)
    /// What a state read shows, or what settles a state change of unknown outcome.
    case observed(PlatformState)
    /// Nobody knows, and it may not be tried again.
    case unknown
    /// Its deadline passed before it was tried.
    case missed
    /// An administrator dropped it.
    case dropped
}

/// Whether an effect may be performed after all.
public enum AttemptVerdict: Hashable, Sendable {
    /// Its attempt is counted: make the call.
    case proceed
    /// It has been withdrawn, superseded or is too late: make no call.
    case withdrawn
}
