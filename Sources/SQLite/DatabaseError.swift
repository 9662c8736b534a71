internal import CSQLite
internal import Glibc

/// What we were doing, SQLite's extended code and its own words. Never the bound values: they are
/// customers' messages, and errors end up in logs.
public struct DatabaseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// SQLite's result code, extended form (https://sqlite.org/rescode.html).
    public struct Code: RawRepresentable, Equatable, Sendable {
        /// The number as SQLite gives it; negative numbers are ours.
        public let rawValue: Int32

        /// Wraps a number from SQLite.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// Another connection holds the lock (`SQLITE_BUSY`).
        public static let busy = Code(rawValue: SQLITE_BUSY)
        /// The disk, or the database's page limit, is full (`SQLITE_FULL`).
        public static let full = Code(rawValue: SQLITE_FULL)
        /// Any constraint (`SQLITE_CONSTRAINT`).
        public static let constraint = Code(rawValue: SQLITE_CONSTRAINT)
        /// A UNIQUE constraint. `SQLITE_CONSTRAINT_UNIQUE` is a computed macro, not imported.
        public static let unique = Code(rawValue: SQLITE_CONSTRAINT | (8 << 8))
        /// A PRIMARY KEY constraint (`SQLITE_CONSTRAINT_PRIMARYKEY`).
        public static let primaryKey = Code(rawValue: SQLITE_CONSTRAINT | (6 << 8))
        /// A FOREIGN KEY constraint (`SQLITE_CONSTRAINT_FOREIGNKEY`).
        public static let foreignKey = Code(rawValue: SQLITE_CONSTRAINT | (3 << 8))
        /// The file is damaged (`SQLITE_CORRUPT`).
        public static let corrupt = Code(rawValue: SQLITE_CORRUPT)
        /// The file is something else (`SQLITE_NOTADB`).
        public static let notADatabase = Code(rawValue: SQLITE_NOTADB)
        /// A write over a read-only connection or file (`SQLITE_READONLY`).
        public static let readOnly = Code(rawValue: SQLITE_READONLY)
        /// The operating system refused a read or write (`SQLITE_IOERR`).
        public static let ioError = Code(rawValue: SQLITE_IOERR)
        /// The file cannot be opened or made (`SQLITE_CANTOPEN`).
        public static let cantOpen = Code(rawValue: SQLITE_CANTOPEN)
        /// Ours: the database was written by a newer program than this one.
        public static let schemaTooNew = Code(rawValue: -1)

        /// A primary code matches each of its extended codes; an extended one only itself.
        public static func ~= (pattern: Code, value: Code) -> Bool {
            let isPrimary = 0...0xFF ~= pattern.rawValue && value.rawValue >= 0
            return pattern.rawValue == (isPrimary ? value.rawValue & 0xFF : value.rawValue)
        }
    }

    /// SQLite's extended result code.
    public let code: Code
    /// What was tried: the SQL text, or words such as `open /var/lib/kefud/kefud.db`.
    public let action: String
    /// SQLite's own words.
    public let reason: String

    /// An error of our own making.
    public init(code: Code, action: String, reason: String) {
        (self.code, self.action, self.reason) = (code, action, reason)
    }

    init(_ code: Int32, _ connection: OpaquePointer?, doing action: String) {
        self.code = Self.hasNoRoom(code) ? .full : Code(rawValue: code)
        self.action = action
        let words = connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        reason = words.map { String(cString: $0) } ?? "unknown error"
    }

    /// SQLite calls a write refused by a full disk `SQLITE_FULL`, but one refused by a quota, by a
    /// limit to the file's size, or while its shared memory grows, a fault of input or output. What
    /// the system said is still in `errno`: `sqlite3_system_errno` is 0 after a failed COMMIT.
    private static func hasNoRoom(_ code: Int32) -> Bool {
        let reason = errno
        return code & 0xFF == SQLITE_IOERR && [ENOSPC, EDQUOT, EFBIG].contains(reason)
    }

    /// One line for the log.
    public var description: String {
        "database: \(reason) (code \(code.rawValue)) while: \(action)"
    }

    /// Whether the same call may succeed later although nobody changes anything.
    public var isTransient: Bool { Code.busy ~= code }
}
