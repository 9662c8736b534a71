import Foundation
import Routing
import SQLite
import Testing

@testable import Storage

struct MaintenanceTests {
    private func withOpenSession(_ store: Store) throws {
        let id = ConversationID(AccountID(1), VisitorID(1))
        var records = Records()
        records.sessions[SessionID(1)] = Session(
            id: SessionID(1), conversation: id, place: 1, waitingSince: .at(1),
            receptionChannel: .relay, openedBy: .visitor, openedAt: .at(1))
        var conversation = Conversation(id)
        conversation.openSession = SessionID(1)
        records.conversations[id] = conversation
        records.counters = Counters(session: 2, effect: 40, message: 1, place: 2)
        var journal = Journal()
        journal.sessions = [SessionID(1)]
        journal.conversations = [id]
        try store.transaction { () throws in try store.save(journal, of: records, at: .at(1)) }
    }

    @Test func aSoundDatabaseHasNoFaultsWhileItIsUsed() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        try withOpenSession(store)
        #expect(try checkDatabase(folder.database) == [])
        withExtendedLifetime(store) {}
    }

    @Test(arguments: [
        ("UPDATE conversation SET open_session = NULL", "its chat does not know it"),
        ("UPDATE session SET phase = 2", "its chat says it is open"),
        ("UPDATE session SET phase = 1", "active without an agent"),
        ("UPDATE account SET strategy = NULL WHERE id = 1", "adopted without settings"),
        ("UPDATE progress SET next_session = 1", "beyond the counter"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM visitor WHERE id = 1", "points at no row"),
    ])
    func aRowThatCannotBeIsFound(damage: String, words: String) throws {
        let folder = try TemporaryFolder()
        do {
            let store = try makeStore(folder)
            try withOpenSession(store)
            try store.connection.executeScript(damage)
        }
        let faults = try checkDatabase(folder.database)
        #expect(faults.contains { $0.contains(words) }, "\(faults)")
    }

    @Test func aBackupIsTheWholeDatabaseAndGoesOnUnderOtherMessageIds() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        try withOpenSession(store)
        let target = folder.path + "/backup.db"
        for _ in 1...2 { try backup(from: folder.database, to: target) }
        #expect(try checkDatabase(target) == [])
        let copy = try Store(path: target)
        #expect(try copy.loadSnapshot() == store.loadSnapshot())
        let (old, new) = (EffectID(39), EffectID(40))
        #expect(copy.platformMessageID(of: old) == store.platformMessageID(of: old))
        #expect(copy.platformMessageID(of: new) != store.platformMessageID(of: new))
        #expect(copy.effectID(ofPlatformMessageID: copy.platformMessageID(of: old)) == old)
        #expect(copy.effectID(ofPlatformMessageID: copy.platformMessageID(of: new)) == new)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!files.contains { $0.contains("partial") || $0.contains(".new") }, "\(files)")
    }

    @Test func aBackupThatFailsLeavesTheOldOneAlone() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        try withOpenSession(store)
        let (target, files) = (folder.path + "/backup.db", FileManager.default)
        try backup(from: folder.database, to: target)
        let old = try Store(path: target).loadSnapshot()
        func expectTheOld() throws {
            #expect(try checkDatabase(target) == [])
            #expect(try Store(path: target).loadSnapshot() == old)
            let left = try files.contentsOfDirectory(atPath: folder.path)
            #expect(!left.contains { $0.hasSuffix(".new") }, "\(left)")
        }
        // Before it is copied.
        try files.createDirectory(
            atPath: target + ".new.partial", withIntermediateDirectories: false)
        #expect(throws: StoreError.self) { try backup(from: folder.database, to: target) }
        try expectTheOld()
        try files.removeItem(atPath: target + ".new.partial")
        // When it is copied: a table that the copy must have is not there.
        try store.connection.executeScript("DROP TABLE progress")
        #expect(throws: StoreError.self) { try backup(from: folder.database, to: target) }
        try expectTheOld()
        withExtendedLifetime(store) {}
    }

    @Test func aBackupThatCannotBeWrittenSaysWhere() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        let error = #expect(throws: StoreError.self) {
            try backup(from: folder.database, to: folder.path + "/nowhere/backup.db")
        }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.description.contains("nowhere") == true)
        withExtendedLifetime(store) {}
    }
}
