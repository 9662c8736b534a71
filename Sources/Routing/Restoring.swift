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
        for stored in snapshot.agents {
            var agent = stored
            agent.polledAt = moment.now
            agents.set(agent)
        }
        // The order of rows decides nothing.
        for account in snapshot.accounts.sorted(by: { $0.id < $1.id }) { restore(account) }
        for conversation in snapshot.conversations { conversations.set(conversation) }
        for session in snapshot.sessions.sorted(by: { $0.id < $1.id }) { restore(session) }
        for effect in snapshot.effects.sorted(by: { $0.id < $1.id }) { restore(effect) }
        for id in conversations.keys.sorted() {
            countSlots(of: id, before: Holders(), after: holders(of: id))
            armResidual(id)
            armTicket(of: id)
            if let open = conversations[id]?.openSession { updateQueue(open) }
        }
        for id in agents.keys.sorted() {
            changeUnstored(id) { _ in }
            reviewStatus(of: id)
            armGraces(of: id)
        }
        for id in accounts.keys.sorted() {
            free(id)
            armAccount(id)
            arm(.account(id), at: moment.now)  // who can be served is served at once
        }
    }

    private mutating func restore(_ stored: Account) {
        var account = stored
        account.knownSince = moment.now
        account.isSettled = false
        for agent in account.settings.agents where account.reception[agent] == nil {
            account.reception[agent] = ListedAgent()
        }
        accounts.set(account)
        renewPlaces(of: account.id, before: [])
        let isOpen = isOpen(account.id)
        accounts.change(account.id) { $0.toldOpen = isOpen }
    }

    private mutating func restore(_ session: Session) {
        add(session)
        if let owner = session.owner { agents.change(owner) { $0.held.append(session.id) } }
        arm(session.id)
    }

    private mutating func restore(_ effect: Effect) {
        effects.set(effect)
        conversations.change(effect.conversation) {
            $0.effects.append(effect.id)
            if effect.attempts > 0, case .change(to: .agent(let agent)) = effect.kind {
                $0.agentInFlight = agent
            }
        }
    }
}
