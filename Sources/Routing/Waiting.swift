// Rules 7, 8 and 10: who waits, in which order, and who is served next.

extension RoutingCore {
    /// Whether the session is in its account's queue: not while its end or a state read is under
    /// way.
    func waits(_ session: Session) -> Bool {
        session.phase == .queued && session.pendingEnd == nil && !session.waitsForRead
    }

    /// Keeps the queue equal to the sessions that wait.
    mutating func updateQueue(_ id: SessionID) {
        guard let session = sessions[id] else { return }
        var kind: WaitingLine.Kind?
        if waits(session) {
            let isPlain = session.barred.isEmpty && holders(of: session.conversation).agents.isEmpty
            kind = isPlain ? .plain(session.receptionChannel) : .special
        }
        if accounts[session.account]?.waiting.set(id, at: session.place, kind) == true {
            freed.insert(session.account)
        }
    }

    /// Rule 7: of all waiting sessions that have an agent eligible for them the longest waiting
    /// gets one; again, until none has.
    mutating func serveWaiting() {
        while !freed.isEmpty {
            var next: (session: Session, choice: Choice)?
            for id in freed.sorted() {
                guard let served = firstServable(in: id) else {
                    freed.remove(id)
                    continue
                }
                if next.map({ served.session.place < $0.session.place }) ?? true { next = served }
            }
            guard let next else { return }
            follow(next.choice, for: next.session.id)
        }
    }

    /// The longest waiting session of an account for whom somebody is eligible.
    private mutating func firstServable(in id: AccountID) -> (session: Session, choice: Choice)? {
        guard let account = accounts[id], account.status == .active, account.waiting.count > 0
        else { return nil }
        let heads = account.waiting.heads.compactMap { sessions[$0] }
        for session in heads.sorted(by: { $0.place < $1.place }) {
            if let choice = choose(for: session) { return (session, choice) }
        }
        return nil
    }

    /// Rule 8: what a session does at its first queueing, and rule 10 at later ones, once it is
    /// clear that nobody could be given to it at once.
    mutating func tellNewlyWaiting() {
        let entered = newlyWaiting
        newlyWaiting = []
        for id in entered {
            guard let session = sessions[id], waits(session) else { continue }
            record(.queued, of: id, detail: waitingDetail(of: session))
            let isFirst = !session.queuePromptIsDone
            if isFirst { speakQueuePrompt(id) }
            poolIfNeeded(id)
        }
    }

    private mutating func waitingDetail(of session: Session) -> String {
        let (_, excluded) = eligibleAgents(for: session)
        return excluded.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.key.rawValue)=\($0.value)" }.joined(separator: " ")
    }

    /// Rule 9: a waiting `wecom` session stands in the platform's pool, unless an agent of the
    /// client still shows it (rule 10).
    mutating func poolIfNeeded(_ id: SessionID) {
        guard let session = sessions[id], session.receptionChannel == .wecom,
            !session.poolIsRefused, let conversation = conversations[session.conversation],
            conversation.platform == .open || conversation.platform == .ended,
            !hasPendingChange(id)
        else { return }
        emit(.change(to: .pool), session.conversation, session: id)
    }

    /// Whether a state change of this session has not come out yet.
    func hasPendingChange(_ id: SessionID) -> Bool {
        guard let session = sessions[id] else { return false }
        return conversations[session.conversation]?.effects.contains { effect in
            guard let effect = effects[effect], effect.session == id else { return false }
            if case .change = effect.kind { return true }
            return false
        } ?? false
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
        self.moment = moment
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
            position: waits(session) ? account.waiting.rank(of: session.place) : nil,
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
