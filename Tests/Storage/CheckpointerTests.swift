import Foundation
import SQLite
import Testing

@testable import Storage

@Suite struct CheckpointerTests {
    private func write(_ transactions: Int, to store: Store) throws {
        let text = String(repeating: "x", count: 40_000)
        for _ in 0..<transactions {
            try store.transaction { () throws(StoreError) in
                try store.insertStrayEvent(openKfID: "wk", json: text, at: .at(1))
            }
        }
    }

    private func size(of path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    }

    private func count(in path: String) throws -> Int {
        let reader = try Reader(path: path, connections: 1)
        return try reader.read { view in
            try view.connection.first("SELECT count(*) FROM stray_event") { $0.int(0) } ?? 0
        }
    }

    @Test func theLogOfABusyWriterStaysShortAndNothingIsLost() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.database)
        store.logPages = (min: 50, max: 400)
        // More than 4,000 pages of log.
        try write(400, to: store)
        #expect(try size(of: folder.database + "-wal") < 1_000 * 4_120)
        #expect(try count(in: folder.database) == 400)
    }

    @Test func theWriterMovesTheLogWhenNobodyElseDoes() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.database)
        store.logPages = (min: .max, max: 100)
        try write(100, to: store)
        #expect(try size(of: folder.database + "-wal") < 300 * 4_120)
        #expect(try size(of: folder.database) > 3_000_000)
    }

    @Test func aClosedStoreLeavesNoLogBehind() throws {
        let folder = try TemporaryFolder()
        do {
            let store = try Store(path: folder.database)
            store.logPages = (min: 10, max: 400)
            try write(50, to: store)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.database + "-wal"))
        #expect(try count(in: folder.database) == 50)
    }
}
