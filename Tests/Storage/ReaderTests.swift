import Routing
import Testing

@testable import Storage

struct ReaderTests {
    /// Sixty sessions of both accounts, some ended, some opened in the same millisecond.
    private func filled(_ store: Store) throws -> [Session] {
        var random = RandomRecords(seed: 5)
        var records = Records()
        for number in Int64(1)...60 {
            let id = ConversationID(random.one(random.accounts), random.one(random.visitors))
            var session = Session(
                id: SessionID(number), conversation: id, place: number, waitingSince: .at(number),
                receptionChannel: .wecom, openedBy: .visitor, openedAt: .at(number / 3))
            session.phase = random.one([.queued, .active, .ended, .ended])
            session.agent = session.phase == .queued ? nil : random.maybe { $0.agent() }
            records.sessions[session.id] = session
            var conversation = Conversation(id)
            conversation.budget = SendBudget(openedAt: .at(7), used: 3)
            records.conversations[id] = conversation
        }
        var journal = Journal()
        journal.sessions = Array(records.sessions.keys)
        journal.conversations = Array(records.conversations.keys)
        try store.transaction { () throws in
            let branch = try store.createSubOrganisation(name: "南京", at: .at(0))
            var configuration = AccountConfiguration(name: "二", prompts: .plain)
            configuration.subOrganisation = branch
            try store.configure(AccountID(2), configuration)
            try store.save(journal, of: records, at: .at(9))
        }
        return records.sessions.values.sorted {
            ($0.openedAt, $0.id) > ($1.openedAt, $1.id)
        }
    }

    private func matches(_ session: Session, _ filter: SessionFilter) -> Bool {
        (filter.account == nil || session.account == filter.account)
            && (filter.subOrganisation == nil || session.account == AccountID(2))
            && (filter.agent == nil || session.agent == filter.agent)
            && (filter.phase == nil || session.phase == filter.phase)
            && (filter.isOpen == nil || (session.phase != .ended) == filter.isOpen)
            && filter.openedFrom.map { session.openedAt >= $0 } ?? true
            && filter.openedBefore.map { session.openedAt < $0 } ?? true
    }

    @Test func everyFilterAndEveryPageShowsWhatACountByHandShows() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        let all = try filled(store)
        let reader = try Reader(path: folder.database, connections: 1)
        let filters: [SessionFilter] = [
            SessionFilter(), SessionFilter(account: AccountID(1)),
            SessionFilter(subOrganisation: SubOrganisationID(1)),
            SessionFilter(account: AccountID(1), subOrganisation: SubOrganisationID(1)),
            SessionFilter(agent: AgentID(2)),
            SessionFilter(account: AccountID(2), agent: AgentID(2)),
            SessionFilter(phase: .queued), SessionFilter(phase: .active),
            SessionFilter(phase: .ended), SessionFilter(isOpen: true), SessionFilter(isOpen: false),
            SessionFilter(agent: AgentID(3), isOpen: false),
            SessionFilter(agent: AgentID(3), phase: .active),
            SessionFilter(openedFrom: .at(5), openedBefore: .at(12)),
            SessionFilter(account: AccountID(1), isOpen: true, openedBefore: .at(12)),
            SessionFilter(subOrganisation: SubOrganisationID(1), agent: AgentID(1)),
        ]
        for filter in filters {
            let expected = all.filter { matches($0, filter) }
            for limit in [1, 7, 100] {
                var shown: [Session] = []
                var key: SessionKey?
                while true {
                    let page = try reader.read {
                        try $0.sessions(filter, limit: limit, after: key)
                    }
                    shown += page.map(\.session)
                    guard page.count == limit, let last = page.last else { break }
                    key = SessionKey(last.session)
                }
                #expect(shown == expected, "\(filter) by \(limit)")
            }
        }
    }

    @Test func aSessionComesWithTheNamesThatPeopleKnow() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        let all = try filled(store)
        try store.setVisitorDetails(VisitorID(1), name: "王五", avatar: "http://a", at: .at(1))
        let reader = try Reader(path: folder.database)
        let mine = try #require(
            all.first { $0.conversation == ConversationID(AccountID(2), VisitorID(1)) })
        let record = try #require(try reader.read { try $0.session(mine.id) })
        #expect(record.session == mine)
        #expect(record.openKfID == "wk2" && record.externalUserID == "wm1")
        #expect(record.visitorName == "王五" && record.visitorAvatar == "http://a")
        #expect(record.agentUserID == mine.agent.map { "agent\($0.rawValue)" })
        #expect(record.budget == SendBudget(openedAt: .at(7), used: 3))
        #expect(record.subOrganisation == SubOrganisationID(1))
        #expect(try reader.read { try $0.session(SessionID(999)) } == nil)
        for agent in (1...5).map({ AgentID($0) }) {
            let open = try reader.read { try $0.openSessions(of: agent) }.map(\.session)
            let expected = all.filter { $0.agent == agent && $0.phase == .active }
            #expect(open == expected.sorted { $0.id < $1.id })
        }
    }

    /// A read is one snapshot, though the writer goes on; and it writes nothing.
    @Test func aReadSeesOneStateAndNeverHalfATransaction() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        let reader = try Reader(path: folder.database)
        try reader.read { view in
            let before = try view.member(userID: "new")
            _ = try store.agentID(userID: "new")
            let after = try view.member(userID: "new")
            #expect(before == nil && after == nil)
        }
        try store.transaction { () throws in
            _ = try store.agentID(userID: "newer")
            #expect(try store.view.member(userID: "newer") != nil)
            #expect(try reader.read { try $0.member(userID: "newer") } == nil)
        }
        #expect(try reader.read { try $0.member(userID: "newer") } != nil)
    }

    @Test func manyReadersTakeTurns() async throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        let reader = try Reader(path: folder.database, connections: 2)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask { try reader.read { try $0.accounts().count } }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 100)
        withExtendedLifetime(store) {}
    }

    @Test func theFiguresCountWhatIsThere() throws {
        let store = try makeStore(try TemporaryFolder())
        let all = try filled(store)
        var effects = Journal()
        effects.effects = [
            Effect(
                id: EffectID(1), conversation: ConversationID(AccountID(1), VisitorID(1)),
                session: nil, kind: .readState(adopts: false), createdAt: .at(3)),
            Effect(
                id: EffectID(2), conversation: ConversationID(AccountID(1), VisitorID(1)),
                session: nil, kind: .readState(adopts: false), createdAt: .at(4)),
        ]
        effects.finished = [(EffectID(2), .refused(code: 7))]
        var records = Records()
        records.counters = Counters(session: 61, effect: 3, message: 8, place: 61)
        try store.transaction { () throws in try store.save(effects, of: records, at: .at(9)) }
        try store.insertStrayEvent(openKfID: "x", json: "{}", at: .at(1))
        try store.raise(Alert(kind: .pullStuck, account: AccountID(1), at: .at(1)))
        let figures = try store.view.statistics()
        #expect(figures.pendingEffects == 1 && figures.oldestPendingEffect == .at(3))
        #expect(figures.mishaps == [.failed: 1] && figures.openAlerts == 1)
        #expect(figures.messages == 7 && figures.sessions == 60 && figures.strayEvents == 1)
        #expect(figures.databaseBytes > 100_000)
        for load in figures.openSessions {
            let account = load.openKfID == "wk1" ? AccountID(1) : AccountID(2)
            let expected = all.filter { $0.account == account && $0.phase == load.phase }
            #expect(load.count == expected.count && load.phase != .ended)
        }
        #expect(figures.openSessions.count == 4)
    }
}
