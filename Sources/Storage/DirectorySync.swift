public import Routing
import SQLite

/// How the last reading of the platform's directory went.
public struct DirectorySyncRecord: Hashable, Sendable {
    /// How it ended.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// All of it is here.
        case done
        /// The platform does not permit it.
        case refused
        /// The platform did not answer, or we could not store it.
        case failed
    }

    /// How it ended.
    public var state: State
    /// When.
    public var at: Instant
    /// The platform's code of a refusal.
    public var code: Int?
    /// How many members and departments it told of.
    public var members = 0
    /// How many departments.
    public var departments = 0

    /// A reading.
    public init(state: State, at: Instant, code: Int? = nil) {
        (self.state, self.at, self.code) = (state, at, code)
    }
}

extension DirectorySyncRecord.State: StoredWord {
    static let stored: [Self] = [.done, .refused, .failed]
}

extension ReadView {
    /// The last reading; nil when there was none.
    public func directorySync() throws(StoreError) -> DirectorySyncRecord? {
        try reading("read how the directory was read") { () throws(DatabaseError) in
            try connection.row(
                "SELECT state, at, code, members, departments FROM directory_sync WHERE one = 1"
            ) { (columns) throws(DatabaseError) in
                var record = DirectorySyncRecord(state: try columns.word(), at: columns.instant())
                record.code = columns.intOrNil()
                record.members = columns.int()
                record.departments = columns.int()
                return record
            }
        }
    }
}

extension Store {
    /// Remembers how a reading went.
    public func setDirectorySync(_ record: DirectorySyncRecord) throws(StoreError) {
        try doing("remember how the directory was read") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO directory_sync (one, state, at, code, members, departments)
                VALUES (1, ?, ?, ?, ?, ?)
                ON CONFLICT (one) DO UPDATE SET state = excluded.state, at = excluded.at,
                  code = excluded.code, members = excluded.members,
                  departments = excluded.departments
                """
            ) { (values) throws(DatabaseError) in
                try values.add(record.state)
                try values.add(record.at)
                try values.add(record.code)
                try values.add(record.members)
                try values.add(record.departments)
            }
        }
    }
}
