// The prompts (会话提示语): when each may be spoken, and by which way.

extension RoutingCore {
    /// Writes a prompt down as a message and as a call: on a code, or by `send_msg`.
    @discardableResult
    mutating func speak(
        _ prompt: PromptKind, _ content: Content, _ conversation: ConversationID,
        session: SessionID?, by code: String? = nil, deadline: Instant? = nil
    ) -> EffectID {
        let message = newMessageID()
        journal.outgoing.append(
            OutgoingMessage(
                id: message, conversation: conversation, session: session, prompt: prompt,
                agent: nil, content: content, at: moment.now))
        if let code {
            return emit(
                .sendOnCode(code, content, message, prompt), conversation, session: session,
                deadline: deadline)
        }
        return emit(.send(content, message, prompt), conversation, session: session)
    }

    /// A prompt that was due and is not sent is recorded with the reason.
    mutating func skipPrompt(_ prompt: PromptKind, of session: SessionID, _ reason: String) {
        record(.promptSkipped, of: session, detail: "\(prompt.rawValue): \(reason)")
    }

    /// Rule 8: once a session, at its first queueing. `wecom` waits for the pool's code; `relay`
    /// needs three messages left.
    mutating func speakQueuePrompt(_ id: SessionID) {
        change(id) { $0.queuePromptIsDone = true }
        guard let slot = sessions.slot(of: id),
            let place = accounts.slot(of: sessions[at: slot].account),
            accounts[at: place].settings.prompts.queue.isEnabled
        else { return }
        let session = sessions[at: slot]
        let account = accounts[at: place]
        let text = queueText(of: session, in: account)
        if let platform = conversations[session.conversation]?.platform, isHeldByPlatform(platform)
        {
            skipPrompt(.queue, of: id, "no code in this state")
        } else if session.receptionChannel == .wecom, !session.poolIsRefused {
            change(id) { $0.queuePromptText = text }
        } else {
            speakQueuePromptBySending(id, text)
        }
    }

    /// In state 0 or 1, when the budget allows.
    mutating func speakQueuePromptBySending(_ id: SessionID, _ text: String) {
        guard let session = sessions[id] else { return }
        guard messagesLeft(in: session.conversation) >= 3 else {
            return skipPrompt(.queue, of: id, "fewer than 3 messages left")
        }
        speak(.queue, Content(text: text), session.conversation, session: id)
    }

    /// `{position}` is the place now; `{wait_minutes}` the position times the mean gap of the last
    /// twenty assignments, rounded up, and "a few" under five gaps.
    private func queueText(of session: Session, in account: Account) -> String {
        let position = account.waiting.rank(of: session.place)
        let text = account.settings.prompts.queue.text
        var minutes = text.unicodeScalars.contains { $0.value >= 0x4E00 } ? "几" : "a few"
        let times = account.assignmentTimes
        if times.count > 5, let first = times.first, let last = times.last {
            let gaps = Int64(times.count - 1)
            let wait = (last - first).milliseconds * Int64(position)
            minutes = String((wait + gaps * 60_000 - 1) / (gaps * 60_000))
        }
        return text.replacing("{position}", with: String(position))
            .replacing("{wait_minutes}", with: minutes)
    }

    /// Rule 11: at most once in ten minutes to a visitor of an account, by `send_msg` in state 0
    /// or 1, else on an unspent code of the state.
    mutating func speakOfflinePrompt(_ id: SessionID) {
        guard let session = sessions[id], let account = accounts[session.account],
            let conversation = conversations[session.conversation]
        else { return }
        let prompts = account.settings.prompts
        guard prompts.offline.isEnabled else { return }
        if prompts.offlineSuppressedWhileOnline,
            account.eligibility.countOnline(on: account.settings.receptionChannel) > 0
        {
            return
        }
        if let last = conversation.offlinePromptAt, moment.now < last + .minutes(10) { return }
        let content = Content(text: prompts.offline.text)
        if !isHeldByPlatform(conversation.platform) {
            guard messagesLeft(in: conversation.id) >= 1 else {
                return skipPrompt(.offline, of: id, "no message left")
            }
            speak(.offline, content, conversation.id, session: id)
        } else if let code = session.code, code.state == conversation.platform,
            moment.now < code.until
        {
            change(id) { $0.code = nil }
            speak(
                .offline, content, conversation.id, session: id, by: code.code,
                deadline: code.until)
        } else {
            return skipPrompt(.offline, of: id, "no code in this state")
        }
        let now = moment.now
        change(conversation.id) { $0.offlinePromptAt = now }
    }

    /// States 2 and 3, in which `send_msg` is refused.
    func isHeldByPlatform(_ state: PlatformState) -> Bool {
        switch state {
        case .pool, .agent: true
        case .open, .ended: false
        }
    }
}

extension String {
    /// The text with every occurrence of a word replaced, without Foundation.
    fileprivate func replacing(_ word: String, with other: String) -> String {
        var result = ""
        var rest = self[...]
        while let found = rest.firstRange(of: word) {
            result += rest[..<found.lowerBound] + other
            rest = rest[found.upperBound...]
        }
        return result + rest
    }
}

extension Substring {
    /// Where a word first stands.
    fileprivate func firstRange(of word: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(word) {
                return start..<index(start, offsetBy: word.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
