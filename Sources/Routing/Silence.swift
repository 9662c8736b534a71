// Rules 17, 18 and 19: the visitor is silent, the agent is silent, the longest life.

extension RoutingCore {
    /// Lets the session's time-outs act that are due.
    mutating func runTimeOuts(_ id: SessionID) {
        guard let session = sessions[id], session.pendingEnd == nil else { return }
        let now = moment.now
        if session.livesUntil <= now {
            beginEnd(id, .visitorSilent, isLifeOver: true)
        } else if session.phase == .active, let at = session.visitorSilentAt, at <= now {
            change(id) { $0.visitorSilentAt = nil }
            beginEnd(id, .visitorSilent)
        } else if session.phase == .active, let at = session.agentSilentAt, at <= now {
            agentWasSilent(id)
        }
    }

    /// Rule 17: an agent's message starts the visitor's time; it counts as the answer.
    mutating func noteAgentMessage(_ message: MessageID, at sentAt: Instant, in id: SessionID) {
        guard let session = sessions[id], let account = accounts[session.account] else { return }
        let now = moment.now
        let start = account.isSettled ? now : notBeforeDowntime(sentAt)
        change(id) {
            $0.isUnanswered = false
            $0.agentMessages.append(AgentMessage(message: message, at: start))
            if $0.agentMessages.count > 6 { $0.agentMessages.removeFirst() }
            $0.visitorSilentAt = account.settings.visitorSilence.map { start + $0 }
            $0.agentSilentAt = nil
            $0.heldSilently = []
            $0.lastMessageAt = now
        }
    }

    /// After a downtime a message counts from when it was sent, but never from earlier than the
    /// last commit before it nor from later than now.
    private func notBeforeDowntime(_ sentAt: Instant) -> Instant {
        min(moment.now, max(sentAt, lastCommit ?? sentAt))
    }

    /// The message failed: timer and "answered" go back to what they were.
    mutating func undoAgentMessage(_ message: MessageID, in id: SessionID) {
        guard let session = sessions[id] else { return }
        let settings = accounts[session.account]?.settings
        let now = moment.now
        change(id) {
            $0.agentMessages.removeAll { $0.message == message }
            let last = $0.agentMessages.last?.at
            if last == nil { $0.isUnanswered = $0.visitorWroteAt != nil }
            guard $0.phase == .active else { return }
            $0.visitorSilentAt = last.flatMap { at in settings?.visitorSilence.map { at + $0 } }
            if last == nil { $0.agentSilentAt = settings?.agentSilence.map { now + $0 } }
        }
    }

    /// Rule 18: an alert, once for each agent, and another agent if one is eligible who has not
    /// held it since.
    private mutating func agentWasSilent(_ id: SessionID) {
        guard let session = sessions[id], let agent = session.agent else { return }
        journal.alerts.append(
            Alert(kind: .agentSilent, account: session.account, session: id, at: moment.now))
        change(id) {
            $0.agentSilentAt = nil
            if !$0.heldSilently.contains(agent) { $0.heldSilently.append(agent) }
        }
        guard let spot = spot(of: id),
            var choice = choose(at: spot, except: sessions[at: spot.session].heldSilently)
        else { return }
        choice.rule = .agentSilent
        follow(&choice, at: spot)
    }
}
