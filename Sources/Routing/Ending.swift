// Rules 21 and 22: how a session ends, and when an end is an end.

extension RoutingCore {
    /// Decides an end. The session keeps its state, agent and slot until the end has happened.
    mutating func beginEnd(
        _ id: SessionID, _ reason: EndReason, closingText: String? = nil,
        transferTo: AccountID? = nil, isLifeOver: Bool = false
    ) {
        guard let session = sessions[id], session.phase != .ended, session.pendingEnd == nil
        else { return }
        withdrawChanges(of: id)
        let isUndoOver = session.undo.map { effects[$0.effect] == nil } ?? false
        change(id) {
            $0.pendingEnd = PendingEnd(
                reason: reason, closingText: closingText, transferTo: transferTo,
                isLifeOver: isLifeOver)
            if isUndoOver { $0.undo = nil }
            $0.queuePromptText = nil
        }
        if session.queuePromptText != nil { skipPrompt(.queue, of: id, "the session ends") }
        advanceEnd(id)
    }

    /// Makes the closing calls, once it is known in which state the platform is.
    mutating func advanceEnd(_ id: SessionID) {
        guard let session = sessions[id], let end = session.pendingEnd, end.firstCall == nil,
            let conversation = conversations[session.conversation],
            !hasPendingChange(id), conversation.reading == nil
        else { return }
        var first: EffectID?
        if !isHeldByPlatform(conversation.platform), let content = closingContent(of: session) {
            if messagesLeft(in: conversation.id) >= 1 {
                first = speak(end.promptKind, content, conversation.id, session: id)
            } else {
                skipPrompt(end.promptKind, of: id, "no message left")
            }
            change(id) { $0.endPromptIsDone = true }
        }
        let change = emit(.change(to: .ended), conversation.id, session: id)
        self.change(id) { $0.pendingEnd?.firstCall = first ?? change }
    }

    /// Whether there could be something to say at the end: most ends have nothing.
    private func mayCloseWithWords(_ id: SessionID) -> Bool {
        guard let slot = sessions.slot(of: id), !sessions[at: slot].endPromptIsDone,
            let end = sessions[at: slot].pendingEnd
        else { return false }
        return end.closingText != nil || endPrompt(of: sessions[at: slot].account) != nil
    }

    /// The end prompt of an account that has one.
    private func endPrompt(of account: AccountID) -> Prompt? {
        guard let slot = accounts.slot(of: account),
            accounts[at: slot].settings.prompts.end.isEnabled
        else { return nil }
        return accounts[at: slot].settings.prompts.end
    }

    /// What is said at the end: a transfer's message, or the end prompt unless the end has none.
    private func closingContent(of session: Session) -> Content? {
        guard !session.endPromptIsDone, let end = session.pendingEnd else { return nil }
        if let text = end.closingText { return Content(text: text) }
        guard end.reason != .offline, !end.isLifeOver,
            let prompt = endPrompt(of: session.account)
        else { return nil }
        return Content(text: prompt.text, menu: prompt.menu)
    }

    /// Rule 22: the first closing call is being made. In state 0 or 1 that is the end; in 2 and 3
    /// the platform's answer is.
    mutating func firstClosingCall(_ effect: Effect) {
        guard let id = effect.session, let slot = sessions.slot(of: id),
            sessions[at: slot].pendingEnd?.firstCall == effect.id,
            let chat = conversations.slot(of: effect.conversation)
        else { return }
        let now = moment.now
        change(effect.conversation) { $0.closing = .init(session: id, attemptedAt: now) }
        if !isHeldByPlatform(conversations[at: chat].platform) { finishEnd(id) }
    }

    /// The session is over.
    mutating func finishEnd(_ id: SessionID, actor: Actor? = nil) {
        guard let slot = sessions.slot(of: id), let end = sessions[at: slot].pendingEnd
        else { return }
        if mayCloseWithWords(id), closingContent(of: sessions[at: slot]) != nil {
            change(id) { $0.endPromptIsDone = true }
            skipPrompt(end.promptKind, of: id, "no code came with the end")
        }
        let now = moment.now
        let chat = sessions[at: slot].conversation
        let owner = self.owner(at: slot)
        change(chat) {
            $0.openSession = nil
            if end.reason == .offline {
                $0.offlineSession = id
                $0.offlineUntil = now + .minutes(10)
            }
        }
        change(id) {
            $0.phase = .ended
            $0.endedAt = now
            $0.endReason = end.reason
            $0.pendingEnd = nil
        }
        armResidual(chat)
        closeInAccount(id)
        free(chat.account)
        record(.ended, of: id, detail: end.reason.rawValue, actor: actor)
        extendTicket(of: chat.visitor, end)
        guard let owner else { return }
        journal.feed.append(
            FeedChange(
                agent: owner, kind: .ended, at: now, session: id, reason: end.reason.rawValue))
    }

    /// Rule 16: the kept place is good for thirty minutes after the end.
    private mutating func extendTicket(of visitor: VisitorID, _ end: PendingEnd) {
        guard let account = end.transferTo else { return }
        let other = ConversationID(account, visitor)
        let until = moment.now + .minutes(30)
        change(other) { $0.ticket?.until = until }
        armTicket(of: other)
    }

    /// Rule 22: a visitor's message before the first closing call takes the end back, except for
    /// ends that nobody can take back.
    mutating func cancelEnd(_ id: SessionID) -> Bool {
        guard let session = sessions[id], let end = session.pendingEnd, !end.isLifeOver,
            end.reason != .accountDeleted, end.reason != .transferredOut
        else { return false }
        withdrawClosing(of: session)
        change(id) { $0.pendingEnd = nil }
        change(session.conversation) { $0.closing = nil }
        record(.endCancelled, of: id, detail: end.reason.rawValue)
        return true
    }

    /// Takes back the closing calls that have not been tried.
    mutating func withdrawClosing(of session: Session) {
        for effect in conversations[session.conversation]?.effects ?? CallLine()
        where effects[effect].map({ isClosing($0, of: session.id) }) ?? false {
            if withdraw(effect, because: "the visitor wrote again") {
                change(session.id) { $0.endPromptIsDone = false }
            }
        }
    }

    private func isClosing(_ effect: Effect, of session: SessionID) -> Bool {
        guard effect.session == session else { return false }
        switch effect.kind {
        case .change(to: .ended): return true
        case .send(_, _, .end), .send(_, _, .closing): return true
        case .change, .send, .sendOnCode, .readState: return false
        }
    }

    /// The platform answered the change to 4.
    mutating func endAnswered(_ effect: Effect, _ outcome: EffectOutcome) {
        guard let id = effect.session else { return }
        let isLatest = isForLatestSession(effect)
        switch outcome {
        case .accepted(let code):
            if isLatest {
                change(effect.conversation) {
                    $0.platform = .ended
                    $0.platformEndedAt = effect.attemptedAt
                }
            }
            speakOnEndCode(code, of: id, madeAt: effect.attemptedAt ?? moment.now)
        case .observed(let state):
            if isLatest, settleEnd(effect, id, state) { return }
        case .refused(let code): endRefused(effect, id, code)
        case .unknown, .missed, .dropped: break
        }
        finishEnd(id)
        closingCallIsOver(effect)
    }

    /// Rule 23: kefud's session ends all the same, and the state is read once where it was 2 or 3.
    private mutating func endRefused(_ effect: Effect, _ id: SessionID, _ code: Int) {
        guard let conversation = conversations[effect.conversation] else { return }
        if let session = sessions[id], session.phase != .ended, closingContent(of: session) != nil {
            change(id) { $0.endPromptIsDone = true }
            skipPrompt(.end, of: id, "the platform refused the end, code \(code)")
        }
        guard isHeldByPlatform(conversation.platform) else { return }
        change(conversation.id) { $0.isUncertain = true }
        readState(conversation.id, session: nil)
    }

    /// The unknown outcome of a change to 4 is settled. True when the end goes on or is cancelled.
    private mutating func settleEnd(
        _ effect: Effect, _ id: SessionID, _ state: PlatformState
    ) -> Bool {
        let now = moment.now
        change(effect.conversation) {
            $0.platform = state
            if state == .ended { $0.platformEndedAt = now }
        }
        guard isHeldByPlatform(state), let session = sessions[id], session.phase != .ended,
            let conversation = conversations[effect.conversation]
        else { return false }
        // The close did not happen: it is tried again, or a message since then cancels it.
        change(conversation.id) { $0.closing = nil }
        change(id) { $0.pendingEnd?.firstCall = nil }
        let isCancelled = !conversation.held.isEmpty && cancelEnd(id)
        if case .agent(let agent) = state, session.agent != agent || session.phase != .active {
            taken(conversation.id, by: agent, opener: .platform)
        }
        guard isCancelled else {
            advanceEnd(id)
            return true
        }
        change(conversation.id) { $0.held = [] }
        resume(id)
        for message in conversation.held { continueSession(id, message) }
        return true
    }

    /// The code of the end allows the end prompt, for 18 s.
    mutating func speakOnEndCode(_ code: String?, of id: SessionID, madeAt: Instant) {
        guard mayCloseWithWords(id), let session = sessions[id],
            let content = closingContent(of: session)
        else { return }
        change(id) { $0.endPromptIsDone = true }
        let prompt = session.pendingEnd?.promptKind ?? .end
        guard let code else { return skipPrompt(prompt, of: id, "the platform gave no code") }
        let effect = speak(
            prompt, content, session.conversation, session: id, by: code,
            deadline: madeAt + Self.shortCodeUse)
        if moment.now >= madeAt + Self.shortCodeUse { finished(effect, .missed) }
    }

    /// A closing call is over; after the last one the messages that waited are looked at.
    mutating func closingCallIsOver(_ effect: Effect) {
        guard let slot = conversations.slot(of: effect.conversation),
            let closing = conversations[at: slot].closing, closing.session == effect.session
        else { return }
        for pending in conversations[at: slot].effects {
            if let found = effects[pending], isClosing(found, of: closing.session) { return }
        }
        change(effect.conversation) { $0.closing = nil }
        if conversations[at: slot].held.isEmpty { return }
        let conversation = conversations[at: slot]
        guard conversation.reading == nil else { return }
        // The words before the end may have been tried long before the end itself.
        let border =
            max(closing.attemptedAt, effect.attemptedAt ?? closing.attemptedAt) + Self.endDoubt
        if conversation.held.contains(where: { $0.sentAt < border })
            || isHeldByPlatform(conversation.platform)
        {
            readState(conversation.id, session: nil)
        } else {
            openForHeld(conversation.id)
        }
    }

    /// An account that routes nothing opens nothing: what waited stays with the last session.
    mutating func fileAway(heldOf id: ConversationID) {
        guard let conversation = conversations[id], !conversation.held.isEmpty else { return }
        change(id) { $0.held = [] }
        guard let last = conversation.latestSession else { return }
        for message in conversation.held { journal.placements.append((message.message, last)) }
    }

    /// The messages that waited begin a session, or go on as the rules of rule 2 say.
    mutating func openForHeld(_ id: ConversationID) {
        guard accounts[id.account]?.status == .active else { return fileAway(heldOf: id) }
        guard let held = conversations[id]?.held else { return }
        change(id) { $0.held = [] }
        receive(held, in: id)
    }

    /// Messages that come together: what the first one opens takes the others.
    mutating func receive(_ held: [HeldMessage], in id: ConversationID) {
        for message in held {
            if let open = conversations[id]?.openSession {
                continueSession(open, message)
            } else {
                receive(message, in: id)
            }
        }
    }
}
