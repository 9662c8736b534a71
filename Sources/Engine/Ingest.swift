import Routing
import Storage
import WeCom

/// One page of `sync_msg`: messages, what they mean to routing, and the cursor, all in the one
/// transaction of the work that calls this.
extension EngineCore {
    /// How far back a first pull looks for visitors whose state is read (section 1.3).
    private static let adoptionSpan = Interval.hours(48)

    /// Stores a page and lets routing act on it.
    ///
    /// Every entry is stored once, whatever comes twice. An account that is not adopted is stored
    /// and not routed. A first pull (no cursor yet, or the account has just been adopted) acts only
    /// on what is younger than the start line.
    /// - Parameters:
    ///   - began: when the call was made; hints up to then are answered at the page's end.
    ///   - startLine: how old an entry of a first pull may be to be acted on.
    func ingest(
        _ page: SyncPage, of account: AccountID, pullBegan began: Moment, startLine: Interval
    ) throws(StoreError) {
        let state = try store.pullState(account)
        let isFirst = state.isFirstPull
        let isAdopted = routing.account(account) != nil
        let oldest = isFirst ? moment.wall - startLine : Instant(milliseconds: .min)
        for message in Self.inOrder(page.messages, at: moment.wall) {
            let isHeard = message.seconds >= oldest.milliseconds / 1_000
            try ingest(message, of: account, isRouted: isAdopted && isHeard)
        }
        let name = try store.openKfID(of: account)
        for entry in page.unreadable {
            metrics.count(.unknownTypes)
            try store.insertStrayEvent(
                openKfID: name, json: String(decoding: entry, as: UTF8.self), at: moment.now)
        }
        // For an account that is not adopted the first pull is still to come.
        let cursor = page.nextCursor.flatMap { $0.isEmpty ? nil : $0 }
        try store.saveCursor(
            cursor, of: account, isFirstPull: isFirst && (page.hasMore || !isAdopted),
            // A hint of the same millisecond may have come after the call began.
            answersHintsUpTo: page.hasMore ? nil : began.now - Interval(milliseconds: 1),
            at: moment.now)
        guard !page.hasMore else { return }
        try warnOfGap(since: state.completeUntil, in: account)
        guard isAdopted else { return }
        if isFirst {
            if state.completeUntil != nil { try readSessions(of: account) }
            try adoptVisitors(of: account)
        }
        try apply(.pulledToEnd(account))
    }

    /// What arrived after this is pulled only now: the platform has dropped what was too old, and
    /// nobody can tell how much that was.
    private func warnOfGap(since: Instant?, in account: AccountID) throws(StoreError) {
        guard let since, moment.now - since > PullPlan.retention else { return }
        let hours = (moment.now - (since + PullPlan.retention)).milliseconds / 3_600_000
        try raise(
            .messagesLost, account,
            "nothing was pulled for more than 3 days; \(hours) h of messages after "
                + "\(since.milliseconds / 1_000) (Unix seconds) are beyond reach")
    }

    /// The order in which a page is taken in: as it arrived, but visits whose welcome code still
    /// lives come first, since their 20 seconds are running; a visit never overtakes an entry of
    /// its own conversation.
    static func inOrder(_ messages: [WireMessage], at wall: Instant) -> [WireMessage] {
        guard messages.contains(where: { $0.hasLiveWelcome(at: wall) }) else { return messages }
        var seen: Set<String> = []
        var urgent: [WireMessage] = []
        var others: [WireMessage] = []
        for message in messages {
            let isFirstOfChat = seen.insert(message.externalUserID).inserted
            if isFirstOfChat, message.hasLiveWelcome(at: wall) {
                urgent.append(message)
            } else {
                others.append(message)
            }
        }
        return urgent + others
    }

    private func ingest(
        _ message: WireMessage, of account: AccountID, isRouted: Bool
    ) throws(StoreError) {
        let id = nextMessageID
        guard try store.markSeen(message.msgID, in: account, as: id) else {
            metrics.count(.duplicates)
            return
        }
        precondition(newMessageID() == id, "the number was promised to this message")
        metrics.count(.messages)
        var row = StoredMessage(message, id: id, account: account, at: moment.now)
        if row.type == .unknown || row.type == .unknownEvent { metrics.count(.unknownTypes) }
        if !message.externalUserID.isEmpty {
            row.visitor = try store.visitorID(externalUserID: message.externalUserID)
        }
        if let userID = message.agentUserID {
            row.agent = try store.agentID(userID: userID)
        }
        add(row)
        guard isRouted, let input = try input(for: message, row) else { return }
        try apply(input)
    }

    /// After a lost cursor: of what agents did meanwhile only the youngest was followed.
    private func readSessions(of account: AccountID) throws(StoreError) {
        for id in routing.openSessionIDs.sorted() {
            guard let session = routing.session(id), session.account == account else { continue }
            try apply(.adopt(session.conversation, visitorWroteAt: nil))
        }
    }

    /// Reads the state for everybody who wrote lately, or with whom an agent did something in the
    /// client, and has no session: somebody may be waiting at the platform, or be with an agent.
    private func adoptVisitors(of account: AccountID) throws(StoreError) {
        let since = (moment.wall - Self.adoptionSpan).milliseconds / 1_000
        var wroteAt: [VisitorID: Int64?] = [:]
        let stored = try store.recentVisitors(
            of: account, since: since, storedSince: moment.now - Self.adoptionSpan - .hours(1))
        for (visitor, at) in stored { wroteAt.updateValue(at, forKey: visitor) }
        for row in pendingMessages where row.account == account {
            guard
                row.origin == .visitor || row.origin == .agentInClient
                    || row.type == .sessionStatusChange,
                let visitor = row.visitor, let at = row.sentAt, at >= since
            else { continue }
            let last = wroteAt[visitor] ?? nil
            let latest = row.origin == .visitor ? max(at, last ?? at) : last
            wroteAt.updateValue(latest, forKey: visitor)
        }
        for (visitor, seconds) in wroteAt.sorted(by: { $0.key < $1.key }) {
            let id = ConversationID(account, visitor)
            try admit(id)
            guard routing.conversation(id)?.openSession == nil else { continue }
            let at = seconds.map { moment.instant(ofPlatformSeconds: $0) }
            try apply(.adopt(id, visitorWroteAt: at))
        }
    }
}
