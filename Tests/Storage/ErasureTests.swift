import Foundation
import SQLite
import Testing

@testable import Routing
@testable import Storage

struct ErasureTests {
    private let account = AccountID(1)
    private let day: Int64 = 86_400

    private func chat(_ visitor: Int64) -> ConversationID {
        ConversationID(account, VisitorID(visitor))
    }

    /// A session of this visitor with the same number, and its chat.
    private func add(
        _ store: Store, session number: Int64, of visitor: Int64, isOpen: Bool, at: Int64 = 1
    ) throws {
        let id = SessionID(number)
        var session = Session(
            id: id, conversation: chat(visitor), place: number, waitingSince: .at(at),
            receptionChannel: .relay, openedBy: .visitor, openedAt: .at(at))
        session.agent = AgentID(1)
        session.phase = isOpen ? .active : .ended
        session.endedAt = isOpen ? nil : .at(at + 1)
        var conversation = Conversation(chat(visitor))
        conversation.openSession = isOpen ? id : nil
        conversation.latestSession = id
        var records = Records()
        records.sessions[id] = session
        records.conversations[chat(visitor)] = conversation
        records.counters = Counters(session: 900, effect: 900, message: 9_000, place: 900)
        var journal = Journal()
        journal.sessions = [id]
        journal.conversations = [chat(visitor)]
        journal.feed = [
            FeedChange(agent: AgentID(1), kind: .message, at: .at(at), session: id),
            FeedChange(agent: AgentID(1), kind: .status, at: .at(at), reason: "online"),
        ]
        try store.transaction { () throws in try store.save(journal, of: records, at: .at(at)) }
    }

    private func write(
        _ store: Store, _ id: Int64, of visitor: Int64, in session: Int64?, _ text: String,
        body: String? = nil, at: Int64 = 1
    ) throws {
        var message = StoredMessage(
            id: MessageID(id), account: account, visitor: VisitorID(visitor),
            session: session.map { SessionID($0) }, origin: .agent, agent: AgentID(1),
            type: .text, text: text, at: .at(at))
        message.body = body
        try store.insertMessage(message)
    }

    /// Everything that is on the disk, once the log has been moved into the file.
    private func contains(_ text: String, _ store: Store) throws -> Bool {
        try store.checkpoint()
        return try ["", "-wal"].contains { suffix in
            let file = URL(fileURLWithPath: store.path + suffix)
            return try Data(contentsOf: file).range(of: Data(text.utf8)) != nil
        }
    }

    @Test func anErasedVisitorsWordsAreNowhereInTheFile() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        let visitor = try store.visitorID(externalUserID: "wmSECRET")
        let number = visitor.rawValue
        try store.setVisitorDetails(visitor, name: "nameSECRET", avatar: "urlSECRET", at: .at(1))
        try add(store, session: 1, of: number, isOpen: false)
        try add(store, session: 2, of: 3, isOpen: true)
        for id in Int64(1)...400 {
            try write(
                store, id, of: id % 2 == 0 ? 3 : number, in: id % 2 == 0 ? 2 : 1,
                id % 2 == 0 ? "stays\(id)" : "textSECRET\(id)")
        }
        let long = String(repeating: "longSECRET ", count: 2_000)
        try write(store, 500, of: number, in: 1, "a", body: long)
        try write(store, 501, of: number, in: nil, "straySECRET")
        try store.insertStrayEvent(openKfID: "wk9", json: "{\"v\":\"wmSECRET\"}", at: .at(1))
        try store.saveIdempotencyKey(
            of: AgentID(1), key: "k", bodyHash: [1], message: MessageID(1), at: .at(1))
        try failSend(store, visitor, "sendSECRET")
        for word in ["wm", "name", "url", "text", "long", "stray", "send"] {
            #expect(try contains("\(word)SECRET", store), "\(word) was there before")
        }

        try store.transaction { () throws in try store.erase(visitor, at: .at(60)) }
        for word in ["wmSECRET", "nameSECRET", "SECRET"] {
            #expect(try !contains(word, store), "\(word)")
        }
        #expect(try contains("stays400", store) && contains("wm3", store))
        #expect(try store.session(SessionID(1))?.conversation.visitor == visitor)
        #expect(try store.externalUserID(of: visitor) == "erased-\(number)")
        #expect(try store.conversation(chat(number)) == nil)
        #expect(try store.conversation(chat(3)) != nil)
        #expect(
            try store.idempotentMessage(of: AgentID(1), key: "k", at: .at(2)) == nil)
        let feed = try store.view.feed(of: AgentID(1), after: 0, limit: 9)
        #expect(feed.map(\.session) == [nil, SessionID(2), nil])
        // Who writes again is somebody new.
        #expect(try store.existingVisitorID(externalUserID: "wmSECRET") == nil)
        #expect(try store.visitorID(externalUserID: "wmSECRET") != visitor)
        #expect(try checkDatabase(folder.database) == [])
    }

    /// A call that the platform refused: what it would have shown is kept.
    private func failSend(_ store: Store, _ visitor: VisitorID, _ text: String) throws {
        let effect = Effect(
            id: EffectID(1), conversation: ConversationID(account, visitor), session: nil,
            kind: .send(Content(text: text), MessageID(1), .offline), createdAt: .at(1),
            deadline: .at(19))
        var records = Records()
        records.counters = Counters(session: 900, effect: 900, message: 9_000, place: 900)
        var journal = Journal()
        journal.effects = [effect]
        journal.finished = [(effect.id, .refused(code: 95_018))]
        try store.transaction { () throws in try store.save(journal, of: records, at: .at(2)) }
    }

    @Test func oldMessagesGoInSmallStepsAndThoseOfOpenSessionsAndYoungOnesStay() throws {
        let store = try makeStore(try TemporaryFolder())
        try add(store, session: 1, of: 1, isOpen: false)
        try add(store, session: 2, of: 2, isOpen: true)
        for id in Int64(1)...20 {
            try write(store, id, of: 1 + id % 2, in: 1 + id % 2, "old")
        }
        try write(store, 21, of: 3, in: nil, "old, in no session")
        try write(store, 22, of: 1, in: 1, "young", at: 50 * day)
        var steps = 0
        while try store.transaction({ () throws in
            try store.pruneMessages(before: .at(40 * day), rowsMax: 4)
        }) {
            steps += 1
            #expect(steps < 99)
        }
        #expect(steps == 5, "four rows each, and the sixth step ends with a young one")
        func ids(_ session: Int64) throws -> [Int64] {
            try (Int64(1)...22).filter { id in
                try store.view.message(MessageID(id))?.session == SessionID(session)
            }
        }
        #expect(try ids(1) == [22])
        #expect(try ids(2) == (1...10).map { $0 * 2 - 1 })
        #expect(try store.view.message(MessageID(21)) == nil)
        #expect(try store.session(SessionID(1)) != nil, "sessions stay")
        // Once its session has ended, the next round takes the rest.
        try add(store, session: 2, of: 2, isOpen: false)
        while try store.transaction({ () throws in
            try store.pruneMessages(before: .at(40 * day), rowsMax: 4)
        }) {}
        #expect(try ids(2) == [] && ids(1) == [22])
    }
}
