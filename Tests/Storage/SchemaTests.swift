import Foundation
import Routing
import SQLite
import Testing

@testable import Storage

struct SchemaTests {
    @Test func anEmptyDatabaseGetsEveryTableOnceAndStrict() throws {
        let folder = try TemporaryFolder()
        do { _ = try Store(path: folder.database) }
        do { _ = try Store(path: folder.database) }
        let connection = try Connection(path: folder.database, mode: .readOnly)
        #expect(try connection.userVersion() == Schema.migrations.version)
        let loose = try connection.query(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%STRICT%'"
        ) { $0.text(0) }
        #expect(loose == [])
        #expect(try connection.integrityCheck() == [])
    }

    @Test func aNewerSchemaIsRefusedByEveryWayIn() throws {
        let folder = try TemporaryFolder()
        do { _ = try Store(path: folder.database) }
        try Connection(path: folder.database).setUserVersion(Schema.migrations.version + 1)
        let ways: [() throws -> Void] = [
            { _ = try Store(path: folder.database) },
            { _ = try Reader(path: folder.database) },
            { _ = try UserStore.open(folder.database) },
            { _ = try checkDatabase(folder.database) },
            { try backup(from: folder.database, to: folder.path + "/copy.db") },
        ]
        for way in ways {
            let error = #expect(throws: StoreError.self) { try way() }
            #expect(error?.kind == .schemaTooNew)
        }
    }

    @Test func aWrongPathFileOrFolderIsNamedAsSuch() throws {
        let folder = try TemporaryFolder()
        let text = folder.path + "/notes.txt"
        try String(repeating: "no database\n", count: 200)
            .write(toFile: text, atomically: true, encoding: .utf8)
        let cases: [(path: String, kind: StoreError.Kind)] = [
            (text, .notADatabase), (folder.path + "/nowhere/kefud.db", .cannotOpen),
        ]
        for (path, kind) in cases {
            let error = #expect(throws: StoreError.self) { try Store(path: path) }
            #expect(error?.kind == kind, "\(String(describing: error))")
            #expect(error?.description.contains(path) == true)
        }
        let missing = #expect(throws: StoreError.self) { try Reader(path: folder.database) }
        #expect(missing?.kind == .cannotOpen)
    }

    @Test func aFullDiskAndADamagedFileAreToldApart() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        try store.connection.setMaxPageCount(try store.connection.pageCount())
        let full = #expect(throws: StoreError.self) {
            try store.transaction { () throws(StoreError) in
                for number in 1...500 {
                    try store.insertStrayEvent(
                        openKfID: "wk\(number)", json: String(repeating: "x", count: 500),
                        at: .at(0))
                }
            }
        }
        #expect(full?.kind == .diskFull)
        #expect(!store.isInTransaction)
        // A row with a number that no word has.
        try store.connection.execute("UPDATE account SET strategy = 77 WHERE id = 1")
        let corrupt = #expect(throws: StoreError.self) { try store.loadSnapshot() }
        #expect(corrupt?.kind == .corrupt)
    }
}
