import Foundation
import Routing
import Testing

@testable import Storage

/// What a crash leaves: the files as they are at that moment, opened by another start.
struct CrashTests {
    private func openingACopy<T>(
        of folder: TemporaryFolder, _ body: (Store) throws -> T
    ) throws -> T {
        let copy = try TemporaryFolder()
        for suffix in ["", "-wal"] {
            let file = folder.database + suffix
            guard FileManager.default.fileExists(atPath: file) else { continue }
            try FileManager.default.copyItem(atPath: file, toPath: copy.database + suffix)
        }
        return try body(try Store(path: copy.database))
    }

    private func opened(_ number: Int64) -> (Records, Journal) {
        let id = ConversationID(AccountID(1), VisitorID(number))
        let session = Session(
            id: SessionID(number), conversation: id, place: number, waitingSince: .at(number),
            receptionChannel: .relay, openedBy: .visitor, openedAt: .at(number))
        var conversation = Conversation(id)
        conversation.openSession = session.id
        var records = Records()
        records.sessions[session.id] = session
        records.conversations[id] = conversation
        records.counters.session = number + 1
        var journal = Journal()
        journal.sessions = [session.id]
        journal.conversations = [id]
        return (records, journal)
    }

    @Test func aCommitThatReturnedIsThereAndAnOpenTransactionNever() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        for number in Int64(1)...3 {
            let (records, journal) = opened(number)
            let before = try store.loadSnapshot()
            try store.transaction { () throws in
                try store.saveCursor(
                    "c\(number)", of: AccountID(1), isFirstPull: false, answersHintsUpTo: nil,
                    at: .at(number))
                #expect(try openingACopy(of: folder) { try $0.loadSnapshot() } == before)
                try store.save(journal, of: records, at: .at(number))
                #expect(try openingACopy(of: folder) { try $0.loadSnapshot() } == before)
            }
            let after = try store.loadSnapshot()
            #expect(after.sessions.count == Int(number))
            try openingACopy(of: folder) { (copy) throws in
                #expect(try copy.loadSnapshot() == after)
                #expect(try copy.pullState(AccountID(1)).cursor == "c\(number)")
            }
        }
    }

    @Test func anErrorAnywhereInATransactionLeavesTheOldStateAndNoName() throws {
        struct Stop: Error {}
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        let before = try store.loadSnapshot()
        var lost: VisitorID?
        #expect(throws: Stop.self) {
            try store.transaction { () throws in
                lost = try store.visitorID(externalUserID: "gone")
                _ = try store.agentID(userID: "gone")
                let (records, journal) = opened(1)
                try store.save(journal, of: records, at: .at(5))
                throw Stop()
            }
        }
        #expect(lost != nil)
        #expect(try store.loadSnapshot() == before)
        #expect(try store.existingVisitorID(externalUserID: "gone") == nil)
        #expect(try store.existingAgentID(userID: "gone") == nil)
    }

    @Test func aPartThatFailsUndoesItselfOnly() throws {
        struct Stop: Error {}
        let store = try makeStore(try TemporaryFolder())
        try store.transaction { () throws in
            _ = try store.visitorID(externalUserID: "kept")
            #expect(throws: Stop.self) {
                try store.savepoint {
                    _ = try store.visitorID(externalUserID: "lost")
                    throw Stop()
                }
            }
        }
        #expect(try store.existingVisitorID(externalUserID: "kept") != nil)
        #expect(try store.existingVisitorID(externalUserID: "lost") == nil)
    }

    /// The rows say what is used, whatever the counters say.
    @Test func numbersInUseAreNeverGivenAgain() throws {
        let store = try makeStore(try TemporaryFolder())
        let (found, journal) = opened(7)
        var records = found
        records.counters = Counters()
        try store.transaction { () throws in
            try store.insertMessage(
                StoredMessage(
                    id: MessageID(31), account: AccountID(1), visitor: VisitorID(1),
                    origin: .visitor, type: .text, text: "a", at: .at(1)))
            try store.save(journal, of: records, at: .at(1))
        }
        let counters = try store.loadSnapshot().counters
        #expect(counters.session == 8)
        #expect(counters.message == 32)
    }

    /// kefud's line never goes back, so neither does the last commit.
    @Test func theLastCommitNeverGoesBack() throws {
        let store = try makeStore(try TemporaryFolder())
        for seconds in [5, 3] {
            try store.transaction { () throws in
                try store.save(Journal(), of: Records(), at: .at(Int64(seconds)))
            }
        }
        #expect(try store.loadSnapshot().lastCommit == .at(5))
    }
}
