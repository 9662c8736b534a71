// Rule 23, first half: the platform wins. What agents do in the WeCom client, and what a state
// read shows.

extension RoutingCore {
    /// An agent acted in the client.
    mutating func changedInClient(_ id: ConversationID, _ change: ClientChange, at: Instant) {
        guard let conversation = conversations[id] else { return }
        if conversation.reading != nil { self.change(id) { $0.movedSinceRead = true } }
        guard accounts[id.account]?.status == .active else {
            return note(change, ofUnrouted: id, at: at)
        }
        if isOlder(change, at, than: conversation) {
            return readState(id, session: conversation.openSession, adopts: true)
        }
        let wasInFlight = isInFlight(id)
        switch change {
        case .took(let agent), .transferred(_, let agent):
            yieldToClient(id)
            taken(id, by: agent, opener: .platform, isHand: true)
        case .reopened(let agent): reopened(id, by: agent)
        case .ended(_, let code): endedInClient(id, code: code, at: at)
        }
        if wasInFlight { readState(id, session: conversations[id]?.openSession) }
    }

    /// Whether an event may be older than a change of ours or than the account's return: by its
    /// time, or because it starts from another state than the platform was last seen in. Then the
    /// state decides.
    private func isOlder(
        _ change: ClientChange, _ at: Instant, than conversation: Conversation
    ) -> Bool {
        if let changedAt = conversation.changedAt, at < changedAt { return true }
        if isOfBefore(at, conversation.id.account) { return true }
        let state = conversation.platform
        switch change {
        case .took(let agent): return state != .pool && state != .agent(agent)
        case .transferred(let from, let to):
            return state != .agent(to) && from.map { state != .agent($0) } ?? true
        case .reopened(let agent): return state != .ended && state != .agent(agent)
        case .ended: return false
        }
    }

    /// Whether something happened before the platform gave the account back: the chats were ended
    /// here when it was taken away, whatever they are there.
    func isOfBefore(_ at: Instant, _ account: AccountID) -> Bool {
        accounts[account]?.givenBackAt.map { at < $0 } ?? false
    }

    /// The client wins: an end that has not been tried is cancelled, unless nobody can.
    private mutating func yieldToClient(_ id: ConversationID) {
        guard let conversation = conversations[id], conversation.closing == nil,
            let open = conversation.openSession
        else { return }
        _ = cancelEnd(open)
    }

    /// An account that is being deleted or was withdrawn routes nothing, but slots stay right.
    private mutating func note(
        _ clientChange: ClientChange, ofUnrouted id: ConversationID, at: Instant
    ) {
        if accounts[id.account]?.status == .withdrawn {
            return change(id) { $0.isUncertain = true }
        }
        guard let conversation = conversations[id], accounts[id.account]?.status == .deleting
        else { return }
        if isInFlight(id) || isOlder(clientChange, at, than: conversation) {
            return readState(id, session: nil)
        }
        change(id) {
            switch clientChange {
            case .took(let agent), .transferred(_, let agent), .reopened(let agent):
                $0.platform = .agent(agent)
            case .ended: $0.platform = .ended
            }
        }
        armResidual(id)
    }

    private func isInFlight(_ id: ConversationID) -> Bool {
        conversations[id]?.effects.contains { effect in
            guard let effect = effects[effect], effect.attempts > 0 else { return false }
            if case .change = effect.kind { return true }
            return false
        } ?? false
    }

    /// The chat is with this agent in the client: its session is too, or one is opened for it.
    /// - Parameter isHand: whether the agent itself has just acted, and is not only seen there.
    mutating func taken(
        _ id: ConversationID, by agent: AgentID, opener: Opener, isHand: Bool = false
    ) {
        change(id) {
            $0.platform = .agent(agent)
            $0.isUncertain = false
        }
        if let session = conversations[id]?.openSession {
            follow(client: agent, session, isHand: isHand)
            return
        }
        let session = open(id, by: opener, channel: .wecom)
        follow(client: agent, session)
    }

    /// The client's word about a session: what kefud decided and has not tried is withdrawn.
    private mutating func follow(client agent: AgentID, _ id: SessionID, isHand: Bool = false) {
        guard let slot = sessions.slot(of: id) else { return }
        let session = sessions[at: slot]
        let previous = session.owner
        withdrawChanges(of: id)
        if conversations[session.conversation]?.closing == nil { withdrawClosing(of: session) }
        change(id) {
            $0.receptionChannel = .wecom
            $0.undo = nil
            $0.queuePromptText = nil
            $0.waitsForRead = false
            $0.pendingEnd?.firstCall = nil
        }
        // Who had gone and acts is there: it takes anew what it had.
        let isBack = isHand && session.agentIsGone
        if session.phase != .active || session.agent != agent || isBack {
            note(received: agent, in: session.account)
            change(session.conversation) { $0.priorAgent = agent }
            makeActive(sessionAt: slot, with: agent)
            liftBars(of: id, for: agent)
            var decision = Decision(session: id, at: moment.now, rule: .client)
            record(&decision, of: id, agent: agent, from: previous)
            warnOfOverrun(agent, session)
        }
        advanceEnd(id)
    }

    /// Rule 4: what agents take by hand is counted, and shown when it goes over.
    private mutating func warnOfOverrun(_ agent: AgentID, _ session: Session) {
        let cap = accounts[session.account]?.settings.cap ?? Self.sessionsMax
        let load = load(of: agent, in: session.account)
        guard load > cap || self.load(of: agent) > Self.sessionsMax else { return }
        journal.alerts.append(
            Alert(
                kind: .overCap, account: session.account, session: session.id, at: moment.now,
                detail: "\(load) of \(cap) in this account, \(self.load(of: agent)) in all"))
    }

    /// An agent took an ended or transferred session up again. A close that is under way did
    /// happen before it; the re-opened session is a new one.
    private mutating func reopened(_ id: ConversationID, by agent: AgentID) {
        if let open = conversations[id]?.openSession, conversations[id]?.closing?.session == open {
            finishEnd(open)
        }
        let held = conversations[id]?.held ?? []
        change(id) {
            $0.closing = nil
            $0.held = []
        }
        yieldToClient(id)
        taken(id, by: agent, opener: .agent, isHand: true)
        guard let session = conversations[id]?.openSession else { return }
        for message in held { continueSession(session, message) }
    }

    /// Ended in the client; the code allows the end prompt for 18 s after it.
    private mutating func endedInClient(_ id: ConversationID, code: String?, at: Instant) {
        change(id) {
            $0.platform = .ended
            $0.isUncertain = false
        }
        guard let session = conversations[id]?.openSession else { return }
        withdrawChanges(of: session)
        change(session) {
            $0.pendingEnd = PendingEnd(
                reason: $0.pendingEnd?.reason == .transferredOut ? .transferredOut : .agent,
                closingText: $0.pendingEnd?.closingText, transferTo: $0.pendingEnd?.transferTo)
        }
        speakOnEndCode(code, of: session, madeAt: at)
        finishEnd(session)
        let held = conversations[id]?.held ?? []
        guard !held.isEmpty, conversations[id]?.reading == nil, !isInFlight(id) else { return }
        readState(id, session: nil)
    }

    /// An agent wrote in the client.
    mutating func agentWrote(
        _ id: ConversationID, _ agent: AgentID, _ message: MessageID, at: Instant
    ) {
        if accounts[id.account]?.status == .withdrawn {
            return change(id) { $0.isUncertain = true }
        }
        guard accounts[id.account]?.status == .active, let conversation = conversations[id]
        else { return }
        if conversation.platform == .agent(agent) {
            // It has the session: still, or again while it waited (rule 10), or one that ended
            // here and not there.
            if let open = conversation.openSession, let session = sessions[open],
                session.phase != .active || session.agent != agent
            {
                if isInFlight(id) {
                    readState(id, session: open)
                } else if !wasMovedSince(at, session, from: agent) {
                    yieldToClient(id)
                    follow(client: agent, open)
                }
            } else if conversation.openSession == nil, conversation.closing == nil,
                !conversation.isUncertain
            {
                taken(id, by: agent, opener: .agent)
            }
        } else {
            readState(id, session: conversation.openSession, adopts: true)
        }
        guard let open = conversations[id]?.openSession, let session = sessions[open] else {
            if let last = conversations[id]?.latestSession {
                journal.placements.append((message, last))
            }
            return
        }
        journal.placements.append((message, open))
        guard session.phase == .active else { return }
        noteAgentMessage(message, at: at, in: open)
        guard let holder = session.agent else { return }
        journal.feed.append(
            FeedChange(
                agent: holder, kind: .message, at: moment.now, session: open, message: message))
    }

    /// Whether a message was written before kefud took the session from its writer: the pull
    /// brings it later, and it moves nothing.
    private func wasMovedSince(_ at: Instant, _ session: Session, from agent: AgentID) -> Bool {
        if let undo = session.undo, let move = effects[undo.effect] { return at < move.createdAt }
        return session.barred.contains {
            $0.agent == agent && at < $0.until - configuration.requeueGrace
        }
    }

    /// Section 1.3: after a first pull, a visitor who wrote lately, or a session of before it.
    mutating func adopt(_ id: ConversationID, visitorWroteAt: Instant?) {
        guard let conversation = conversations[id], isOurs(id.account) else { return }
        if let wroteAt = visitorWroteAt {
            change(id) { $0.budget.openedAt = max($0.budget.openedAt ?? wroteAt, wroteAt) }
        }
        // An account that is being deleted opens nothing, but its slots stay right.
        let adopts = accounts[id.account]?.status == .active
        readState(id, session: conversation.openSession, adopts: adopts)
    }
}
