internal import Glibc

/// Who holds a database.
public struct LockHolder: Equatable, Sendable {
    /// Its process number.
    public let process: Int32
    /// The name of its machine.
    public let host: String

    /// A process on a machine.
    public init(process: Int32, host: String) {
        self.process = process
        self.host = host
    }
}

/// The lock that makes one daemon the only one on a database: `flock` on the file `PATH-lock`,
/// which says who holds it. The kernel lets go of it when the process ends in any way.
final class DatabaseLock {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: `.locked(by:)` at once when somebody has it.
    init(database path: String) throws(StoreError) {
        let file = Self.canonical(path) + "-lock"
        let action = "lock the database \(path)"
        descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(errno, action, file) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.holder(in: descriptor)
            close(descriptor)
            guard code == EWOULDBLOCK else { throw Self.failure(code, action, file) }
            throw StoreError(
                .locked(by: holder), doing: action,
                because: "process \(holder.process) on \(holder.host) is using it")
        }
        writeHolder()
    }

    deinit { close(descriptor) }

    private func writeHolder() {
        let text = "\(getpid()) \(Self.hostName())\n"
        ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    private static func holder(in descriptor: Int32) -> LockHolder {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\n" })
        return LockHolder(
            process: words.first.flatMap { Int32($0) } ?? 0,
            host: words.count > 1 ? String(words[1]) : "an unknown host")
    }

    private static func hostName() -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let code = bytes.withUnsafeMutableBytes { buffer in
            // One byte is kept back: a name that is too long comes without its final NUL.
            buffer.withMemoryRebound(to: CChar.self) { name in
                name.baseAddress.map { gethostname($0, name.count - 1) } ?? -1
            }
        }
        guard code == 0 else { return "localhost" }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Two ways to one file (a link, a relative path) must meet in one lock.
    private static func canonical(_ path: String) -> String {
        if let known = resolved(path) { return known }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return (resolved(folder.isEmpty ? "/" : folder) ?? folder) + "/" + name
    }

    private static func resolved(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    private static func failure(_ code: Int32, _ action: String, _ file: String) -> StoreError {
        let kind: StoreError.Kind =
            switch code {
            case EROFS, EACCES, EPERM: .readOnly
            case ENOSPC, EDQUOT: .diskFull
            case ENOENT, ENOTDIR: .cannotOpen
            default: .inputOutput
            }
        return StoreError(
            kind, doing: action, because: "\(file): \(String(cString: strerror(code)))")
    }
}
