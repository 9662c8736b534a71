/// Where a session stands.
public enum SessionPhase: String, Hashable, Sendable, CaseIterable {
    /// Waits for an agent. Becomes `active` or `ended`.
    case queued
    /// An agent has it. Becomes `queued` or `ended`.
    case active
    /// Final. The visitor's next message opens another session.
    case ended
}

/// Why a session ended.
public enum EndReason: String, Hashable, Sendable, CaseIterable {
    /// The agent ended it, in kefud or in the WeCom client.
    case agent
    /// The visitor chose so in a menu.
    case visitor
    /// The visitor wrote nothing for too long, or the 48 h are over (rules 17 and 19).
    case visitorSilent = "visitor_silent"
    /// Nobody was there (rule 11).
    case offline
    /// It went on in another account (rule 16).
    case transferredOut = "transferred_out"
    /// Its account was deleted or withdrawn.
    case accountDeleted = "account_deleted"
    /// A supervisor or an administrator ended it.
    case admin
    /// The platform ended it, or a state read shows it gone.
    case platform
}

/// How a session came to be.
public enum Opener: String, Hashable, Sendable, CaseIterable {
    /// A visitor's message.
    case visitor
    /// An agent in the WeCom client re-opened an ended one.
    case agent
    /// It was found at the platform.
    case platform
}

/// A decided end that has not happened yet (rule 22).
public struct PendingEnd: Hashable, Sendable {
    /// The first closing call; nil until it is known from which platform state to close.
    @Packed public var firstCall: EffectID?
    /// What is said in place of the end prompt (a transfer's closing message).
    public var closingText: String?
    /// Where the visitor is sent (rule 16).
    @Packed public var transferTo: AccountID?
    /// Why.
    public var reason: EndReason
    /// Whether the session has reached its longest life (rule 19): no prompt, no way back.
    public var isLifeOver: Bool

    /// An end as it is decided.
    public init(
        reason: EndReason, firstCall: EffectID? = nil, closingText: String? = nil,
        transferTo: AccountID? = nil, isLifeOver: Bool = false
    ) {
        self.reason = reason
        self.firstCall = firstCall
        self.closingText = closingText
        self.transferTo = transferTo
        self.isLifeOver = isLifeOver
    }
}

extension PendingEnd {
    /// What is said at this end.
    var promptKind: PromptKind { closingText == nil ? .end : .closing }
}

/// A code of the platform that allows one message (48 h) while the session stays in its state.
public struct UnspentCode: Hashable, Sendable {
    /// The code (`msg_code`).
    public var code: String
    /// The state whose entry brought it.
    public var state: PlatformState
    /// Until when it lives.
    public var until: Instant

    /// A code as it is stored.
    public init(code: String, state: PlatformState, until: Instant) {
        self.code = code
        self.state = state
        self.until = until
    }
}

/// What a refused assignment restores (rule 23).
public struct AssignmentUndo: Hashable, Sendable {
    /// The change to state 3 that is not answered yet.
    public var effect: EffectID
    /// The agent who had the session before; nil when it waited.
    @Packed public var agent: AgentID?
    /// The account's pointer before a round-robin choice; nil twice when the choice moved none.
    public var pointer: AgentID??
    /// The prior agent before.
    @Packed public var priorAgent: AgentID?
    /// When the chosen agent had last received a session before.
    @Packed public var lastReceivedAt: Instant?
    /// When the session was first assigned before, if it was.
    @Packed public var assignedAt: Instant?

    /// What to go back to.
    public init(
        effect: EffectID, agent: AgentID?, pointer: AgentID??, priorAgent: AgentID?,
        lastReceivedAt: Instant?, assignedAt: Instant?
    ) {
        self.effect = effect
        self.agent = agent
        self.pointer = pointer
        self.priorAgent = priorAgent
        self.lastReceivedAt = lastReceivedAt
        self.assignedAt = assignedAt
    }
}

/// An agent who may not have this session for a while (rule 10).
public struct BarredAgent: Hashable, Sendable {
    /// Who.
    public var agent: AgentID
    /// Until when, unless another agent has it before.
    public var until: Instant

    /// An agent and the end of its bar.
    public init(agent: AgentID, until: Instant) {
        self.agent = agent
        self.until = until
    }
}

/// An agent's message after the visitor's last one; it is forgotten when it fails.
public struct AgentMessage: Hashable, Sendable {
    /// Which message.
    public var message: MessageID
    /// When it was committed (or sent, after a downtime).
    public var at: Instant

    /// A message and its time.
    public init(message: MessageID, at: Instant) {
        self.message = message
        self.at = at
    }
}

/// One session (会话). Everything that a start must know again is stored.
public struct Session: Hashable, Sendable {
    /// Which session.
    public let id: SessionID
    /// Whose chat it belongs to.
    public let conversation: ConversationID
    /// Who has it; the last one who had it when it is ended.
    @Packed public var agent: AgentID?
    /// Its number in the order of first entries into routing, over all accounts (rule 7).
    public var place: Int64
    /// When it first entered routing.
    public var waitingSince: Instant
    /// When it was opened.
    public var openedAt: Instant
    /// When an agent first got it.
    @Packed public var assignedAt: Instant?
    /// When it ended.
    @Packed public var endedAt: Instant?
    /// When somebody last wrote.
    @Packed public var lastMessageAt: Instant?
    /// When the visitor last wrote in it.
    @Packed public var visitorWroteAt: Instant?
    /// When the visitor's silence ends the session (rule 17).
    @Packed public var visitorSilentAt: Instant?
    /// When the agent's silence raises an alert (rule 18).
    @Packed public var agentSilentAt: Instant?
    /// What most sessions do not have.
    var rare = RareFields<SessionRarities>()
    /// A decided end that has not happened yet.
    public var pendingEnd: PendingEnd?
    /// What a refusal of the assignment under way restores.
    public var undo: AssignmentUndo?
    /// Where it stands.
    public var phase: SessionPhase = .queued
    /// The channel that it opened with; a session found in state 3 is `wecom` from then on.
    public var receptionChannel: ReceptionChannel
    /// How it came to be.
    public var openedBy: Opener
    /// Why it ended.
    public var endReason: EndReason?
    /// Whether the newest message by a person is the visitor's (failed ones do not count).
    public var isUnanswered = false
    /// Whether the queue prompt has been sent or given up: once a session.
    public var queuePromptIsDone = false
    /// Whether the end prompt has been sent or given up.
    public var endPromptIsDone = false
    /// Whether its conversation's state is being read before it may be routed (rule 23).
    public var waitsForRead = false
    /// Whether its agent is gone and it goes back to the queue when the visitor writes (rule 14).
    public var agentIsGone = false

    // What follows is not stored.

    /// Whether the platform refused it in the pool: that is not asked twice (rule 23).
    var poolIsRefused = false
    /// Where it waits, if it does.
    var waitsAs: WaitingLine.Kind?
    /// The deadline that counts.
    @Packed var deadline: Instant?
    /// Where it stands among its account's open sessions.
    var openIndex: Int32?
    /// The code of the refusal that is being read back: a restart forgives it.
    var refusedCode: Int32?
    /// Where it stood in the journal when it was last noted there.
    var journalIndex: Int32 = 0

    /// A session that has just been opened.
    public init(
        id: SessionID, conversation: ConversationID, place: Int64, waitingSince: Instant,
        receptionChannel: ReceptionChannel, openedBy: Opener, openedAt: Instant
    ) {
        self.id = id
        self.conversation = conversation
        self.place = place
        self.waitingSince = waitingSince
        self.receptionChannel = receptionChannel
        self.openedBy = openedBy
        self.openedAt = openedAt
    }

    /// Rule 18: whoever has it while the visitor waits for an answer has held it silently.
    mutating func noteSilentHolder() {
        guard phase == .active, isUnanswered, let agent, !heldSilently.contains(agent)
        else { return }
        heldSilently.append(agent)
    }

    /// The agent who has it now; nil while it waits and once it has ended.
    var owner: AgentID? { phase == .active ? agent : nil }

    /// Whether it is in its account's queue: not while its end or a state read is under way.
    var waits: Bool { phase == .queued && pendingEnd == nil && !waitsForRead }

    /// Its account.
    @inline(__always)
    public var account: AccountID { conversation.account }

    /// When no session may live any longer (rule 19): 47 h 55 min after the opening or the
    /// visitor's last message, whichever is later.
    public var livesUntil: Instant { Self.longestLife(from: openedAt, visitorWroteAt) }

    /// Rule 19, from the opening and the visitor's last message.
    static func longestLife(from openedAt: Instant, _ wroteAt: Instant?) -> Instant {
        max(openedAt, wroteAt ?? openedAt) + .minutes(47 * 60 + 55)
    }
}
