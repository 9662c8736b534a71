import Glibc

extension Logger {
    /// The logger of a program: to the journal when systemd has connected standard error with it,
    /// otherwise to standard error.
    /// - Parameter environment: `JOURNAL_STREAM` is looked at.
    public static func system(
        level: LogRecord.Level, identifier: String, environment: [String: String]
    ) -> Logger {
        let isJournal = environment["JOURNAL_STREAM"].map { isStream($0, STDERR_FILENO) } ?? false
        guard isJournal else { return Logger(level: level, sink: LineSink()) }
        let lines = LineSink(form: .prefixed)
        return Logger(
            level: level, sink: JournalSink(identifier: identifier, fallback: lines) ?? lines)
    }

    /// Whether a descriptor is the one that systemd means by `DEVICE:INODE` (systemd.exec(5)); a
    /// child whose output goes elsewhere inherits the variable all the same.
    static func isStream(_ stream: String, _ descriptor: CInt) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }
}

/// Writes one line for each record.
public struct LineSink: LogSink {
    /// How a line begins.
    public enum Form: Sendable {
        /// `2026-11-22T15:04:05Z info `, for people.
        case timed
        /// `<6>`, for who reads standard error on systemd's behalf.
        case prefixed
    }

    private let form: Form
    private let time: any TimeSource
    private let descriptor: CInt

    /// Writes to a descriptor that stays open; standard error unless another one is named.
    public init(
        form: Form = .timed, to descriptor: CInt = 2,
        time: any TimeSource = SystemTime()
    ) {
        self.form = form
        self.descriptor = descriptor
        self.time = time
    }

    /// Writes the line with one call, so that lines of several threads do not mix.
    public func write(_ record: LogRecord) {
        let line =
            switch form {
            case .timed: record.line(wallMilliseconds: time.wallMilliseconds)
            case .prefixed: "<\(record.level.rawValue)>\(record.line)"
            }
        var rest = Array("\(line)\n".utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// Sends records to journald in its native form.
final class JournalSink: LogSink {
    private let socket: CInt
    private let identifier: String
    private let fallback: LineSink

    /// Nil when journald is not there.
    init?(
        identifier: String, fallback: LineSink, path: String = "/run/systemd/journal/socket"
    ) {
        socket = Glibc.socket(
            AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.identifier = identifier
        self.fallback = fallback
        guard socket >= 0, Self.connect(socket, path) else {
            if socket >= 0 { close(socket) }
            return nil
        }
    }

    deinit { close(socket) }

    /// What journald does not take, for example while it restarts, goes to standard error.
    func write(_ record: LogRecord) {
        let bytes = record.journalBytes(identifier: identifier)
        let flags = CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT)
        let count = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, flags) }
        if count < 0 { fallback.write(record) }
    }

    private static func connect(_ socket: CInt, _ path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return withUnsafePointer(to: &address) {
            Glibc.connect(
                socket, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), size) == 0
        }
    }
}
