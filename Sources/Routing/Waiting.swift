// Rules 7, 8 and 10: who waits, in which order, and who is served next.

extension RoutingCore {
    /// Whether the session in a slot waits (`Session.waits`).
    @inline(__always)
    private func waits(at slot: Int) -> Bool {
        sessions[at: slot].phase == .queued && sessions[at: slot].pendingEnd == nil
            && !sessions[at: slot].waitsForRead
    }

    /// Keeps the queue equal to the sessions that wait.
    mutating func updateQueue(_ id: SessionID) {
        if let slot = sessions.slot(of: id) { updateQueue(at: slot) }
    }

    mutating func updateQueue(at slot: Int) {
        let old = sessions[at: slot].waitsAs
        var kind: WaitingLine.Kind?
        if waits(at: slot) {
            let chat = sessions[at: slot].conversation
            let isPlain = !sessions[at: slot].hasBars && holders(of: chat).isEmpty
            kind = isPlain ? .plain(sessions[at: slot].receptionChannel) : .special
        }
        guard old != kind, let account = accounts.slot(of: sessions[at: slot].account)
        else { return }
        sessions[at: slot].waitsAs = kind
        let entry = PlaceQueue.Entry(
            place: sessions[at: slot].place, session: sessions[at: slot].id,
            visitor: sessions[at: slot].conversation.visitor)
        accounts[at: account].waiting.move(entry, from: old, to: kind)
        if kind != nil { free(accountAt: account) }
    }

    /// Something was freed in an account that could serve somebody who waits.
    mutating func free(_ id: AccountID) {
        if let slot = accounts.slot(of: id) { free(accountAt: slot) }
    }

    mutating func free(accountAt slot: Int) {
        guard !accounts[at: slot].isFreed else { return }
        accounts[at: slot].isFreed = true
        freed.append(slot)
    }

    /// Rule 7: of all waiting sessions that have an agent eligible for them the longest waiting
    /// gets one; again, until none has.
    mutating func serveWaiting() {
        while !freed.isEmpty {
            var next: (entry: PlaceQueue.Entry, account: Int)?
            var left = 0
            for index in freed.indices {  // not over the array itself: it would be copied
                let slot = freed[index]
                guard let served = firstServable(in: slot) else {
                    accounts[at: slot].isFreed = false
                    continue
                }
                freed[left] = slot
                left += 1
                if next.map({ served.place < $0.entry.place }) ?? true { next = (served, slot) }
            }
            while freed.count > left { freed.removeLast() }
            guard let (entry, account) = next, let spot = spot(of: entry, in: account)
            else { return }
            var decision = Decision(session: entry.session, at: moment.now, rule: .priorAgent)
            guard choose(&decision, at: spot) else { return }
            follow(&decision, at: spot)
        }
    }

    /// Where a session and its chat stand. Both are looked for before either is looked into: among
    /// a million who wait neither is in a cache, and the processor then fetches them side by side.
    @inline(__always)
    private func spot(of entry: PlaceQueue.Entry, in account: Int) -> Spot? {
        let chat = ConversationID(accounts[at: account].id, entry.visitor)
        guard let slot = sessions.slot(of: entry.session), let chat = conversations.slot(of: chat)
        else { return nil }
        return Spot(session: slot, chat: chat)
    }

    /// The longest waiting session of an account for whom somebody is eligible.
    private mutating func firstServable(in slot: Int) -> PlaceQueue.Entry? {
        guard accounts[at: slot].status == .active else { return nil }
        var first = firstPlain(in: slot, on: .wecom)
        if let entry = firstPlain(in: slot, on: .relay),
            first.map({ entry.place < $0.place }) ?? true
        {
            first = entry
        }
        let hasSpecial = accounts[at: slot].waiting.hasSpecial
        guard first != nil || hasSpecial, generalExclusion(of: slot) == nil else { return nil }
        if !hasSpecial { return first }
        for entry in accounts[at: slot].waiting.special {
            if let first, first.place < entry.place { return first }
            if let session = sessions.slot(of: entry.session),
                !eligibleAgents(of: slot, forSessionAt: session).eligible.isEmpty
            {
                return entry
            }
        }
        return first
    }

    /// The longest waiting of those to whom the list is the same, if anybody is eligible for them.
    @inline(__always)
    private func firstPlain(in slot: Int, on channel: ReceptionChannel) -> PlaceQueue.Entry? {
        let first =
            switch channel {
            case .wecom: accounts[at: slot].waiting.wecom.first
            case .relay: accounts[at: slot].waiting.relay.first
            }
        return first != nil && isAnybodyEligible(of: slot, on: channel) ? first : nil
    }

    /// Rule 8: what a session does at its first queueing, and rule 10 at later ones, once it is
    /// clear that nobody could be given to it at once.
    mutating func tellNewlyWaiting() {
        if newlyWaiting.isEmpty { return }
        let entered = newlyWaiting
        newlyWaiting = []
        for id in entered {
            guard let slot = sessions.slot(of: id), waits(at: slot) else { continue }
            record(.queued, of: id, detail: waitingDetail(at: slot))
            let isFirst = !sessions[at: slot].queuePromptIsDone
            if isFirst { speakQueuePrompt(id) }
            poolIfNeeded(id)
        }
    }

    private mutating func waitingDetail(at slot: Int) -> String? {
        guard let account = accounts.slot(of: sessions[at: slot].account) else { return nil }
        let excluded = eligibleAgents(of: account, forSessionAt: slot).excluded
        if accounts[at: account].waitingDetail.counts != excluded {
            accounts[at: account].waitingDetail = .init(counts: excluded, text: excluded.text)
        }
        return accounts[at: account].waitingDetail.text
    }

    /// Rule 9: a waiting `wecom` session stands in the platform's pool, unless an agent of the
    /// client still shows it (rule 10).
    mutating func poolIfNeeded(_ id: SessionID) {
        guard let slot = sessions.slot(of: id), sessions[at: slot].receptionChannel == .wecom,
            !sessions[at: slot].poolIsRefused,
            let chat = conversations.slot(of: sessions[at: slot].conversation),
            !isHeldByPlatform(conversations[at: chat].platform), !hasPendingChange(id)
        else { return }
        emit(.change(to: .pool), sessions[at: slot].conversation, session: id)
    }

    /// Whether a state change of this session has not come out yet.
    func hasPendingChange(_ id: SessionID) -> Bool {
        guard let slot = sessions.slot(of: id),
            let chat = conversations.slot(of: sessions[at: slot].conversation)
        else { return false }
        return conversations[at: chat].effects.contains { isChange($0, of: id) }
    }

    /// Takes back what was decided about a session's state and not tried yet.
    mutating func withdrawChanges(of id: SessionID) {
        guard let slot = sessions.slot(of: id),
            let chat = conversations.slot(of: sessions[at: slot].conversation)
        else { return }
        withdrawChanges(of: id, conversationAt: chat)
    }

    mutating func withdrawChanges(of id: SessionID, conversationAt chat: Int) {
        for effect in conversations[at: chat].effects where isChange(effect, of: id) {
            withdraw(effect)
        }
    }

    private func isChange(_ effect: EffectID, of session: SessionID) -> Bool {
        guard let slot = effects.slot(of: effect), effects[at: slot].session == session,
            case .change = effects[at: slot].kind
        else { return false }
        return true
    }

    /// Rule 10: the session is no longer its agent's and waits at its place.
    mutating func backToQueue(_ id: SessionID, barring: Bool, reason: String, actor: Actor?) {
        guard let session = sessions[id], let agent = session.agent, session.phase == .active
        else { return }
        withdrawChanges(of: id)
        let until = moment.now + configuration.requeueGrace
        change(id) {
            $0.noteSilentHolder()
            $0.phase = .queued
            $0.agent = nil
            $0.visitorSilentAt = nil
            $0.agentSilentAt = nil
            $0.undo = nil
            $0.queuePromptIsDone = true
            $0.agentIsGone = false
            if barring { $0.barred.append(BarredAgent(agent: agent, until: until)) }
        }
        record(.requeued, of: id, detail: reason, from: agent, actor: actor)
        journal.feed.append(
            FeedChange(
                agent: agent, kind: .requeued, at: moment.now, session: id, reason: reason))
        newlyWaiting.append(id)
    }

    /// Why a session still waits, and what would change it (rule 6).
    public mutating func waitingReport(_ id: SessionID, at moment: Moment) -> WaitingReport? {
        come(to: moment)
        guard let session = sessions[id], session.phase == .queued,
            let account = accounts[session.account]
        else { return nil }
        var reasons: [WaitingReport.Line] = []
        for agent in account.settings.agents {
            reasons.append(
                WaitingReport.Line(
                    agent: agent, reason: exclusion(of: agent, for: session), load: load(of: agent))
            )
        }
        return WaitingReport(
            position: session.waits ? account.waiting.rank(of: session.place) : nil,
            isBeingRead: session.waitsForRead, isOpen: isOpen(session.account), agents: reasons)
    }
}

/// "Why still waiting".
public struct WaitingReport: Hashable, Sendable {
    /// One agent on the list.
    public struct Line: Hashable, Sendable {
        /// Who.
        public let agent: AgentID
        /// Why it may not get the session; nil only in the instant before it does.
        public let reason: Exclusion?
        /// Its sessions over all accounts.
        public let load: Int
    }
    /// The place in the queue, 1 is next; nil while it is not in the queue.
    public let position: Int?
    /// Whether the platform's state is being read first (rule 23).
    public let isBeingRead: Bool
    /// Whether the account is within its reception hours.
    public let isOpen: Bool
    /// Every agent on the list and what stands in its way.
    public let agents: [Line]
}
