/// How an account chooses among its eligible agents (接待规则).
public enum Strategy: String, Hashable, Sendable, CaseIterable {
    /// 轮流分配: the next eligible agent after the pointer.
    case roundRobin = "round_robin"
    /// 空闲分配: the eligible agent with the fewest open sessions.
    case idleFirst = "idle_first"
}

/// Where agents read and write (rule 9).
public enum ReceptionChannel: String, Hashable, Sendable, CaseIterable {
    /// In the WeCom client: the platform hands the session over (its state 3).
    case wecom
    /// Through kefud: the session stays with the API (the platform's state 0 or 1).
    case relay
}

/// What becomes of a session when nobody is there (rule 11).
public enum WhenNobody: String, Hashable, Sendable, CaseIterable {
    /// It ends with the reason `offline`.
    case end
    /// It waits.
    case queue
}

/// What an administrator decides about one account (客服账号管理).
public struct AccountSettings: Hashable, Sendable {
    /// The agents in list order, departments expanded; at most 200.
    public var agents: [AgentID]
    /// How an agent is chosen.
    public var strategy: Strategy
    /// 优先分配给上次接待人员.
    public var priorAgentFirst: Bool
    /// 接待上限, 1..50 sessions of this account for each agent.
    public var cap: Int
    /// When visitors are received.
    public var hours: ReceptionHours
    /// 超时结束聊天; nil leaves only the 48 h end.
    public var visitorSilence: Interval?
    /// How long an agent may leave a visitor without an answer; nil switches rule 18 off.
    public var agentSilence: Interval?
    /// What becomes of a session when nobody is there.
    public var whenNobody: WhenNobody
    /// The channel of sessions that open from now on.
    public var receptionChannel: ReceptionChannel
    /// What is said.
    public var prompts: Prompts

    /// Settings of an account.
    public init(
        agents: [AgentID], strategy: Strategy, priorAgentFirst: Bool, cap: Int,
        hours: ReceptionHours, visitorSilence: Interval?, agentSilence: Interval?,
        whenNobody: WhenNobody, receptionChannel: ReceptionChannel, prompts: Prompts
    ) {
        self.agents = agents
        self.strategy = strategy
        self.priorAgentFirst = priorAgentFirst
        self.cap = cap
        self.hours = hours
        self.visitorSilence = visitorSilence
        self.agentSilence = agentSilence
        self.whenNobody = whenNobody
        self.receptionChannel = receptionChannel
        self.prompts = prompts
    }
}

/// Where an adopted account stands.
public enum AccountStatus: String, Hashable, Sendable, CaseIterable {
    /// Sessions are routed. Becomes `deleting` or `withdrawn`.
    case active
    /// An administrator deletes it: messages are stored and open nothing. Becomes `active` again
    /// when the deletion is taken back, or `deleted`.
    case deleting
    /// The platform took it away. Becomes `active` when it is given back.
    case withdrawn
    /// Gone at the platform; its history stays.
    case deleted
}

/// An adopted account with what routing remembers about it.
public struct Account: Hashable, Sendable {
    /// Which account.
    public let id: AccountID
    /// Where it stands.
    public var status: AccountStatus
    /// What an administrator decided.
    public var settings: AccountSettings
    /// The agent of the last round-robin choice; nil starts at the top of the list.
    public var pointer: AgentID?
    /// When the last assignments were made, oldest first, at most 21 (for `{wait_minutes}`).
    public var assignmentTimes: [Instant]
    /// Until when nobody is chosen, after an unexplained refusal (rule 23).
    public var choosesNobodyUntil: Instant?
    /// When the platform last gave it back, after it had taken it away: what happened in its chats
    /// before is of a time of which kefud knows nothing (rules 22 and 23).
    public var givenBackAt: Instant?
    /// The agents on the list, by what the platform and their clients say about them.
    public var reception: [AgentID: ListedAgent]

    /// An account as it is stored.
    public init(
        id: AccountID, status: AccountStatus, settings: AccountSettings, pointer: AgentID? = nil,
        assignmentTimes: [Instant] = [], choosesNobodyUntil: Instant? = nil,
        givenBackAt: Instant? = nil, reception: [AgentID: ListedAgent] = [:]
    ) {
        self.id = id
        self.status = status
        self.settings = settings
        self.pointer = pointer
        self.assignmentTimes = assignmentTimes
        self.choosesNobodyUntil = choosesNobodyUntil
        self.givenBackAt = givenBackAt
        self.reception = reception
    }

    // What follows is not stored: it is known again after a start.

    /// Whether time-outs may act: the first pull since the start is through, or failed for 60 s.
    var isSettled = false
    /// When this run learned of the account (the 60 s of `isSettled` count from here).
    var knownSince: Instant?
    /// Whether the wall clock was within the hours when they were last looked at, when that was,
    /// and until when it holds.
    var wasOpen = false
    var hoursCheckedAt: Instant?
    var hoursHoldUntil: Instant?
    /// What the account's queue was last told about the hours (rule 12).
    var toldOpen = false
    /// Waiting sessions by place.
    var waiting = WaitingLine()
    /// Every session that is not ended, in no order.
    var open: [SessionID] = []
    /// Who on the list is eligible.
    var eligibility = EligibilityIndex(positions: 0)
    /// What was last said of one who waits: it is the same for the next ones.
    var waitingDetail = WaitingDetail(counts: ExclusionCounts(), text: "")
    /// Whether something was freed here that could serve somebody who waits.
    var isFreed = false
    /// Where it stood in the journal when it was last noted there.
    var journalIndex: Int32 = 0

    /// Every session that is not ended.
    var openSessions: Set<SessionID> { Set(open) }

    /// Counts in words.
    struct WaitingDetail: Hashable, Sendable {
        let counts: ExclusionCounts
        let text: String
    }
}
