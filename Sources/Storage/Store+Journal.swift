public import Routing
import SQLite

/// What the routing core decided, as rows.
extension Store {
    /// Writes every row that the journal names, each once: agents, accounts, lists, sessions,
    /// chats, effects, messages, decisions, feed, alerts, and the counters with the time of this
    /// commit. Belongs into the transaction of the inputs that led to it.
    ///
    /// - Parameters:
    ///   - messages: pulled or written messages of the same batch; they are stored in the session
    ///     and the state that the journal gives them.
    ///   - now: on kefud's line.
    public func save(
        _ journal: Journal, of core: some RoutingRecords, messages: [StoredMessage] = [],
        at now: Instant
    ) throws(StoreError) {
        try doing("save what routing decided") { () throws(DatabaseError) in
            try saveAgentsAndAccounts(journal, core)
            try saveSessions(journal, core)
            try saveEffects(journal, core, now)
            try saveMessages(journal, messages)
            for decision in journal.decisions { try insert(decision) }
            for change in journal.feed { try insert(change) }
            for alert in journal.alerts { try insert(alert) }
            try saveProgress(core.counters, now)
        }
    }

    private func saveAgentsAndAccounts(
        _ journal: Journal, _ core: some RoutingRecords
    ) throws(DatabaseError) {
        for id in journal.agents.sorted() {
            guard let agent = core.agent(id) else { throw .missing("agent", id.rawValue) }
            try save(agent)
        }
        for id in journal.accounts.sorted() {
            guard let account = core.account(id) else { throw .missing("account", id.rawValue) }
            try save(account)
        }
        for key in journal.reception {
            let entry = core.account(key.account)?.reception[key.agent]
            try save(entry, of: key.agent, in: key.account)
        }
    }

    private func saveSessions(
        _ journal: Journal, _ core: some RoutingRecords
    ) throws(DatabaseError) {
        for id in journal.sessions.sorted() {
            guard let session = core.session(id) else { throw .missing("session", id.rawValue) }
            try save(session)
        }
        for id in journal.conversations.sorted() {
            guard let conversation = core.conversation(id) else {
                throw .missing("conversation of visitor", id.visitor.rawValue)
            }
            try save(conversation)
        }
        for id in journal.unansweredAfterEnd { try flagUnanswered(id) }
        for rating in journal.ratings {
            try save(rating: rating.choice, message: rating.message, of: rating.session)
        }
    }

    private func saveEffects(
        _ journal: Journal, _ core: some RoutingRecords, _ now: Instant
    ) throws(DatabaseError) {
        for effect in journal.effects { try insert(effect) }
        for id in journal.attempted { try saveAttempt(id, core.effect(id), at: now) }
        for (id, outcome) in journal.finished { try saveEnd(of: id, outcome, at: now) }
    }

    /// New messages are inserted as they end up; the others are updated.
    private func saveMessages(
        _ journal: Journal, _ messages: [StoredMessage]
    ) throws(DatabaseError) {
        // Numbers rise as messages come in, so that the place of each is found by halving.
        var new = messages + journal.outgoing.map { StoredMessage($0) }
        new.sort { $0.id < $1.id }
        for (id, session) in journal.placements {
            if let index = new.index(of: id) {
                new[index].session = session
            } else {
                try place(id, in: session)
            }
        }
        for (id, state, code) in journal.messageStates {
            if let index = new.index(of: id) {
                new[index].state = state
                new[index].code = code
            } else {
                try save(state, code: code, of: id)
            }
        }
        for message in new { try insert(message) }
    }

    private func saveProgress(_ counters: Counters, _ now: Instant) throws(DatabaseError) {
        try connection.write(
            """
            UPDATE progress SET last_commit = max(coalesce(last_commit, ?1), ?1),
              next_session = ?2, next_effect = ?3, next_message = ?4, next_place = ?5
            """
        ) { (values) throws(DatabaseError) in
            try values.add(now)
            try values.add(counters.session)
            try values.add(counters.effect)
            try values.add(counters.message)
            try values.add(counters.place)
        }
    }
}

extension [StoredMessage] {
    /// Where a message stands in a list that is sorted by their numbers.
    fileprivate func index(of id: MessageID) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].id == id ? low : nil
    }
}

extension DatabaseError {
    /// The journal names a row that the core does not have: a fault of the program.
    fileprivate static func missing(_ kind: String, _ number: Int64) -> DatabaseError {
        DatabaseError(
            code: DatabaseError.Code(rawValue: -2), action: "save \(kind) \(number)",
            reason: "the journal names it, the core does not have it")
    }
}
