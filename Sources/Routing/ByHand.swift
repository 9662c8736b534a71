// Rules 15 and 16: supervisors and agents move sessions; agents answer.

extension RoutingCore {
    /// Does what a person asks of a session, or says why not.
    mutating func perform(_ command: Command, on id: SessionID, by actor: Actor) -> Answer {
        guard let session = sessions[id], session.phase != .ended, session.pendingEnd == nil
        else { return .refused(.sessionEnded) }
        if case .agent(let agent) = actor {
            guard session.phase == .active, session.agent == agent
            else { return .refused(.notYourSession) }
        }
        switch command {
        case .assign(let agent): return assignByHand(session, to: agent, actor)
        case .requeue: return requeueByHand(session, actor)
        case .end:
            if case .agent = actor { beginEnd(id, .agent) } else { beginEnd(id, .admin) }
            return .done
        case .transfer(let account, let text):
            return transfer(session, to: account, closingText: text)
        }
    }

    private mutating func assignByHand(
        _ session: Session, to agent: AgentID, _ actor: Actor
    ) -> Answer {
        if session.phase == .active, session.agent == agent { return .done }
        if let reason = handExclusion(of: agent, for: session) {
            return .refused(.agentNotEligible(reason))
        }
        guard let spot = spot(of: session.id) else { return .refused(.sessionEnded) }
        var decision = Decision(session: session.id, at: moment.now, rule: .assigned)
        if case .agent = actor { decision.rule = .transferred }
        decision.actor = actor
        assign(at: spot, to: agent, &decision)
        return .done
    }

    private mutating func requeueByHand(_ session: Session, _ actor: Actor) -> Answer {
        guard session.phase == .active else { return .done }
        guard somebodyIsThere(session.account) else { return .refused(.nobodyThere) }
        let reason = if case .agent = actor { "given back" } else { "taken back" }
        backToQueue(session.id, barring: true, reason: reason, actor: actor)
        return .done
    }

    /// Rule 16: a chat belongs to one account at the platform, so this one ends with a message that
    /// carries the other account's link, and the place is kept there.
    private mutating func transfer(
        _ session: Session, to account: AccountID, closingText: String
    ) -> Answer {
        if let refusal = transferRefusal(session, to: account) { return .refused(refusal) }
        let ticket = TransferTicket(
            place: session.place, waitingSince: session.waitingSince,
            until: moment.now + .minutes(30))
        let there = ConversationID(account, session.conversation.visitor)
        change(there) { $0.ticket = ticket }
        armTicket(of: there)
        beginEnd(
            session.id, .transferredOut, closingText: closingText, transferTo: account)
        return .done
    }

    /// Why the session cannot go on in another account, or nil when it can.
    mutating func transferRefusal(_ session: Session, to account: AccountID) -> Refusal? {
        guard let other = accounts[account], account != session.account, other.status == .active
        else { return .accountNotAvailable }
        guard somebodyIsThere(account) || other.settings.whenNobody == .queue
        else { return .nobodyThere }
        return canClose(session) ? nil : .noClosingMessage
    }

    /// Whether a closing message can be sent: state 3 always, 0 and 1 with budget left.
    private func canClose(_ session: Session) -> Bool {
        guard let conversation = conversations[session.conversation] else { return false }
        if case .agent = conversation.platform { return true }
        if conversation.platform == .pool { return conversation.agentInFlight != nil }
        return messagesLeft(in: conversation.id) >= 1
    }

    /// An agent's reply through kefud.
    mutating func reply(
        _ id: SessionID, by agent: AgentID, _ message: MessageID, _ content: Content
    ) -> Answer {
        guard let session = sessions[id], session.phase != .ended, session.pendingEnd == nil
        else { return .refused(.sessionEnded) }
        guard session.phase == .active, session.agent == agent
        else { return .refused(.notYourSession) }
        guard session.receptionChannel == .relay,
            let conversation = conversations[session.conversation],
            !isHeldByPlatform(conversation.platform)
        else { return .refused(.wrongChannel) }
        guard messagesLeft(in: conversation.id) >= 1 else { return .refused(.windowClosed) }
        journal.outgoing.append(
            OutgoingMessage(
                id: message, conversation: conversation.id, session: id, prompt: nil,
                agent: agent, content: content, at: moment.now))
        emit(.send(content, message, nil), conversation.id, session: id)
        noteAgentMessage(message, at: moment.now, in: id)
        journal.feed.append(
            FeedChange(
                agent: agent, kind: .message, at: moment.now, session: id, message: message))
        return .done
    }
}
