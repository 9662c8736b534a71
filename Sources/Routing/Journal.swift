/// Why an agent is not eligible for a session.
public enum Exclusion: String, Hashable, Sendable, CaseIterable {
    /// Not on the account's list.
    case notListed = "not_listed"
    /// Not in the directory, or deactivated.
    case inactive
    /// Outside the account's reception hours.
    case outsideHours = "outside_hours"
    /// Offline.
    case offline
    /// Away.
    case away
    /// At the account's cap.
    case atCap = "at_cap"
    /// At 50 sessions over all accounts.
    case atFifty = "at_fifty"
    /// Gave this session back, or had it taken (rule 10), or was silent in it (rule 18).
    case barred
    /// The platform refused it lately (rule 23).
    case refused
    /// The account chooses nobody for a minute after an unexplained refusal (rule 23).
    case accountPaused = "account_paused"
}

/// Which rule a decision followed.
public enum DecisionRule: String, Hashable, Sendable, CaseIterable {
    /// Prior-agent priority.
    case priorAgent = "prior_agent"
    /// 轮流分配.
    case roundRobin = "round_robin"
    /// 空闲分配.
    case idleFirst = "idle_first"
    /// By a supervisor's hand.
    case assigned
    /// By its agent's hand.
    case transferred
    /// In the WeCom client, or found so at the platform.
    case client
    /// Re-routed because its agent was silent (rule 18).
    case agentSilent = "agent_silent"
    /// It waits: nobody was eligible.
    case queued
    /// Back in the queue.
    case requeued
    /// Nobody was there (rule 11).
    case nobodyThere = "nobody_there"
    /// The platform refused the assignment (rule 23).
    case refused
    /// It ended.
    case ended
    /// A decided end was cancelled by the visitor's message (rule 22).
    case endCancelled = "end_cancelled"
    /// A prompt that was due was not sent.
    case promptSkipped = "prompt_skipped"
}

/// An agent who could have been chosen.
public struct Candidate: Hashable, Sendable {
    /// Who.
    public var agent: AgentID
    /// Its sessions over all accounts at the decision.
    public var load: Int
}

/// One decision about a session, with its grounds ("why this agent").
public struct Decision: Hashable, Sendable {
    /// About which session.
    public var session: SessionID
    /// When.
    public var at: Instant
    /// By which rule.
    public var rule: DecisionRule
    /// Who got the session, if anybody.
    public var agent: AgentID?
    /// Who had it before.
    public var from: AgentID?
    /// Who decided by hand.
    public var actor: Actor?
    /// What more there is to say: an end reason, the prompt and why it was not sent, the
    /// platform's code.
    public var detail: String?
    /// How many agents were not eligible, by reason.
    public var excluded = ExclusionCounts()
    /// Up to eight eligible agents in the order of choice, with their loads.
    public var candidates = Candidates()
}

/// One line for an agent's client.
public struct FeedChange: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case assigned, message, recalled, transferred, requeued, ended, status
        case sendFailed = "send_failed"
    }
    /// Whose client learns of it.
    public var agent: AgentID
    /// What happened.
    public var kind: Kind
    /// When.
    public var at: Instant
    /// To which session; nil for `status`.
    public var session: SessionID?
    /// Which message, for `message`, `recalled` and `send_failed`.
    public var message: MessageID?
    /// Who had the session, for `assigned` and `transferred`.
    public var from: AgentID?
    /// Who has it now, for `transferred`.
    public var to: AgentID?
    /// Why: an end reason, a status.
    public var reason: String?
}

/// Something that a supervisor should look at.
public struct Alert: Hashable, Sendable {
    /// What it is about.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// An agent leaves a visitor without an answer (rule 18).
        case agentSilent = "agent_silent"
        /// A visitor's message reached an ended session (rule 22).
        case messageAfterEnd = "message_after_end"
        /// The platform refuses assignments in this account (rule 23).
        case assignmentRefused = "assignment_refused"
        /// The platform kept more than three days of messages from us, or the cursor is lost.
        case messagesLost = "messages_lost"
        /// A pull does not move.
        case pullStuck = "pull_stuck"
        /// An agent holds more sessions than the cap by its own hand.
        case overCap = "over_cap"
    }
    /// What it is about.
    public var kind: Kind
    /// In which account.
    public var account: AccountID
    /// About which session, if one.
    public var session: SessionID?
    /// When.
    public var at: Instant
    /// A sentence's worth of detail without any visitor's text.
    public var detail: String?

    /// An alert.
    public init(
        kind: Kind, account: AccountID, session: SessionID? = nil, at: Instant,
        detail: String? = nil
    ) {
        self.kind = kind
        self.account = account
        self.session = session
        self.at = at
        self.detail = detail
    }
}

/// A message that kefud writes itself: a prompt, or the copy of an agent's reply.
public struct OutgoingMessage: Hashable, Sendable {
    /// Which message.
    public var id: MessageID
    /// In which chat.
    public var conversation: ConversationID
    /// In which session; nil for a welcome.
    public var session: SessionID?
    /// The prompt, or nil for an agent's reply.
    public var prompt: PromptKind?
    /// The agent who wrote.
    public var agent: AgentID?
    /// What it shows.
    public var content: Content
    /// When it was decided.
    public var at: Instant
}

/// How a message of ours stands (the API's `state`).
public enum MessageState: String, Hashable, Sendable, CaseIterable {
    case received, pending, sent, unknown, failed, recalled
}

/// What happened since the journal was last taken: the rows that the same transaction writes.
public struct Journal: Sendable {
    /// Rows whose stored form has changed, each once.
    public var sessions: [SessionID] = []
    /// Likewise.
    public var conversations: [ConversationID] = []
    /// Likewise.
    public var agents: [AgentID] = []
    /// Likewise (pointer, times, pauses; not the settings).
    public var accounts: [AccountID] = []
    /// Likewise: agents on accounts' lists.
    public var reception: Set<ListKey> = []
    /// New effects, in order.
    public var effects: [Effect] = []
    /// Effects whose attempt was counted just now.
    public var attempted: [EffectID] = []
    /// Effects that are over, and how: an outcome, or nil when they were withdrawn.
    public var finished: [(effect: EffectID, outcome: EffectOutcome?)] = []
    /// Which session a stored message belongs to; later entries replace earlier ones.
    public var placements: [(message: MessageID, session: SessionID)] = []
    /// Ratings: the session that is rated, and the choice.
    public var ratings: [(session: SessionID, choice: String, message: MessageID)] = []
    /// Ended sessions that a message reached too late: they are unanswered (rule 22).
    public var unansweredAfterEnd: [SessionID] = []
    /// Messages that kefud writes itself.
    public var outgoing: [OutgoingMessage] = []
    /// Messages whose state has changed, with the platform's code.
    public var messageStates: [(message: MessageID, state: MessageState, code: Int?)] = []
    /// Decisions, in order.
    public var decisions: [Decision] = []
    /// Lines for agents' clients, in order.
    public var feed: [FeedChange] = []
    /// Alerts, in order.
    public var alerts: [Alert] = []
    /// Accounts whose servicer list should be asked soon (after 95014 or 95019).
    public var wantsServicerList: Set<AccountID> = []

    /// An agent on an account's list.
    public struct ListKey: Hashable, Sendable {
        /// The account.
        public let account: AccountID
        /// The agent.
        public let agent: AgentID

        /// This agent on this list.
        public init(_ account: AccountID, _ agent: AgentID) {
            self.account = account
            self.agent = agent
        }
    }

    /// Nothing yet.
    public init() {}

    /// Nothing yet, with room for what a journal like those before notes.
    init(after last: Journal) {
        sessions = .roomy(as: last.sessions)
        conversations = .roomy(as: last.conversations)
        agents = .roomy(as: last.agents)
        accounts = .roomy(as: last.accounts)
        effects = .roomy(as: last.effects)
        attempted = .roomy(as: last.attempted)
        finished = .roomy(as: last.finished)
        placements = .roomy(as: last.placements)
        decisions = .roomy(as: last.decisions)
        feed = .roomy(as: last.feed)
    }
}

extension Array {
    /// Empty, with room for as much as another has, though one commit that was unlike others does
    /// not take it from all that follow. Few are no reason to ask for room that may not be needed.
    fileprivate static func roomy(as other: Self) -> Self {
        var array: Self = []
        if other.count > 4 { array.reserveCapacity(Swift.min(other.count, 256)) }
        return array
    }
}

// Rows are noted once. Each keeps the index at which it was noted last; whether it stands there in
// this journal is seen there, so nothing has to be cleared when a new journal begins.
extension Journal {
    /// The stored form of a session has changed.
    mutating func note(_ session: inout Session) {
        Self.note(session.id, in: &sessions, &session.journalIndex)
    }

    /// The stored form of a conversation has changed.
    mutating func note(_ conversation: inout Conversation) {
        Self.note(conversation.id, in: &conversations, &conversation.journalIndex)
    }

    /// The stored form of an agent has changed.
    mutating func note(_ agent: inout Agent) {
        Self.note(agent.id, in: &agents, &agent.journalIndex)
    }

    /// The stored form of an account has changed.
    mutating func note(_ account: inout Account) {
        Self.note(account.id, in: &accounts, &account.journalIndex)
    }

    @inline(__always)
    private static func note<ID: Equatable>(_ id: ID, in rows: inout [ID], _ index: inout Int32) {
        if Int(index) < rows.count, rows[Int(index)] == id { return }
        index = Int32(truncatingIfNeeded: rows.count)
        rows.append(id)
    }
}
