// Section 3: calls to the platform are rows; they are made, withdrawn, counted and answered here.

extension RoutingCore {
    /// Writes a call down, to be performed after everything of its conversation before it.
    @discardableResult
    mutating func emit(
        _ kind: Effect.Kind, _ conversation: ConversationID, session: SessionID?,
        deadline: Instant? = nil
    ) -> EffectID {
        let id = EffectID(counters.effect)
        counters.effect += 1
        let effect = Effect(
            id: id, conversation: conversation, session: session, kind: kind,
            createdAt: moment.now, deadline: deadline)
        effects.add(effect)
        journal.effects.append(effect)
        change(conversation) { $0.effects.append(id) }
        if counts(effect) { spend(conversation) }
        return id
    }

    /// Reads the platform's state, once: a read that is under way serves all.
    mutating func readState(_ id: ConversationID, session: SessionID?, adopts: Bool = false) {
        guard conversations[id]?.reading == nil else { return }
        let effect = emit(.readState(adopts: adopts), id, session: session)
        change(id) { $0.reading = effect }
    }

    /// Takes back a call that has not been tried. Returns whether it could be.
    @discardableResult
    mutating func withdraw(_ id: EffectID, because reason: String = "withdrawn") -> Bool {
        guard let effect = effects[id], effect.attempts == 0 else { return false }
        forget(effect, outcome: nil)
        giveBack(effect)
        failMessage(of: effect, because: reason, code: nil)
        return true
    }

    /// The effect is over.
    mutating func forget(_ effect: Effect, outcome: EffectOutcome?) {
        effects.remove(effect.id)
        journal.finished.append((effect.id, outcome))
        change(effect.conversation) {
            $0.effects.remove(effect.id)
            if $0.reading == effect.id { $0.reading = nil }
            guard effect.attempts > 0, case .change(let state) = effect.kind else { return }
            $0.changedAt = effect.attemptedAt
            if case .agent = state { $0.agentInFlight = nil }
        }
    }

    /// Section 3: the attempt is counted in this commit, unless the call is no longer wanted.
    mutating func attempting(_ id: EffectID) -> AttemptVerdict {
        guard let effect = effects[id] else { return .withdrawn }
        if let deadline = effect.deadline, moment.now >= deadline {
            finished(id, .missed)
            return .withdrawn
        }
        if let reason = superseded(effect) {
            supersede(effect, reason)
            return .withdrawn
        }
        let now = moment.now
        effects.change(id) {
            $0.attempts += 1
            $0.attemptedAt = now
        }
        journal.attempted.append(id)
        if case .change(to: .agent(let agent)) = effect.kind {
            change(effect.conversation) { $0.agentInFlight = agent }
        }
        if case .readState = effect.kind {
            change(effect.conversation) {
                $0.wroteSinceRead = false
                $0.movedSinceRead = false
                $0.heldAtRead = Int32(clamping: $0.held.count)
            }
        }
        if effect.attempts == 0 { firstClosingCall(effect) }
        return .proceed
    }

    /// Why a call is no longer wanted, if so: its state change is not for the visitor's latest
    /// session, or its pool code was voided by an assignment.
    private func superseded(_ effect: Effect) -> String? {
        switch effect.kind {
        case .change:
            return isForLatestSession(effect) ? nil : "a newer session"
        case .sendOnCode(_, _, _, .queue):
            guard let id = effect.session, sessions[id]?.phase == .queued else {
                return "assigned before it was sent"
            }
            return nil
        case .sendOnCode, .send, .readState: return nil
        }
    }

    /// Whether an effect is about the visitor's latest session in this account.
    func isForLatestSession(_ effect: Effect) -> Bool {
        guard let slot = conversations.slot(of: effect.conversation) else { return false }
        return conversations[at: slot].latestSession == effect.session
    }

    private mutating func supersede(_ effect: Effect, _ reason: String) {
        if effect.attempts > 0 {
            // It was tried and answered "not now": nothing was done.
            finished(effect.id, .dropped)
            return
        }
        withdraw(effect.id, because: reason)
        if case .change(to: .ended) = effect.kind { closingCallIsOver(effect) }
    }

    /// An effect came out.
    mutating func finished(_ id: EffectID, _ outcome: EffectOutcome) {
        guard let effect = effects[id] else { return }
        forget(effect, outcome: outcome)
        switch effect.kind {
        case .change(to: .agent(let agent)): assignmentAnswered(effect, agent, outcome)
        case .change(to: .pool): poolAnswered(effect, outcome)
        case .change(to: .ended): endAnswered(effect, outcome)
        case .change(to: .open): break
        case .readState(let adopts): stateRead(effect, outcome, adopts: adopts)
        case .send(_, let message, let prompt):
            messageAnswered(effect, message, outcome)
            if prompt == .queue || prompt == .offline { return }
            closingCallIsOver(effect)
        case .sendOnCode(_, _, let message, _): messageAnswered(effect, message, outcome)
        }
    }

    /// What came of a message of ours.
    private mutating func messageAnswered(
        _ effect: Effect, _ message: MessageID, _ outcome: EffectOutcome
    ) {
        switch outcome {
        case .accepted: journal.messageStates.append((message, .sent, nil))
        case .unknown, .observed: journal.messageStates.append((message, .unknown, nil))
        case .refused(let code):
            giveBack(effect)
            failMessage(of: effect, because: "refused, code \(code)", code: code)
            learn(from: code, effect)
        case .missed, .dropped:
            giveBack(effect)
            let reason = outcome == .missed ? "too late" : "dropped"
            failMessage(of: effect, because: reason, code: nil)
        }
    }

    /// Some refusals of a message say more than "no".
    private mutating func learn(from code: Int, _ effect: Effect) {
        guard case .send = effect.kind else { return }
        switch code {
        case 95001:  // count limit: the platform knows of more messages than we do
            change(effect.conversation) { $0.budget.used = Self.windowMessages }
        case 95013, 95018:  // ended, or a person has it in the client
            readState(effect.conversation, session: conversations[effect.conversation]?.openSession)
        default: break
        }
    }

    /// The message of an effect did not go out.
    private mutating func failMessage(of effect: Effect, because reason: String, code: Int?) {
        switch effect.kind {
        case .send(_, let message, let prompt):
            if let prompt, let session = effect.session { skipPrompt(prompt, of: session, reason) }
            messageFailed(effect.conversation, message, code: code)
        case .sendOnCode(_, _, let message, let prompt):
            if let session = effect.session { skipPrompt(prompt, of: session, reason) }
            messageFailed(effect.conversation, message, code: code)
        case .change, .readState: break
        }
    }

    /// A message of ours has failed, now or after the platform had accepted it: what it did to its
    /// session is undone (rule 17).
    mutating func messageFailed(_ id: ConversationID, _ message: MessageID, code: Int?) {
        journal.messageStates.append((message, .failed, code))
        guard let open = conversations[id]?.openSession, let session = sessions[open] else {
            return
        }
        guard session.agentMessages.contains(where: { $0.message == message }) else { return }
        undoAgentMessage(message, in: open)
        guard session.phase == .active, let agent = session.agent else { return }
        journal.feed.append(
            FeedChange(
                agent: agent, kind: .sendFailed, at: moment.now, session: open, message: message,
                reason: code.map(String.init)))
        // It was the answer of an agent who is gone since (rule 14).
        if session.agentIsGone, sessions[open]?.isUnanswered == true { requeueFromGone(open) }
    }
}
