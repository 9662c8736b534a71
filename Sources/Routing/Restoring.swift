// A start: live state is read from the disk and goes on.

extension RoutingCore {
    /// Goes on from what was stored. Every agent counts as having polled just now, and no time-out
    /// acts on an account before its first pull is through (section 1.3).
    public init(
        _ configuration: RoutingConfiguration, _ snapshot: Snapshot, at moment: Moment
    ) {
        self.configuration = configuration
        self.moment = moment
        counters = snapshot.counters
        lastCommit = snapshot.lastCommit
        for agent in snapshot.agents { agents[agent.id] = agent }
        for id in agents.keys { agents[id]?.polledAt = moment.now }
        // The order of rows decides nothing.
        for account in snapshot.accounts.sorted(by: { $0.id < $1.id }) { restore(account) }
        for conversation in snapshot.conversations { conversations[conversation.id] = conversation }
        for session in snapshot.sessions.sorted(by: { $0.id < $1.id }) { restore(session) }
        for effect in snapshot.effects.sorted(by: { $0.id < $1.id }) { restore(effect) }
        for id in conversations.keys.sorted() {
            countSlots(of: id, before: Holders())
            armResidual(id)
            armTicket(of: id)
            if let open = conversations[id]?.openSession { updateQueue(open) }
        }
        for id in agents.keys.sorted() {
            reviewStatus(of: id)
            armGraces(of: id)
        }
        for id in accounts.keys.sorted() {
            freed.insert(id)
            armAccount(id)
            timers.arm(.account(id), at: moment.now)  // who can be served is served at once
        }
    }

    private mutating func restore(_ stored: Account) {
        var account = stored
        account.knownSince = moment.now
        account.isSettled = false
        for agent in account.settings.agents {
            if account.reception[agent] == nil { account.reception[agent] = ListedAgent() }
            if agents[agent] == nil { agents[agent] = Agent(id: agent) }
            agents[agent]?.accounts.append(account.id)
        }
        accounts[account.id] = account
        let isOpen = isOpen(account.id)
        accounts[account.id]?.toldOpen = isOpen
    }

    private mutating func restore(_ session: Session) {
        sessions[session.id] = session
        accounts[session.account]?.openSessions.insert(session.id)
        if session.phase == .active, let agent = session.agent {
            agents[agent]?.sessions.insert(session.id)
        }
        arm(session)
    }

    private mutating func restore(_ effect: Effect) {
        effects[effect.id] = effect
        conversations[effect.conversation]?.effects.append(effect.id)
        if effect.attempts > 0, case .change(to: .agent(let agent)) = effect.kind {
            conversations[effect.conversation]?.agentInFlight = agent
        }
    }
}
