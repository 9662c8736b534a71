import Synchronization

/// Takes records and writes them somewhere. Must not block for long, and never fails: there is
/// nobody who could be told.
public protocol LogSink: Sendable {
    /// Writes one record.
    func write(_ record: LogRecord)
}

/// What the parts of the program log with. A value that is handed on, never a global.
public struct Logger: Sendable {
    /// Names and values in the order in which they are written: `["session": id, "agent": agent]`.
    public typealias Fields = KeyValuePairs<String, any CustomStringConvertible>

    private let level: LogRecord.Level
    private let sink: any LogSink
    private var common: [(name: String, value: String)] = []

    /// - Parameter level: lesser records are dropped, and their fields are not even looked at.
    public init(level: LogRecord.Level, sink: any LogSink) {
        self.level = level
        self.sink = sink
    }

    /// A logger that writes nothing.
    public static let silent = Logger(level: .error, sink: NoSink())

    /// The same logger with fields that go with each record.
    public func with(_ fields: Fields) -> Logger {
        var logger = self
        logger.common += fields.map { ($0.key, $0.value.description) }
        return logger
    }

    /// Whether records of this level are written.
    public func writes(_ level: LogRecord.Level) -> Bool { level <= self.level }

    /// Writes a record unless it is of too little weight.
    public func log(
        _ level: LogRecord.Level, _ message: StaticString,
        _ fields: @autoclosure () -> Fields = [:]
    ) {
        guard writes(level) else { return }
        let own = fields().map { (name: $0.key, value: $0.value.description) }
        sink.write(LogRecord(level: level, message: message, fields: common + own))
    }

    /// Wakes a person.
    public func error(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.error, message, fields())
    }

    /// A person can change something about it.
    public func warning(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.warning, message, fields())
    }

    /// Rare, and worth knowing.
    public func notice(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.notice, message, fields())
    }

    /// Start, stop and configuration.
    public func info(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.info, message, fields())
    }

    /// Explains what happens to one session.
    public func debug(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.debug, message, fields())
    }

    private struct NoSink: LogSink {
        func write(_ record: LogRecord) {}
    }
}

/// Keeps records, for tests.
public final class CollectingSink: LogSink {
    private let collected = Mutex<[LogRecord]>([])

    /// Keeps nothing yet.
    public init() {}

    /// Keeps the record.
    public func write(_ record: LogRecord) { collected.withLock { $0.append(record) } }

    /// What has been written, oldest first.
    public var records: [LogRecord] { collected.withLock { $0 } }

    /// The same as lines: `info session assigned session=12`.
    public var lines: [String] { records.map { "\($0.level) \($0.line)" } }
}
