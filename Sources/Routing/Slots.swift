// Rule 4: which slots are taken. They are never counted up and down by hand: each change of a
// session or conversation compares the agents who hold it before and after, so none can leak.

/// The agents whose slot one conversation fills: at most three, each once.
struct Holders: Equatable {
    private var first: AgentID?
    private var second: AgentID?
    private var third: AgentID?

    init(_ agents: AgentID?...) {
        for agent in agents { insert(agent) }
    }

    private mutating func insert(_ agent: AgentID?) {
        guard let agent, !contains(agent) else { return }
        if first == nil {
            first = agent
        } else if second == nil {
            second = agent
        } else {
            third = agent
        }
    }

    func contains(_ agent: AgentID) -> Bool {
        agent == first || agent == second || agent == third
    }

    var agents: [AgentID] { [first, second, third].compactMap { $0 } }
}

extension RoutingCore {
    /// Who holds a conversation: the agent whom kefud chose, the one whom the platform shows, and
    /// the one of a change to state 3 that is under way.
    func holders(of id: ConversationID) -> Holders {
        guard let conversation = conversations[id] else { return Holders() }
        var chosen: AgentID?
        if let open = conversation.openSession, let session = sessions[open],
            session.phase == .active
        {
            chosen = session.agent
        }
        var shown: AgentID?
        if case .agent(let agent) = conversation.platform { shown = agent }
        return Holders(chosen, shown, conversation.agentInFlight)
    }

    /// Changes a session and keeps everything that depends on it right: slots, the queue, the
    /// agent's sessions, timers, the journal.
    mutating func change(_ id: SessionID, _ body: (inout Session) -> Void) {
        guard var session = sessions[id] else { return }
        let old = session
        let before = holders(of: session.conversation)
        body(&session)
        guard session != old else { return }
        sessions[id] = session
        journal.sessions.insert(id)
        countSlots(of: session.conversation, before: before)
        let oldOwner = old.phase == .active ? old.agent : nil
        let owner = session.phase == .active ? session.agent : nil
        if oldOwner != owner {
            if let oldOwner { agents[oldOwner]?.sessions.remove(id) }
            if let owner { agents[owner]?.sessions.insert(id) }
        }
        updateQueue(id)
        arm(session)
    }

    /// Changes a conversation and keeps the slots right.
    mutating func change(_ id: ConversationID, _ body: (inout Conversation) -> Void) {
        guard var conversation = conversations[id] else { return }
        let before = holders(of: id)
        body(&conversation)
        conversations[id] = conversation
        journal.conversations.insert(id)
        countSlots(of: id, before: before)
    }

    /// Moves the counts from those who held a conversation to those who hold it now.
    mutating func countSlots(of id: ConversationID, before: Holders) {
        let after = holders(of: id)
        guard after != before else { return }
        if let open = conversations[id]?.openSession { updateQueue(open) }
        for agent in after.agents where !before.contains(agent) {
            know(agent)
            agents[agent]?.loads[id.account, default: 0] += 1
            agents[agent]?.totalLoad += 1
        }
        for agent in before.agents where !after.contains(agent) {
            let left = (agents[agent]?.loads[id.account] ?? 1) - 1
            agents[agent]?.loads[id.account] = left == 0 ? nil : left
            agents[agent]?.totalLoad -= 1
            markFreed(agent, in: id.account)
        }
    }

    /// A slot of this agent is free: whoever waits where it is listed may be served.
    private mutating func markFreed(_ agent: AgentID, in account: AccountID) {
        freed.insert(account)
        guard let state = agents[agent], state.totalLoad >= Self.sessionsMax - 1 else { return }
        freed.formUnion(state.accounts)
    }

    /// An agent whom only the WeCom client knows so far.
    mutating func know(_ agent: AgentID) {
        if agents[agent] == nil {
            agents[agent] = Agent(id: agent)
            agents[agent]?.polledAt = moment.now
        }
    }

    /// The hard limit of sessions over all accounts (rule 4).
    static let sessionsMax = 50
}
