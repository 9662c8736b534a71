public import Routing
import SQLite

/// What a start reads.
extension Store {
    /// The live state: found through partial indexes and single rows, so that a start takes as long
    /// as there is work, not as long as there is history.
    public func loadSnapshot() throws(StoreError) -> Snapshot {
        try doing("read the routing state") { () throws(DatabaseError) in
            var snapshot = Snapshot()
            snapshot.accounts = try accounts()
            snapshot.agents = try agents()
            snapshot.sessions = try openSessions()
            snapshot.effects = try unfinishedEffects()
            snapshot.conversations = try wanted(snapshot.sessions, snapshot.effects)
            try readProgress(into: &snapshot)
            return snapshot
        }
    }

    /// Live ones, and those with an unfinished effect.
    private func wanted(
        _ sessions: [Session], _ effects: [Effect]
    ) throws(DatabaseError) -> [Conversation] {
        var conversations = try liveConversations()
        var known = Set(conversations.map(\.id))
        for id in sessions.map(\.conversation) + effects.map(\.conversation)
        where known.insert(id).inserted {
            if let conversation = try storedConversation(id) { conversations.append(conversation) }
        }
        return conversations.sorted { $0.id < $1.id }
    }

    private func readProgress(into snapshot: inout Snapshot) throws(DatabaseError) {
        let row = try connection.row(
            """
            SELECT last_commit, next_session, next_effect, next_message, next_place,
              (SELECT max(id) FROM session), (SELECT max(id) FROM effect),
              (SELECT max(id) FROM message)
            FROM progress
            """
        ) { (columns) throws(DatabaseError) in
            let lastCommit = columns.instantOrNil()
            var counters = Counters(
                session: columns.integer(), effect: columns.integer(),
                message: columns.integer(), place: columns.integer())
            // A number that is in use is never given again, whatever the counters say.
            counters.session = max(counters.session, (columns.integerOrNil() ?? 0) + 1)
            counters.effect = max(counters.effect, (columns.integerOrNil() ?? 0) + 1)
            counters.message = max(counters.message, (columns.integerOrNil() ?? 0) + 1)
            return (lastCommit, counters)
        }
        guard let row else { throw .nonsense("the row of progress is missing") }
        (snapshot.lastCommit, snapshot.counters) = row
    }
}
