// Rule 4: which slots are taken. They are never counted up and down by hand: each change of a
// session or conversation compares the agents who hold it before and after, so none can leak.

/// The agents whose slot one conversation fills: at most three, each once.
struct Holders: Equatable, Sequence, IteratorProtocol {
    private var first: AgentID?
    private var second: AgentID?
    private var third: AgentID?

    init() {}

    init(_ chosen: AgentID?, _ shown: AgentID?, _ inFlight: AgentID?) {
        insert(chosen)
        insert(shown)
        insert(inFlight)
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

    var isEmpty: Bool { first == nil }

    /// Takes the first one out.
    mutating func next() -> AgentID? {
        defer { (first, second, third) = (second, third, nil) }
        return first
    }
}

extension RoutingCore {
    /// Who holds a conversation: the agent whom kefud chose, the one whom the platform shows, and
    /// the one of a change to state 3 that is under way.
    @inline(__always)
    func holders(of id: ConversationID) -> Holders {
        guard let slot = conversations.slot(of: id) else { return Holders() }
        return holders(of: slot, chosen: chosenAgent(of: conversations[at: slot].openSession))
    }

    @inline(__always)
    private func holders(of slot: Int, chosen: AgentID?) -> Holders {
        holders(
            chosen: chosen, shown: conversations[at: slot].platform,
            inFlight: conversations[at: slot].agentInFlight)
    }

    private func holders(
        chosen: AgentID?, shown: PlatformState, inFlight: AgentID?
    ) -> Holders {
        var agent: AgentID?
        if case .agent(let shown) = shown { agent = shown }
        return Holders(chosen, agent, inFlight)
    }

    /// Who has the session in a slot (`Session.owner`).
    @inline(__always)
    func owner(at slot: Int) -> AgentID? {
        sessions[at: slot].phase == .active ? sessions[at: slot].agent : nil
    }

    @inline(__always)
    private func chosenAgent(of open: SessionID?) -> AgentID? {
        guard let open, let slot = sessions.slot(of: open) else { return nil }
        return owner(at: slot)
    }

    /// Changes a session and keeps everything that depends on it right: slots, the queue, the
    /// agent's sessions, timers, the journal.
    mutating func change(_ id: SessionID, _ body: (inout Session) -> Void) {
        if let slot = sessions.slot(of: id) { change(sessionAt: slot, body) }
    }

    mutating func change(sessionAt slot: Int, _ body: (inout Session) -> Void) {
        let owner = self.owner(at: slot)
        body(&sessions[at: slot])
        journal.note(&sessions[at: slot])
        if self.owner(at: slot) != owner { changedHands(at: slot, from: owner) }
        updateQueue(at: slot)
        arm(sessionAt: slot)
    }

    /// A session is with somebody else, or with nobody, or no longer.
    private mutating func changedHands(at slot: Int, from before: AgentID?) {
        let id = sessions[at: slot].id
        let owner = self.owner(at: slot)
        if let chat = conversations.slot(of: sessions[at: slot].conversation),
            conversations[at: chat].openSession == id
        {
            countSlots(
                of: sessions[at: slot].conversation, before: holders(of: chat, chosen: before),
                after: holders(of: chat, chosen: owner))
        }
        if let before { agents.change(before) { $0.letGo(id) } }
        if let owner { agents.change(owner) { $0.held.append(id) } }
    }

    /// Changes a conversation and keeps the slots right.
    mutating func change(_ id: ConversationID, _ body: (inout Conversation) -> Void) {
        if let slot = conversations.slot(of: id) { change(conversationAt: slot, body) }
    }

    mutating func change(conversationAt slot: Int, _ body: (inout Conversation) -> Void) {
        let open = conversations[at: slot].openSession
        let shown = conversations[at: slot].platform
        let inFlight = conversations[at: slot].agentInFlight
        body(&conversations[at: slot])
        journal.note(&conversations[at: slot])
        let openNow = conversations[at: slot].openSession
        guard
            openNow != open || conversations[at: slot].platform != shown
                || conversations[at: slot].agentInFlight != inFlight
        else { return }
        let chosen = chosenAgent(of: open)
        let before = holders(chosen: chosen, shown: shown, inFlight: inFlight)
        let after = holders(of: slot, chosen: openNow == open ? chosen : chosenAgent(of: openNow))
        guard after != before else { return }
        countSlots(of: conversations[at: slot].id, before: before, after: after)
        if let openNow { updateQueue(openNow) }
    }

    /// Moves the counts from those who held a conversation to those who hold it now.
    mutating func countSlots(of id: ConversationID, before: Holders, after: Holders) {
        guard after != before else { return }
        for agent in after where !before.contains(agent) {
            addLoad(1, ofAgentAt: know(agent), in: id.account)
        }
        for agent in before where !after.contains(agent) {
            let slot = know(agent)
            addLoad(-1, ofAgentAt: slot, in: id.account)
            markFreed(agentAt: slot, in: id.account)
        }
    }

    /// A slot of this agent is free: whoever waits there may be served, and, when the agent was at
    /// its fifty, whoever waits in another account that could give it a session now. To one who
    /// waits with a slot of its own the list is not the same as to the others, so these are looked
    /// at in any case.
    private mutating func markFreed(agentAt slot: Int, in account: AccountID) {
        free(account)
        guard agents[at: slot].totalLoad >= Self.sessionsMax - 1 else { return }
        for place in agents[at: slot].places where place.isListed {
            let account = Int(place.accountSlot)
            if place.isBelowCap || accounts[at: account].waiting.hasSpecial {
                free(accountAt: account)
            }
        }
    }

    /// Where an agent stands; one whom only the WeCom client knows so far stands there from now on.
    @discardableResult
    mutating func know(_ agent: AgentID) -> Int {
        if let slot = agents.slot(of: agent) { return slot }
        var known = Agent(id: agent)
        known.polledAt = moment.now
        agents.add(known)
        return agents.count - 1
    }

    /// The hard limit of sessions over all accounts (rule 4).
    static let sessionsMax = 50
}

// Which sessions an account has open.
extension RoutingCore {
    /// Takes a session into memory, as one of its account's open ones.
    mutating func add(_ session: Session) {
        var session = session
        if let account = accounts.slot(of: session.account) {
            session.openIndex = Int32(accounts[at: account].open.count)
            accounts[at: account].open.append(session.id)
        }
        sessions.add(session)
    }

    /// The session has ended: the last one of its account's list takes its place there.
    mutating func closeInAccount(_ id: SessionID) {
        guard let slot = sessions.slot(of: id),
            let account = accounts.slot(of: sessions[at: slot].account),
            let index = sessions[at: slot].openIndex.map(Int.init)
        else { return }
        sessions[at: slot].openIndex = nil
        let last = accounts[at: account].open.removeLast()
        guard last != id else { return }
        accounts[at: account].open[index] = last
        sessions.change(last) { $0.openIndex = Int32(index) }
    }
}
