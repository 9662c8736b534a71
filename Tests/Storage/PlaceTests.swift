import Foundation
import SQLite
import Testing

@testable import Storage

/// Somebody tidies up in the folder while the database is used.
struct PlaceTests {
    private func move(_ path: String, to target: String) throws {
        try FileManager.default.moveItem(atPath: path, toPath: target)
    }

    @Test func whatIsInItsPlaceIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        try store.checkPlace()
        try store.checkpoint()
        try store.checkPlace()
        try Store(path: ":memory:").checkPlace()
    }

    @Test(arguments: [true, false]) func aFileThatWasMovedIsNoticed(comesAnother: Bool) throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        try move(folder.database, to: folder.database + "-away")
        if comesAnother {
            try Data("another".utf8).write(to: URL(fileURLWithPath: folder.database))
        }
        let error = #expect(throws: StoreError.self) { try store.checkPlace() }
        #expect(error?.kind == .replaced)
        #expect(error?.description.contains("moved, deleted or replaced") == true)
    }

    @Test func whatWasInADeletedWriteAheadLogIsInTheDatabase() throws {
        let folder = try TemporaryFolder()
        do {
            let store = try makeStore(folder)
            try store.checkpoint()
            try store.transaction { () throws in
                _ = try store.discover(openKfID: "wkLate", at: .at(5))
            }
            try FileManager.default.removeItem(atPath: folder.database + "-wal")
            let error = #expect(throws: StoreError.self) { try store.checkPlace() }
            #expect(error?.kind == .replaced)
            // What is in the file now is all that a copy of it has.
            try FileManager.default.copyItem(
                atPath: folder.database, toPath: folder.database + "-copy")
        }
        let copy = try Store(path: folder.database + "-copy")
        #expect(try copy.accountID(openKfID: "wkLate") != nil)
        #expect(try checkDatabase(folder.database + "-copy") == [])
    }
}
