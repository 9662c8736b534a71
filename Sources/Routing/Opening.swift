// Rules 1, 2 and 3: a visit, and a message that opens a session or goes on with one.

extension RoutingCore {
    /// Rule 1: the welcome prompt, until 18 s after the visit.
    mutating func visited(
        _ id: ConversationID, at: Instant, channel: String?, welcomeCode: String?
    ) {
        change(id) { $0.visitChannel = channel }
        guard let code = welcomeCode, let account = accounts[id.account],
            account.status == .active
        else { return }
        let prompt = account.settings.prompts.welcome
        guard prompt.isEnabled else { return }
        let deadline = at + Self.shortCodeUse
        let effect = speak(
            .welcome, Content(text: prompt.text, menu: prompt.menu), id, session: nil, by: code,
            deadline: deadline)
        if moment.now >= deadline { finished(effect, .missed) }
    }

    /// Rule 2. A message that finds no open session may have to wait for the platform's word.
    mutating func visitorWrote(_ id: ConversationID, _ message: HeldMessage) {
        renewBudget(id, at: message.sentAt)
        guard let account = accounts.slot(of: id.account), let conversation = conversations[id]
        else { return }
        if accounts[at: account].status == .withdrawn { return keep(message, untilReturnOf: id) }
        guard accounts[at: account].status == .active else { return }
        if case .rating(let session, let choice) = message.choice,
            session != conversation.openSession
        {
            journal.placements.append((message.message, session))
            journal.ratings.append((session, choice, message.message))
            return
        }
        if conversation.reading != nil { change(id) { $0.wroteSinceRead = true } }
        if let open = conversation.openSession {
            if conversation.ticket != nil { change(id) { $0.ticket = nil } }
            continueSession(open, message)
        } else if conversation.closing != nil || conversation.reading != nil {
            change(id) { $0.held.append(message) }
            dropChangeToEnded(of: conversation)
        } else if conversation.isUncertain || isElsewhere(conversation.platform)
            || mayPrecedeEnd(message, of: conversation) || isOfBefore(message.sentAt, id.account)
        {
            change(id) { $0.held.append(message) }
            readState(id, session: nil)
        } else {
            receive(message, in: id)
        }
    }

    /// Rule 22: whether a message may have been sent before the end that the platform shows, though
    /// it was pulled after the answer to it.
    private func mayPrecedeEnd(_ message: HeldMessage, of conversation: Conversation) -> Bool {
        guard conversation.platform == .ended, let endedAt = conversation.platformEndedAt
        else { return false }
        return message.sentAt < endedAt + Self.endDoubt
    }

    /// Rule 22: a message sent so soon after the attempt to end may have come before the end.
    static let endDoubt = Interval.seconds(10)

    private func isElsewhere(_ state: PlatformState) -> Bool {
        switch state {
        case .open, .ended: false
        case .pool, .agent: true
        }
    }

    /// The visitor is back before the change to 4 was tried: it is not tried any more.
    private mutating func dropChangeToEnded(of conversation: Conversation) {
        for effect in conversation.effects {
            guard let found = effects[effect], case .change(to: .ended) = found.kind else {
                continue
            }
            if withdraw(effect, because: "the visitor wrote again") { closingCallIsOver(found) }
        }
    }

    /// A message for which the platform is in state 0 or 1.
    mutating func receive(_ message: HeldMessage, in id: ConversationID) {
        change(id) { $0.platform = .open }
        guard let chat = conversations.slot(of: id), let account = accounts.slot(of: id.account)
        else { return }
        if let offline = offlineSession(of: id) {
            change(id) { $0.ticket = nil }
            journal.placements.append((message.message, offline))
            return
        }
        if message.choice == .action(.end) {
            // Nothing is open that could end; the tap stays with the last session.
            if let last = conversations[at: chat].latestSession {
                journal.placements.append((message.message, last))
            }
            return
        }
        let session = open(
            id, by: .visitor, channel: accounts[at: account].settings.receptionChannel)
        note(message, in: session)
        route(session)
    }

    /// Rule 11: the session that ended as `offline` takes the messages of ten minutes, unless
    /// somebody is there by now or the account lets sessions wait.
    mutating func offlineSession(of id: ConversationID) -> SessionID? {
        guard let slot = conversations.slot(of: id),
            let until = conversations[at: slot].offlineUntil, moment.now < until,
            accounts[id.account]?.settings.whenNobody == .end, !somebodyIsThere(id.account)
        else { return nil }
        return conversations[at: slot].offlineSession
    }

    /// Makes a session that waits at its place: a new one, or the one that a transfer kept.
    mutating func open(
        _ id: ConversationID, by opener: Opener, channel: ReceptionChannel
    ) -> SessionID {
        let session = SessionID(counters.session)
        counters.session += 1
        let now = moment.now
        var place = counters.place
        var since = now
        if let ticket = conversations[id]?.ticket, now < ticket.until, opener == .visitor {
            (place, since) = (ticket.place, ticket.waitingSince)
        } else {
            counters.place += 1
        }
        var opened = Session(
            id: session, conversation: id, place: place, waitingSince: since,
            receptionChannel: channel, openedBy: opener, openedAt: now)
        opened.visitChannel = conversations[id]?.visitChannel
        opened.queuePromptIsDone = opener != .visitor
        add(opened)
        journal.note(&sessions[at: sessions.count - 1])
        change(id) {
            $0.openSession = session
            $0.latestSession = session
            $0.ticket = nil
            $0.offlineSession = nil
            $0.offlineUntil = nil
        }
        updateQueue(session)
        arm(session)
        return session
    }

    /// Rule 3: somebody is there, so it queues (and is served at once where an agent is eligible),
    /// or nobody is.
    mutating func route(_ id: SessionID) {
        guard let slot = sessions.slot(of: id) else { return }
        let account = sessions[at: slot].account
        if somebodyIsThere(account) {
            newlyWaiting.append(id)
            free(account)
        } else {
            meetNobody(id)
        }
    }

    /// A message in an open session; one whose end is under way may cancel the end (rule 22).
    mutating func continueSession(_ id: SessionID, _ message: HeldMessage) {
        guard let session = sessions[id] else { return }
        if session.pendingEnd != nil {
            if conversations[session.conversation]?.closing != nil {
                change(session.conversation) { $0.held.append(message) }
                return
            }
            note(message, in: id)
            guard cancelEnd(id) else { return }
            if message.choice == .action(.end) { beginEnd(id, .visitor) } else { resume(id) }
            return
        }
        note(message, in: id)
        if message.choice == .action(.end) {
            beginEnd(id, .visitor)
        } else if session.agentIsGone {
            requeueFromGone(id)
        }
    }

    /// After a cancelled end: a queued session meets the rules of the queue again, an active one
    /// those of an agent who went meanwhile or of whom the platform was not told.
    mutating func resume(_ id: SessionID) {
        guard let session = sessions[id] else { return }
        if session.phase == .queued {
            route(id)
        } else if session.agentIsGone {
            requeueFromGone(id)
        } else {
            tellPlatform(of: id)
        }
    }

    /// What a visitor's message does to its session's times, and the line for its agent.
    mutating func note(_ message: HeldMessage, in id: SessionID) {
        guard let slot = sessions.slot(of: id) else { return }
        journal.placements.append((message.message, id))
        let now = moment.now
        let account = accounts.slot(of: sessions[at: slot].account)
        let agentSilence = account.flatMap { accounts[at: $0].settings.agentSilence }
        change(id) {
            $0.isUnanswered = true
            $0.visitorWroteAt = max($0.visitorWroteAt ?? message.sentAt, message.sentAt)
            $0.lastMessageAt = now
            $0.agentMessages = []
            $0.visitorSilentAt = nil
            if $0.phase == .active, $0.agentSilentAt == nil, let agent = $0.agent,
                !$0.heldSilently.contains(agent)
            {
                $0.agentSilentAt = agentSilence.map { now + $0 }
            }
        }
        guard let agent = owner(at: slot) else { return }
        journal.feed.append(
            FeedChange(
                agent: agent, kind: .message, at: now, session: id, message: message.message))
    }

    /// A recalled message stays where it is; the agent's client learns of it.
    mutating func recalled(_ id: ConversationID, _ message: MessageID) {
        journal.messageStates.append((message, .recalled, nil))
        guard let open = conversations[id]?.openSession, let session = sessions[open],
            session.phase == .active, let agent = session.agent
        else { return }
        journal.feed.append(
            FeedChange(
                agent: agent, kind: .recalled, at: moment.now, session: open, message: message))
    }
}
