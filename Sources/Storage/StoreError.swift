public import SQLite

/// What went wrong with the database: what was tried on which file, SQLite's own words, and what a
/// person can do. Never bound values: they are customers' messages, and errors end up in logs.
public struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers treat differently.
    public enum Kind: Equatable, Sendable {
        /// Another daemon runs on this database.
        case locked(by: LockHolder)
        /// The disk (or the quota of the file) is full.
        case diskFull
        /// The file is damaged, or a row makes no sense.
        case corrupt
        /// The file is not a database.
        case notADatabase
        /// The file or its folder may not be written.
        case readOnly
        /// A newer program has written it.
        case schemaTooNew
        /// Another process held the write lock for too long; the same call may succeed later.
        case busy
        /// The file or its folder does not exist or may not be opened.
        case cannotOpen
        /// The operating system refused a read or a write.
        case inputOutput
        /// A name or key that must be unique exists already.
        case duplicate
        /// Something points at a row that does not exist, or a row is still pointed at.
        case dangling
        /// There is no such row.
        case notFound
        /// Somebody has moved, deleted or replaced the file, or its write-ahead log, under us.
        case replaced
        /// Somebody has changed the row since it was read.
        case editConflict
        /// The value is not one that may be stored.
        case invalid
        /// Anything else.
        case other
    }

    /// Which kind of failure.
    public let kind: Kind
    /// What was tried, and on what.
    public let action: String
    /// Why it failed, in SQLite's words or ours.
    public let reason: String

    /// An error of our own finding.
    public init(_ kind: Kind, doing action: String, because reason: String) {
        (self.kind, self.action, self.reason) = (kind, action, reason)
    }

    /// An error of SQLite.
    public init(_ error: DatabaseError, doing action: String) {
        self.init(
            Self.kind(of: error.code), doing: action,
            because: "\(error.reason) (code \(error.code.rawValue), while: \(error.action))")
    }

    /// What a person can do.
    public var advice: String {
        switch kind {
        case .locked(let holder):
            "stop process \(holder.process) on \(holder.host), or use another database"
        case .diskFull: "make room on the disk that holds the database"
        case .corrupt: "run `kefud check-database`; restore a backup if it finds faults"
        case .notADatabase: "check [database] path; this file was made by another program"
        case .readOnly: "give the daemon's user write access to the file and its folder"
        case .schemaTooNew: "use the newer program, or a backup made before the upgrade"
        case .busy: "try again; another process is writing for long"
        case .cannotOpen: "check [database] path, that its folder exists and who may read it"
        case .inputOutput: "look at the disk and at the kernel's log"
        case .replaced:
            "see who removed or replaced files of the database; the next start goes on with what "
                + "the path holds then"
        case .duplicate: "choose another name or key"
        case .dangling: "remove what refers to it first"
        case .notFound: "list what there is, and name one of it"
        case .editConflict: "read it again and repeat the change"
        case .invalid: "correct the value"
        case .other: "this is a fault of the program: report it with this line"
        }
    }

    /// One line for the log.
    public var description: String { "\(action): \(reason); \(advice)" }

    /// Whether the same call may succeed later although nobody changes anything.
    public var isTransient: Bool { kind == .busy }

    private static func kind(of code: DatabaseError.Code) -> Kind {
        switch code {
        case .busy: .busy
        case .full: .diskFull
        case .corrupt: .corrupt
        case .notADatabase: .notADatabase
        case .readOnly: .readOnly
        case .schemaTooNew: .schemaTooNew
        case .cantOpen: .cannotOpen
        case .ioError: .inputOutput
        case .unique, .primaryKey: .duplicate
        case .foreignKey: .dangling
        default: .other
        }
    }
}

extension DatabaseError {
    /// A row that this program cannot have written.
    static func nonsense(_ what: String) -> DatabaseError {
        DatabaseError(code: .corrupt, action: "read a row", reason: what)
    }
}
