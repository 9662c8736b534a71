import Foundation
import SQLite
import Testing

@Suite struct MigrationTests {
    private let steps = [
        Migrations.Script("begin", "CREATE TABLE a(x INTEGER) STRICT; CREATE INDEX ax ON a(x)"),
        Migrations.Script("second table", "CREATE TABLE b(y TEXT) STRICT"),
    ]

    @Test func eachScriptRunsOnceAndInOrder() throws {
        let connection = try Connection(path: ":memory:")
        #expect(try Migrations([steps[0]]).apply(to: connection) == 1)
        try connection.run("INSERT INTO a VALUES (1)")
        #expect(try Migrations(steps).apply(to: connection) == 1)
        #expect(try Migrations(steps).apply(to: connection) == 0)
        #expect(try connection.userVersion() == 2)
        #expect(try connection.first("SELECT count(*) FROM a") { $0.int(0) } == 1)
    }

    @Test func aScriptThatFailsLeavesNothingBehindAndIsNamed() throws {
        let connection = try Connection(path: ":memory:")
        let broken = Migrations.Script("broken", "CREATE TABLE c(z); CREATE TABLE a(x)")
        let error = try #require(throws: DatabaseError.self) {
            try Migrations(steps + [broken]).apply(to: connection)
        }
        #expect(error.action == "migration 3, broken")
        #expect(error.reason == "table a already exists")
        #expect(try connection.userVersion() == 2)
        #expect(
            try connection.first("SELECT 1 FROM sqlite_schema WHERE name = 'c'") { $0.int(0) }
                == nil)
    }

    @Test func aDatabaseOfANewerProgramIsRefusedUntouched() throws {
        let connection = try Connection(path: ":memory:")
        try Migrations(steps).apply(to: connection)
        let error = try #require(throws: DatabaseError.self) {
            try Migrations([steps[0]]).apply(to: connection)
        }
        #expect(error.code == .schemaTooNew)
        #expect(error.reason.contains("version 2 and this program knows 1"))
        #expect(try connection.userVersion() == 2)
    }
}

@Suite struct MaintenanceTests {
    @Test func aBackupIsACompleteSnapshotWhileTheWriterGoesOn() throws {
        let folder = try Folder()
        let writer = try Connection(path: folder.path("a.db"))
        try writer.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB)")
        let row = Value.blob(.init(repeating: 1, count: 4_096))
        for _ in 0..<50 { try writer.run("INSERT INTO t(b) VALUES (?)", row) }
        let reader = try Connection(path: folder.path("a.db"), mode: .readOnly)
        var steps = 0
        var failure: (any Error)?
        try reader.backup(to: folder.path("b.db"), pagesAStep: 10) { _, _ in
            steps += 1
            if steps > 50 { return }  // the fault that is looked for would never end
            do { try writer.run("INSERT INTO t(b) VALUES (?)", row) } catch { failure = error }
        }
        #expect(failure == nil)
        #expect(5...20 ~= steps, "\(steps) steps: did each commit begin the copy anew?")
        let copy = try Connection(path: folder.path("b.db"))
        #expect(try copy.first("SELECT count(*) FROM t") { $0.int(0) } == 50)
        #expect(try copy.integrityCheck() == [])
        #expect(!FileManager.default.fileExists(atPath: folder.path("b.db.partial")))
    }

    @Test func aBackupThatFailsLeavesTheOldOneAlone() throws {
        let folder = try Folder()
        let (target, partial) = (folder.path("b.db"), folder.path("b.db.partial"))
        let connection = try Connection(path: folder.path("a.db"))
        try connection.execute("CREATE TABLE t(a); INSERT INTO t VALUES ('old')")
        try connection.backup(to: target)
        try connection.run("UPDATE t SET a = 'new'")
        func expectTheOld() throws {
            let copy = try Connection(path: target, mode: .readOnly)
            #expect(try copy.first("SELECT a FROM t") { $0.text(0) } == "old")
            #expect(try copy.integrityCheck() == [])
            #expect(!connection.isInTransaction)
        }
        // It cannot be begun: something that does not go away has its place.
        try FileManager.default.createDirectory(
            atPath: partial, withIntermediateDirectories: false)
        #expect(throws: DatabaseError.self) { try connection.backup(to: target) }
        try expectTheOld()
        try FileManager.default.removeItem(atPath: partial)
        // It cannot be put in place: somebody has taken it away meanwhile.
        #expect(throws: DatabaseError.self) {
            try connection.backup(to: target) { _, _ in
                try? FileManager.default.removeItem(atPath: partial)
            }
        }
        try expectTheOld()
        #expect(throws: DatabaseError.self) { try connection.backup(to: folder.path("no/b.db")) }
        #expect(!connection.isInTransaction)
    }

    @Test func aDamagedFileIsReported() throws {
        let folder = try Folder()
        let path = folder.path("a.db")
        do {
            let connection = try Connection(path: path)
            try connection.execute("CREATE TABLE t(a TEXT); CREATE INDEX i ON t(a)")
            for number in 0..<1_000 {
                try connection.run("INSERT INTO t VALUES (?)", .text("text \(number)"))
            }
            #expect(try connection.integrityCheck() == [])
        }
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.seek(toOffset: 3 * 4_096 + 2_000)
        try file.write(contentsOf: Data(repeating: 0xFF, count: 1_500))
        try file.close()
        let connection = try Connection(path: path)
        #expect(try !connection.integrityCheck().isEmpty)
    }

    @Test func rowsThatPointNowhereAreReported() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute(
            """
            CREATE TABLE p(id INTEGER PRIMARY KEY);
            CREATE TABLE c(p INTEGER REFERENCES p);
            PRAGMA foreign_keys = OFF; INSERT INTO c VALUES (9)
            """)
        #expect(try connection.integrityCheck() == ["row 1 of c points at no row of p"])
    }

    @Test func theCheckpointEmptiesTheLog() throws {
        let folder = try Folder()
        let connection = try Connection(path: folder.path("a.db"))
        try connection.execute("CREATE TABLE t(a); INSERT INTO t VALUES (1)")
        try connection.checkpoint()
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("a.db-wal"))
        #expect(attributes[.size] as? Int == 0)
    }
}
