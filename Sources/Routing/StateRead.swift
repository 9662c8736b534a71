// What a read of the platform's state comes to (rules 22 and 23).

extension RoutingCore {
    /// The read was answered.
    mutating func stateRead(_ effect: Effect, _ outcome: EffectOutcome, adopts: Bool) {
        let id = effect.conversation
        // An account that is away has no chats; what is uncertain of them is read at its return.
        guard accounts[id.account]?.status != .withdrawn else { return }
        guard case .observed(let state) = outcome else {
            // Refused or dropped: nothing is known, so nobody is kept waiting for it.
            change(id) { $0.isUncertain = false }
            armResidual(id)
            if let open = conversations[id]?.openSession, let session = sessions[open],
                session.phase == .queued || session.pendingEnd != nil
            {
                stopReading(open, .open)
            }
            return openForHeld(id)
        }
        if conversations[id]?.movedSinceRead == true {
            change(id) { $0.movedSinceRead = false }
            return readState(id, session: effect.session, adopts: adopts)
        }
        observe(state, in: id, askedAt: effect.attemptedAt ?? moment.now, adopts: adopts)
        armResidual(id)
        // A session that was opened meanwhile (an agent took the chat) has the messages that
        // waited.
        if let conversation = conversations[id], conversation.openSession != nil,
            conversation.reading == nil, conversation.closing == nil
        {
            openForHeld(id)
        }
    }

    /// Makes kefud's picture equal to the platform's.
    mutating func observe(
        _ state: PlatformState, in id: ConversationID, askedAt: Instant, adopts: Bool
    ) {
        change(id) {
            $0.platform = state
            $0.isUncertain = false
            if state == .ended { $0.platformEndedAt = askedAt }
        }
        if let session = conversations[id]?.openSession {
            reconcile(session, with: state)
        } else if accounts[id.account]?.status == .active {
            place(heldOf: id, by: state, adopts: adopts)
        } else {
            fileAway(heldOf: id)
        }
    }

    /// An open session meets the platform's word. What was decided since then, and is not tried
    /// yet, was decided on what the earlier one left, and stays.
    private mutating func reconcile(_ id: SessionID, with state: PlatformState) {
        if hasPendingChange(id) {
            change(id) { $0.waitsForRead = false }
            return
        }
        switch state {
        case .agent(let agent):
            taken(conversation(of: id), by: agent, opener: .platform)
            requeueIfGone(id)
        case .ended where conversations[conversation(of: id)]?.wroteSinceRead == true:
            // The visitor has written since: the state is 0 by now, or was ended after that.
            readState(conversation(of: id), session: id)
        case .ended:
            change(id) { $0.pendingEnd = $0.pendingEnd ?? PendingEnd(reason: .platform) }
            finishEnd(id)
            place(heldOf: conversation(of: id), by: state, adopts: false)
        case .open, .pool: stopReading(id, state)
        }
    }

    private func conversation(of id: SessionID) -> ConversationID {
        sessions[id]?.conversation ?? ConversationID(AccountID(0), VisitorID(0))
    }

    /// Nobody has the session at the platform: it waits (again) at its place, unless it is a
    /// `relay` session, which stays in state 0 or 1 with its agent.
    private mutating func stopReading(_ id: SessionID, _ state: PlatformState) {
        guard let session = sessions[id] else { return }
        pauseAfterRefusal(session)
        change(id) {
            $0.waitsForRead = false
            $0.refusedCode = nil
        }
        if session.pendingEnd != nil { return advanceEnd(id) }
        if session.phase == .active, session.receptionChannel == .wecom {
            backToQueue(id, barring: false, reason: "not with an agent at the platform", actor: nil)
        } else if session.phase == .queued {
            newlyWaiting.append(id)
        } else {
            requeueIfGone(id)
        }
        // Closing time, or the last agent's going, may have passed it by while it was being read.
        guard sessions[id]?.phase == .queued else { return }
        if !isOpen(session.account) || everybodyIsGone(session.account) { meetNobody(id) }
    }

    /// Messages that waited for the read find their session.
    private mutating func place(heldOf id: ConversationID, by state: PlatformState, adopts: Bool) {
        let held = conversations[id]?.held ?? []
        switch state {
        case .agent(let agent):
            guard adopts || !held.isEmpty else { return }
            taken(id, by: agent, opener: held.isEmpty ? .platform : .visitor)
            openForHeld(id)
        case .pool where held.isEmpty:
            guard adopts, let channel = accounts[id.account]?.settings.receptionChannel
            else { return }
            let session = open(id, by: .platform, channel: channel)
            change(session) { $0.receptionChannel = .wecom }
            newlyWaiting.append(session)
        case .pool:
            if let offline = offlineSession(of: id) {
                change(id) { $0.held = [] }
                for message in held { journal.placements.append((message.message, offline)) }
                return
            }
            let session = open(id, by: .visitor, channel: .wecom)
            openForHeld(id)
            route(session)
        case .open: openForHeld(id)
        case .ended:
            let known = Int(conversations[id]?.heldAtRead ?? 0)
            leaveWithEnded(Array(held.prefix(known)), in: id)
            guard held.count > known else { return }
            change(id) { $0.held = Array(held.dropFirst(known)) }
            readState(id, session: nil)
        }
    }

    /// State 4: the messages came before the end. They belong to the ended session, unanswered.
    private mutating func leaveWithEnded(_ held: [HeldMessage], in id: ConversationID) {
        guard !held.isEmpty else { return }
        change(id) { $0.held = [] }
        guard let last = conversations[id]?.latestSession else { return receive(held, in: id) }
        for message in held { journal.placements.append((message.message, last)) }
        journal.unansweredAfterEnd.append(last)
        journal.alerts.append(
            Alert(
                kind: .messageAfterEnd, account: id.account, session: last, at: moment.now,
                detail: "\(held.count) unanswered after the end"))
    }

    // A chat that the platform still shows with an agent, without a session here (rule 4).

    /// Looks again after an hour, because the platform ends a chat silently after 48 h.
    mutating func armResidual(_ id: ConversationID) {
        guard let slot = conversations.slot(of: id), conversations[at: slot].openSession == nil,
            case .agent = conversations[at: slot].platform
        else { return }
        arm(.conversation(id), at: moment.now + .hours(1))
    }

    /// A place that a transfer keeps is kept in memory, and only for its time (rule 16).
    mutating func armTicket(of id: ConversationID) {
        arm(.conversation(id), at: conversations[id]?.ticket?.until)
    }

    mutating func conversationIsDue(_ id: ConversationID) {
        if let until = conversations[id]?.ticket?.until {
            if until <= moment.now { change(id) { $0.ticket = nil } } else { armTicket(of: id) }
        }
        guard let conversation = conversations[id], conversation.openSession == nil,
            case .agent = conversation.platform
        else { return }
        readState(id, session: nil)
    }
}
