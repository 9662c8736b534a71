import SQLite
import Testing

@Suite struct TransactionTests {
    private struct Refusal: Error, Equatable {}

    private func count(_ connection: Connection) throws -> Int? {
        try connection.first("SELECT count(*) FROM t") { $0.int(0) }
    }

    private func memory() throws -> Connection {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(a INTEGER UNIQUE)")
        return connection
    }

    @Test func aTransactionIsAllOrNothing() throws {
        let connection = try memory()
        let result = try connection.transaction { () throws(DatabaseError) -> Int in
            try connection.run("INSERT INTO t VALUES (1)")
            return 7
        }
        #expect(result == 7)
        #expect(throws: DatabaseError.self) {
            try connection.transaction { () throws(DatabaseError) in
                try connection.run("INSERT INTO t VALUES (2)")
                try connection.run("INSERT INTO t VALUES (1)")
            }
        }
        #expect(throws: Refusal()) {
            try connection.transaction {
                try connection.run("INSERT INTO t VALUES (3)")
                throw Refusal()
            }
        }
        #expect(try count(connection) == 1)
        #expect(!connection.isInTransaction)
    }

    @Test func aSavepointFailsAloneAndSavepointsNest() throws {
        let connection = try memory()
        try connection.transaction { () throws(DatabaseError) in
            try connection.run("INSERT INTO t VALUES (1)")
            try connection.savepoint { () throws(DatabaseError) in
                try connection.run("INSERT INTO t VALUES (2)")
                try? connection.savepoint { () throws(DatabaseError) in
                    try connection.run("INSERT INTO t VALUES (3)")
                    try connection.run("INSERT INTO t VALUES (1)")
                }
            }
        }
        let kept = try connection.query("SELECT a FROM t ORDER BY a") { $0.int(0) }
        #expect(kept == [1, 2])
    }

    @Test func aReadSeesOneSnapshotWhileOthersCommit() throws {
        let folder = try Folder()
        let writer = try Connection(path: folder.path("a.db"))
        try writer.execute("CREATE TABLE t(a); INSERT INTO t VALUES (1)")
        let reader = try Connection(path: folder.path("a.db"), mode: .readOnly)
        try reader.read { () throws(DatabaseError) in
            let before = try reader.first("SELECT count(*) FROM t") { $0.int(0) }
            try writer.run("INSERT INTO t VALUES (2)")
            let after = try reader.first("SELECT count(*) FROM t") { $0.int(0) }
            #expect(before == 1 && after == 1)
        }
        #expect(try count(reader) == 2)
    }

    @Test func aSecondWriterIsToldThatTheDatabaseIsBusy() throws {
        let folder = try Folder()
        let first = try Connection(path: folder.path("a.db"))
        let second = try Connection(path: folder.path("a.db"), busyMilliseconds: 0)
        try first.transaction { () throws(DatabaseError) in
            let error = #expect(throws: DatabaseError.self) {
                try second.transaction { () throws(DatabaseError) in }
            }
            #expect(error?.isTransient == true)
        }
        try second.transaction { () throws(DatabaseError) in }
    }

    @Test func aFullDiskUndoesTheWholeTransaction() throws {
        let folder = try Folder()
        let connection = try Connection(path: folder.path("a.db"))
        try connection.execute("CREATE TABLE t(a)")
        try connection.setMaxPageCount(try connection.pageCount() + 2)
        let error = try #require(throws: DatabaseError.self) {
            try connection.transaction { () throws(DatabaseError) in
                try connection.run("INSERT INTO t VALUES (1)")
                try connection.savepoint { () throws(DatabaseError) in
                    for _ in 0..<100 {
                        try connection.run(
                            "INSERT INTO t VALUES (?)", .blob(.init(repeating: 7, count: 4_096)))
                    }
                }
            }
        }
        #expect(error.code == .full)
        #expect(try count(connection) == 0)
        try connection.run("INSERT INTO t VALUES (1)")
    }
}
