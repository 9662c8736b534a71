/// What a supervisor sees of one account at this moment. It decides nothing.
public struct BoardReport: Hashable, Sendable {
    /// One agent on the list.
    public struct Line: Hashable, Sendable {
        /// Who.
        public let agent: AgentID
        /// For sessions of the account's present channel.
        public let status: AgentStatus
        /// The slots that it fills in this account.
        public let load: Int
        /// And over all accounts.
        public let total: Int
        /// Why it would not get a new visitor's session now; nil when it may.
        public let reason: Exclusion?
    }

    /// A chat that the platform shows with somebody else than kefud does.
    public struct Drift: Hashable, Sendable {
        /// Whose chat.
        public let conversation: ConversationID
        /// The open session, or the last one.
        public let session: SessionID?
        /// Who has it here; nil when it waits or has ended.
        public let agent: AgentID?
        /// Whom the platform shows.
        public let platformAgent: AgentID
    }

    /// Where the account stands.
    public let status: AccountStatus
    /// Whether it is within its reception hours.
    public let isOpen: Bool
    /// Until when nobody is chosen, after an unexplained refusal (rule 23).
    public let pausedUntil: Instant?
    /// Sessions without an agent, the longest waiting first.
    public let waiting: [SessionID]
    /// How many sessions have an agent.
    public let active: Int
    /// The cap of each agent.
    public let cap: Int
    /// Every agent on the list, in its order.
    public let agents: [Line]
    /// Chats that the platform shows otherwise.
    public let drift: [Drift]
}

extension RoutingCore {
    /// What a supervisor sees of an account; nil for one that is not adopted.
    public mutating func boardReport(_ id: AccountID, at moment: Moment) -> BoardReport? {
        self.moment = moment
        guard let account = accounts[id] else { return nil }
        // A visitor who writes for the first time now.
        let visitor = Session(
            id: SessionID(0), conversation: ConversationID(id, VisitorID(0)), place: .max,
            waitingSince: moment.now, receptionChannel: account.settings.receptionChannel,
            openedBy: .visitor, openedAt: moment.now)
        var lines: [BoardReport.Line] = []
        for agent in account.settings.agents {
            lines.append(
                BoardReport.Line(
                    agent: agent,
                    status: status(of: agent, in: id, on: account.settings.receptionChannel),
                    load: load(of: agent, in: id), total: load(of: agent),
                    reason: exclusion(of: agent, for: visitor)))
        }
        let open = account.openSessions.compactMap { sessions[$0] }
        let waiting = open.filter { $0.phase == .queued }.sorted { $0.place < $1.place }
        let paused = account.choosesNobodyUntil.flatMap { $0 > moment.now ? $0 : nil }
        return BoardReport(
            status: account.status, isOpen: isOpen(id), pausedUntil: paused,
            waiting: waiting.map(\.id), active: open.filter { $0.phase == .active }.count,
            cap: account.settings.cap, agents: lines, drift: drift(in: id))
    }

    private func drift(in account: AccountID) -> [BoardReport.Drift] {
        var found: [BoardReport.Drift] = []
        for conversation in conversations.values where conversation.id.account == account {
            guard case .agent(let shown) = conversation.platform else { continue }
            let open = conversation.openSession.flatMap { sessions[$0] }
            let agent = open?.phase == .active ? open?.agent : nil
            // A change that is under way is no drift: the platform is about to follow.
            guard agent != shown, conversation.agentInFlight == nil else { continue }
            found.append(
                BoardReport.Drift(
                    conversation: conversation.id,
                    session: conversation.openSession ?? conversation.latestSession, agent: agent,
                    platformAgent: shown))
        }
        return found.sorted { $0.conversation.visitor < $1.conversation.visitor }
    }
}
