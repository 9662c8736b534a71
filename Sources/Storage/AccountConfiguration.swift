public import Routing

/// An account as an administrator sees it: what routing follows (`AccountSettings`), before
/// departments are expanded and the zone is looked up, and what is only shown.
public struct AccountConfiguration: Hashable, Sendable {
    /// 1 … 16 characters.
    public var name: String
    /// Whose account it is.
    public var subOrganisation: SubOrganisationID?
    /// The members that were chosen by hand, in order.
    public var agents: [AgentID]
    /// The departments that were chosen; they are expanded with their sub-departments.
    public var departments: [DepartmentID]
    /// Whether the platform's next servicer list becomes the list of agents (adoption).
    public var takesPlatformList: Bool
    /// How an agent is chosen.
    public var strategy: Strategy
    /// 优先分配给上次接待人员.
    public var priorAgentFirst: Bool
    /// 接待上限, 1 … 50.
    public var cap: Int
    /// A name of the tz database.
    public var timeZone: String
    /// The spans, without their zone.
    public var weekly: [Int: [HoursSpan]]
    /// The dates, without their zone.
    public var dates: [CalendarDate: [HoursSpan]]
    /// 超时结束聊天; nil leaves only the 48 h end.
    public var visitorSilence: Interval?
    /// Nil switches rule 18 off.
    public var agentSilence: Interval?
    /// What becomes of a session when nobody is there.
    public var whenNobody: WhenNobody
    /// The channel of sessions that open from now on.
    public var receptionChannel: ReceptionChannel
    /// What is said.
    public var prompts: Prompts

    /// A configuration.
    public init(
        name: String, subOrganisation: SubOrganisationID? = nil, agents: [AgentID] = [],
        departments: [DepartmentID] = [], takesPlatformList: Bool = false,
        strategy: Strategy = .roundRobin,
        priorAgentFirst: Bool = true, cap: Int = 10, timeZone: String = "Asia/Shanghai",
        weekly: [Int: [HoursSpan]] = [:], dates: [CalendarDate: [HoursSpan]] = [:],
        visitorSilence: Interval? = nil, agentSilence: Interval? = nil,
        whenNobody: WhenNobody = .end, receptionChannel: ReceptionChannel = .wecom,
        prompts: Prompts
    ) {
        self.name = name
        self.subOrganisation = subOrganisation
        self.agents = agents
        self.departments = departments
        self.takesPlatformList = takesPlatformList
        self.strategy = strategy
        self.priorAgentFirst = priorAgentFirst
        self.cap = cap
        self.timeZone = timeZone
        self.weekly = weekly
        self.dates = dates
        self.visitorSilence = visitorSilence
        self.agentSilence = agentSilence
        self.whenNobody = whenNobody
        self.receptionChannel = receptionChannel
        self.prompts = prompts
    }

    /// The hours as the API gives them.
    public var hours: HoursDocument {
        HoursDocument(
            ReceptionHours(
                zone: ZoneOffsets(initialSeconds: 0), weekly: weekly, dates: dates))
    }

    /// What routing follows.
    func settings(agents: [AgentID], zone: ZoneOffsets) -> AccountSettings {
        AccountSettings(
            agents: agents, strategy: strategy, priorAgentFirst: priorAgentFirst, cap: cap,
            hours: ReceptionHours(zone: zone, weekly: weekly, dates: dates),
            visitorSilence: visitorSilence, agentSilence: agentSilence, whenNobody: whenNobody,
            receptionChannel: receptionChannel, prompts: prompts)
    }
}
