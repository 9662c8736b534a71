import Foundation
import Testing

@testable import Lifecycle

@Suite struct LoggerTests {
    @Test func recordsCarryAConstantSentenceAndNamedValues() {
        let sink = CollectingSink()
        let logger = Logger(level: .info, sink: sink).with(["account": "wk1"])
        logger.info("session assigned", ["session": 12, "agent": "ann"])
        logger.debug("too small")
        logger.error("stopped")
        #expect(
            sink.lines == [
                "info session assigned account=wk1 session=12 agent=ann",
                "error stopped account=wk1",
            ])
    }

    @Test func fieldsOfDroppedRecordsAreNotMade() {
        let logger = Logger(level: .warning, sink: CollectingSink())
        func made() -> Int {
            Issue.record("made for nothing")
            return 0
        }
        logger.info("nobody sees this", ["value": made()])
        #expect(!logger.writes(.info))
        #expect(logger.writes(.error))
        #expect(LogRecord.Level(name: "notice") == .notice)
        #expect(LogRecord.Level(name: "loud") == nil)
    }

    @Test func aValueStaysOneWordOnOneLine() {
        let values = ["plain", "", "two words", "a=b", "\"q\"", "x\ny\u{1B}[31m", "你好", "\\"]
        let lines = values.map {
            LogRecord(level: .info, message: "m", fields: [("k", $0)]).line
        }
        #expect(
            lines == [
                "m k=plain", "m k=\"\"", "m k=\"two words\"", "m k=\"a=b\"", "m k=\"\\\"q\\\"\"",
                "m k=\"x\\ny\\u{1b}[31m\"", "m k=你好", "m k=\\",
            ])
    }

    @Test func valuesAndTheirNumberAreBounded() {
        let long = String(repeating: "你", count: 1_000)
        let fields = (0..<100).map { (name: "f\($0)", value: long) }
        let record = LogRecord(level: .info, message: "m", fields: fields)
        #expect(record.fields.count == 32)
        #expect(
            record.fields.first?.value
                == String(repeating: "你", count: 341) + "… (1977 bytes more)")
        #expect(record.journalBytes(identifier: "x").count < 200_000)
    }

    @Test func linesBeginWithTheTimeOrWithSystemdsPrefix() throws {
        let record = LogRecord(level: .warning, message: "late", fields: [("by", "3s")])
        #expect(
            try written { LineSink(to: $0, time: ManualTime()).write(record) }
                == "2026-11-22T15:04:05Z warning late by=3s\n")
        #expect(
            try written { LineSink(form: .prefixed, to: $0).write(record) } == "<4>late by=3s\n")
    }

    @Test func theJournalGetsItsNativeForm() throws {
        let journal = try DatagramSocket()
        let sink = try #require(
            JournalSink(identifier: "kefud", fallback: LineSink(), path: journal.path))
        sink.write(
            LogRecord(level: .info, message: "x", fields: [("error-text", "a\nb"), ("_id", "1")]))
        let expected =
            Array(#"MESSAGE=x error-text="a\nb" _id=1"#.utf8)
            + Array("\nKEFU_EVENT=x\nPRIORITY=6\nSYSLOG_IDENTIFIER=kefud\nKEFU_ERROR_TEXT\n".utf8)
            + [3, 0, 0, 0, 0, 0, 0, 0] + Array("a\nb\nKEFU__ID=1\n".utf8)
        #expect(journal.receive() == expected)
    }

    @Test func whatTheJournalDoesNotTakeGoesToStandardError() throws {
        var journal: DatagramSocket? = try DatagramSocket()
        let path = try #require(journal?.path)
        let text = try written { descriptor in
            let sink = try #require(
                JournalSink(
                    identifier: "kefud", fallback: LineSink(form: .prefixed, to: descriptor),
                    path: path))
            journal = nil
            sink.write(LogRecord(level: .error, message: "still heard"))
        }
        #expect(text == "<3>still heard\n")
        #expect(JournalSink(identifier: "x", fallback: LineSink(), path: "/no/such") == nil)
    }

    @Test func onlyTheVeryStreamThatSystemdMeansIsTheJournal() throws {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var status = stat()
        fstat(ends[1], &status)
        #expect(Logger.isStream("\(status.st_dev):\(status.st_ino)", ends[1]))
        #expect(!Logger.isStream("\(status.st_dev):\(status.st_ino + 1)", ends[1]))
        #expect(!Logger.isStream("", ends[1]))
    }

    /// What a sink writes to a descriptor.
    private func written(_ body: (CInt) throws -> Void) throws -> String {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        do {
            defer { close(ends[1]) }
            try body(ends[1])
        }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(ends[0], &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}
