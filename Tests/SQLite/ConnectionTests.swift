import Foundation
import SQLite
import Testing

/// A folder of its own for each test, gone afterwards.
final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "sqlite-\(UUID())")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
}

@Suite struct ConnectionTests {
    @Test func everyKindOfValueComesBackAsItWentIn() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(a, b, c, d, e, f, g)")
        try connection.run(
            "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", .integer(.min), "nul\u{0}客服", "",
            .blob([]), .blob([0, 255]), nil, 0.5)
        let row: [Value]? = try connection.first("SELECT * FROM t") { row in
            #expect(row.int64(0) == .min)
            #expect(row.text(1) == "nul\u{0}客服")
            #expect(row.textOrNil(2) == "")
            #expect(row.blobOrNil(3) == [])
            #expect(row.blob(4) == [0, 255])
            #expect(row.textOrNil(5) == nil && row.blobOrNil(5) == nil && row.int64OrNil(5) == nil)
            #expect(row.double(6) == 0.5)
            return (0..<7).map { row.value($0) }
        }
        #expect(
            row == [
                .integer(.min), "nul\u{0}客服", "", .blob([]), .blob([0, 255]), .null, 0.5,
            ])
    }

    @Test func aStatementIsBoundStepByStepAndUsedAgain() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, extra BLOB)")
        try connection.withStatement("INSERT INTO t(name, extra) VALUES (?, ?)") {
            (insert) throws(DatabaseError) in
            for number in 0..<10 {
                try insert.bind(1, "name \(number)")
                try insert.bind(2, number.isMultiple(of: 2) ? nil : [UInt8(number)])
                try insert.run()
            }
        }
        #expect(connection.lastInsertRowID == 10)
        let nulls = try connection.first("SELECT count(*) FROM t WHERE extra IS NULL") { $0.int(0) }
        #expect(nulls == 5)
        try connection.run("DELETE FROM t WHERE id > ?", 4)
        #expect(connection.changes == 6)
        let names = try connection.query("SELECT name FROM t ORDER BY id") { $0.text(0) }
        #expect(names == ["name 0", "name 1", "name 2", "name 3"])
        #expect(try connection.first("SELECT 1 FROM t WHERE id = ?", 77) { $0.int(0) } == nil)
    }

    @Test func aLentStatementIsGivenBackEmptyAfterAnError() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(a TEXT UNIQUE, b TEXT)")
        func insert(_ a: String, _ b: String?) throws(DatabaseError) {
            try connection.withStatement("INSERT INTO t VALUES (?, ?)") {
                (statement) throws(DatabaseError) in
                try statement.bind(1, a)
                if let b { try statement.bind(2, b) }
                try statement.run()
            }
        }
        try insert("x", "left over")
        #expect(throws: DatabaseError.self) { try insert("x", "left over") }
        try insert("y", nil)
        #expect(
            try connection.first("SELECT b FROM t WHERE a = 'y'") { $0.textOrNil(0) } == .some(nil))
    }

    @Test func anErrorSaysWhatWasTriedAndNeverTheValues() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(a TEXT UNIQUE)")
        try connection.run("INSERT INTO t VALUES (?)", "a customer's secret")
        let error = try #require(throws: DatabaseError.self) {
            try connection.run("INSERT INTO t VALUES (?)", "a customer's secret")
        }
        #expect(error.code == .unique)
        #expect(
            "\(error)" == "database: UNIQUE constraint failed: t.a (code 2067) "
                + "while: INSERT INTO t VALUES (?)")
        #expect(DatabaseError.Code.constraint ~= error.code)
        #expect(!(DatabaseError.Code.foreignKey ~= error.code))
        #expect(!error.isTransient)
    }

    @Test func filesThatCannotBeOpenedHaveTheirOwnCodes() throws {
        let folder = try Folder()
        let missing = try #require(throws: DatabaseError.self) {
            try Connection(path: folder.path("no/such/folder.db"))
        }
        #expect(DatabaseError.Code.cantOpen ~= missing.code)
        #expect(missing.description.contains("no/such/folder.db"))
        let text = folder.path("text.db")
        try String(repeating: "this is no database. ", count: 100)
            .write(toFile: text, atomically: true, encoding: .utf8)
        let wrong = try #require(throws: DatabaseError.self) { try Connection(path: text) }
        #expect(DatabaseError.Code.notADatabase ~= wrong.code)
        #expect(wrong.description.contains("text.db"))
    }

    @Test func theReaderSeesACommitAndCannotWrite() throws {
        let folder = try Folder()
        let writer = try Connection(path: folder.path("a.db"))
        try writer.execute("CREATE TABLE t(a INTEGER) STRICT; INSERT INTO t VALUES (1)")
        let reader = try Connection(path: folder.path("a.db"), mode: .readOnly)
        #expect(try reader.first("SELECT a FROM t") { $0.int(0) } == 1)
        let error = try #require(throws: DatabaseError.self) {
            try reader.run("INSERT INTO t VALUES (2)")
        }
        #expect(DatabaseError.Code.readOnly ~= error.code)
    }

    @Test func aWriterIsDurableAndChecksForeignKeys() throws {
        let folder = try Folder()
        let writer = try Connection(path: folder.path("a.db"))
        #expect(try writer.first("PRAGMA journal_mode") { $0.text(0) } == "wal")
        #expect(try writer.first("PRAGMA synchronous") { $0.int(0) } == 2)
        #expect(try writer.first("PRAGMA temp_store") { $0.int(0) } == 2)
        try writer.execute(
            "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(p INTEGER REFERENCES p)")
        let error = try #require(throws: DatabaseError.self) {
            try writer.run("INSERT INTO c VALUES (?)", 7)
        }
        #expect(error.code == .foreignKey)
    }

    @Test func theFileIsFreeOnceTheConnectionIsGone() throws {
        let folder = try Folder()
        do {
            let connection = try Connection(path: folder.path("a.db"))
            try connection.execute("CREATE TABLE t(a)")
            try connection.run("INSERT INTO t VALUES (?)", 1)
        }
        // The last connection's close removes the log; a statement left open would prevent it.
        #expect(!FileManager.default.fileExists(atPath: folder.path("a.db-wal")))
    }
}
