// Rule 23, second half: what the platform's answers to assignments and poolings come to.

extension RoutingCore {
    /// The change to state 3 was answered.
    mutating func assignmentAnswered(
        _ effect: Effect, _ agent: AgentID, _ outcome: EffectOutcome
    ) {
        guard let id = effect.session else { return }
        switch outcome {
        case .accepted(let code): assignmentStands(effect, agent, code: code)
        case .observed(.agent(agent)): assignmentStands(effect, agent, code: nil)
        case .refused(let code):
            noteRefusal(of: agent, in: effect.conversation.account, code)
            rollBack(id, effect, agent)
            change(id) { $0.refusedCode = Int32(clamping: code) }
            readState(effect.conversation, session: id)
        case .observed(let state):
            rollBack(id, effect, agent)
            observe(state, in: effect.conversation, askedAt: moment.now, adopts: false)
        case .unknown, .missed, .dropped:
            // It may have been done: the slot is taken until the state is read.
            if effect.attempts > 0, isOurs(effect.conversation.account),
                conversations[effect.conversation]?.latestSession == id
            {
                change(effect.conversation) { $0.platform = .agent(agent) }
            }
            rollBack(id, effect, agent)
            readState(effect.conversation, session: id)
        }
        advanceEnd(id)
    }

    /// Whether the platform still has the account: without it there is no chat and no slot.
    func isOurs(_ id: AccountID) -> Bool {
        accounts[id]?.status == .active || accounts[id]?.status == .deleting
    }

    private mutating func assignmentStands(_ effect: Effect, _ agent: AgentID, code: String?) {
        guard conversations[effect.conversation]?.latestSession == effect.session,
            let id = effect.session, isOurs(effect.conversation.account)
        else { return }
        change(effect.conversation) { $0.platform = .agent(agent) }
        keep(code, of: id, for: .agent(agent), from: effect)
        // Not if it has been taken from a later agent since: that one's bar stands.
        if sessions[id]?.agent == agent { liftBars(of: id, for: agent) }
        change(id) { if $0.undo?.effect == effect.id { $0.undo = nil } }
        // Queued again meanwhile: it waits in state 3 (rule 10). Ended meanwhile, because the
        // account was taken away: given back, the account may have lost the chat.
        guard conversations[effect.conversation]?.openSession != id else { return }
        change(effect.conversation) { $0.isUncertain = true }
        readState(effect.conversation, session: nil)
    }

    /// A code of a change to 2 or 3 stays good for one message while the state lasts. It may be as
    /// old as the attempt.
    private mutating func keep(
        _ code: String?, of id: SessionID, for state: PlatformState, from effect: Effect
    ) {
        guard let code else { return }
        let until = (effect.attemptedAt ?? moment.now) + Self.longCodeUse
        change(id) { $0.code = UnspentCode(code: code, state: state, until: until) }
    }

    /// There was no assignment: pointer, prior agent and times go back, and the session is with
    /// whoever had it before, or waits for the platform's word.
    private mutating func rollBack(_ id: SessionID, _ effect: Effect, _ agent: AgentID) {
        guard let session = sessions[id], session.phase != .ended, let undo = session.undo,
            undo.effect == effect.id
        else { return }
        change(session.account) {
            if let pointer = undo.pointer, $0.pointer == agent { $0.pointer = pointer }
            _ = $0.assignmentTimes.popLast()
        }
        // What it has received since then stands.
        if agents[agent]?.lastReceivedAt == effect.createdAt {
            change(agent) { $0.lastReceivedAt = undo.lastReceivedAt }
        }
        change(session.conversation) { $0.priorAgent = undo.priorAgent }
        let isItGone = undo.agent.map { isGone($0, for: session) } ?? false
        change(id) {
            $0.undo = nil
            $0.agentIsGone = isItGone
            $0.agent = undo.agent
            $0.phase = undo.agent == nil ? .queued : .active
            $0.assignedAt = undo.assignedAt
            $0.waitsForRead = undo.agent == nil
            if undo.agent == nil {
                $0.visitorSilentAt = nil
                $0.agentSilentAt = nil
            }
        }
        record(.refused, of: id, from: agent)
        journal.feed.append(
            FeedChange(
                agent: agent, kind: .requeued, at: moment.now, session: id, reason: "refused"))
        guard let before = undo.agent else { return }
        journal.feed.append(
            FeedChange(
                agent: before, kind: .assigned, at: moment.now, session: id, from: agent,
                reason: "refused"))
    }

    /// After 95014 (no servicer, or not activated) or 95019 (not receiving) the agent is doubted
    /// until a later list shows it receiving; refused twice in ten minutes it rests for ten.
    private mutating func noteRefusal(of agent: AgentID, in id: AccountID, _ code: Int) {
        guard code == 95014 || code == 95019, accounts[id]?.reception[agent] != nil
        else { return }
        let now = moment.now
        var times = (accounts[id]?.reception[agent]?.refusedAt ?? []).filter {
            now < $0 + .minutes(10)
        }
        times.append(now)
        let until = times.count >= 2 ? now + .minutes(10) : nil
        let seconds = moment.wall.milliseconds / 1_000
        change(.init(id, agent)) {
            $0.refusedAt = Array(times.suffix(2))
            $0.barredUntil = until ?? $0.barredUntil
            $0.doubtedSince = seconds
        }
        arm(.listed(id, agent), at: until)
        journal.wantsServicerList.insert(id)
    }

    /// Another code with state 0 to 2: the account chooses nobody for a minute, with an alert.
    mutating func pauseAfterRefusal(_ session: Session) {
        guard let code = session.refusedCode, code != 95014, code != 95019 else { return }
        let until = moment.now + .seconds(60)
        change(session.account) { $0.choosesNobodyUntil = until }
        arm(.account(session.account), at: until)
        journal.alerts.append(
            Alert(
                kind: .assignmentRefused, account: session.account, session: session.id,
                at: moment.now, detail: "code \(code)"))
    }

    /// The change to state 2 was answered.
    mutating func poolAnswered(_ effect: Effect, _ outcome: EffectOutcome) {
        guard let id = effect.session,
            conversations[effect.conversation]?.latestSession == id
        else { return }
        switch outcome {
        case .accepted(let code):
            change(effect.conversation) { $0.platform = .pool }
            pooled(id, code: code, from: effect)
        case .observed(.pool):
            change(effect.conversation) { $0.platform = .pool }
            pooled(id, code: nil, from: effect)
        case .observed(let state):
            observe(state, in: effect.conversation, askedAt: moment.now, adopts: false)
            sendQueuePromptInstead(id)
        case .refused, .unknown, .missed, .dropped:
            change(id) { $0.poolIsRefused = true }
            sendQueuePromptInstead(id)
            readState(effect.conversation, session: id)
        }
        advanceEnd(id)
    }

    private mutating func pooled(_ id: SessionID, code: String?, from effect: Effect) {
        guard let session = sessions[id], session.phase != .ended else { return }
        guard let text = session.queuePromptText else {
            return keep(code, of: id, for: .pool, from: effect)
        }
        change(id) { $0.queuePromptText = nil }
        guard let code else { return skipPrompt(.queue, of: id, "the platform gave no code") }
        speak(
            .queue, Content(text: text), session.conversation, session: id, by: code,
            deadline: (effect.attemptedAt ?? moment.now) + Self.longCodeUse)
    }

    /// The pool refused it: the session waits in state 0 or 1, its prompt goes by `send_msg`.
    private mutating func sendQueuePromptInstead(_ id: SessionID) {
        guard let text = sessions[id]?.queuePromptText else { return }
        change(id) { $0.queuePromptText = nil }
        speakQueuePromptBySending(id, text)
    }
}
