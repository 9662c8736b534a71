import Routing
import SQLite
import Testing

@testable import Storage

/// What is saved is what a start reads, field by field.
struct RoundTripTests {
    /// Saves random records twice (insert, then update), closes the database and opens it again.
    @Test(arguments: 1...40)
    func everyFieldComesBackAsItWasSaved(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var records = RandomRecords(seed: seed)
        var expected = Records()
        do {
            let store = try makeStore(folder)
            for _ in 1...2 {
                expected = try fill(store, &records, after: expected)
                try store.transaction { () throws in
                    try store.save(journal(of: expected), of: expected, at: .at(9))
                }
            }
        }
        let snapshot = try Store(path: folder.database).loadSnapshot()
        #expect(snapshot.sessions == expected.sessions.values.sorted { $0.id < $1.id })
        #expect(snapshot.effects == expected.effects.values.sorted { $0.id < $1.id })
        #expect(snapshot.agents == expected.agents.values.sorted { $0.id < $1.id })
        #expect(snapshot.accounts == expected.accounts.values.sorted { $0.id < $1.id })
        let wanted = expected.conversations.values.filter { conversation in
            conversation.isLive
                || expected.sessions.values.contains { $0.conversation == conversation.id }
                || expected.effects.values.contains { $0.conversation == conversation.id }
        }
        #expect(snapshot.conversations == wanted.sorted { $0.id < $1.id })
        #expect(snapshot.counters == expected.counters)
        #expect(snapshot.lastCommit == .at(9))
    }

    /// One session in each chat; every record once more at random.
    private func fill(
        _ store: Store, _ records: inout RandomRecords, after old: Records
    ) throws -> Records {
        var next = old
        for account in records.accounts {
            let configuration = records.configuration()
            let settings = try store.transaction { () throws in
                try store.configure(account, configuration)
            }
            next.accounts[account] = records.account(account, settings)
            for visitor in records.visitors {
                let id = ConversationID(account, visitor)
                let session = SessionID(account.rawValue * 100 + visitor.rawValue)
                if var known = old.sessions[session] {
                    records.change(&known)
                    next.sessions[session] = known
                } else {
                    next.sessions[session] = records.session(session, id)
                }
                let isOpen = records.chance()
                next.conversations[id] = records.conversation(id, session: isOpen ? session : nil)
            }
        }
        for agent in records.agents { next.agents[agent] = records.agent(agent) }
        for _ in 1...9 {
            let id = EffectID(next.counters.effect)
            next.counters.effect += 1
            next.effects[id] = records.effect(id)
        }
        next.counters.session = 1_000
        next.counters.message = 7_000
        next.counters.place = records.number(100...200)
        return next
    }

    private func journal(of records: Records) -> Journal {
        var journal = Journal()
        journal.sessions = Array(records.sessions.keys)
        journal.conversations = Array(records.conversations.keys)
        journal.agents = Array(records.agents.keys)
        journal.accounts = Array(records.accounts.keys)
        for account in records.accounts.values {
            for agent in records.agents.keys {
                journal.reception.insert(Journal.ListKey(account.id, agent))
            }
        }
        let new = records.effects.keys.sorted().suffix(9)
        journal.effects = new.compactMap { records.effects[$0] }
        return journal
    }

    /// A word that routing gains must gain a number here.
    @Test func everyWordHasItsNumber() {
        func check<Word: StoredWord & CaseIterable & Hashable>(_ type: Word.Type) {
            #expect(Set(Word.stored) == Set(Word.allCases), "\(type)")
            #expect(Word.stored.count == Word.allCases.count, "\(type)")
        }
        check(SessionPhase.self)
        check(EndReason.self)
        check(Opener.self)
        check(ReceptionChannel.self)
        check(Strategy.self)
        check(WhenNobody.self)
        check(AgentStatus.self)
        check(Reception.self)
        check(PromptKind.self)
        check(MessageState.self)
        check(DecisionRule.self)
        check(FeedChange.Kind.self)
        check(Alert.Kind.self)
        check(MenuAction.self)
        check(MessageType.self)
        check(EffectState.self)
        #expect(Set(AccountStatus.stored.compactMap { $0 }) == Set(AccountStatus.allCases))
        for status in AccountStatus.allCases {
            #expect(AccountStatus.stored[Int(status.storedNumber)] == status)
        }
        for kind in PromptKind.allCases { #expect(MessageOrigin.stored.contains(.prompt(kind))) }
    }
}
