internal import CSQLite

/// A prepared statement, lent by `Connection.withStatement`. Bind from index 1, then `run()` it or
/// `step()` through its rows. It must not be kept beyond the closure.
public final class Statement {
    let raw: OpaquePointer
    private let connection: OpaquePointer
    /// The SQL text, for errors.
    public let sql: String
    var isLent = false

    init(_ connection: OpaquePointer, _ sql: String) throws(DatabaseError) {
        var handle: OpaquePointer?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        let code = sqlite3_prepare_v3(connection, sql, -1, flags, &handle, nil)
        guard code == SQLITE_OK, let handle else {
            throw DatabaseError(code, connection, doing: sql)
        }
        (raw, self.connection, self.sql) = (handle, connection, sql)
    }

    deinit { sqlite3_finalize(raw) }

    /// Binds an integer.
    public func bind(_ index: Int32, _ value: Int64) throws(DatabaseError) {
        try check(sqlite3_bind_int64(raw, index, value))
    }

    /// Binds an integer.
    public func bind(_ index: Int32, _ value: Int) throws(DatabaseError) {
        try check(sqlite3_bind_int64(raw, index, Int64(value)))
    }

    /// Binds 1 or 0.
    public func bind(_ index: Int32, _ value: Bool) throws(DatabaseError) {
        try check(sqlite3_bind_int64(raw, index, value ? 1 : 0))
    }

    /// Binds a floating point number.
    public func bind(_ index: Int32, _ value: Double) throws(DatabaseError) {
        try check(sqlite3_bind_double(raw, index, value))
    }

    /// Binds text; SQLite makes its own copy.
    public func bind(_ index: Int32, _ value: String) throws(DatabaseError) {
        var text = value
        let code = text.withUTF8 { utf8 in
            // The pointer of an empty buffer may be null, which SQLite would take for NULL.
            guard let start = utf8.baseAddress, !utf8.isEmpty else {
                return csqlite_bind_text(raw, index, "", 0)
            }
            return start.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
                csqlite_bind_text(raw, index, $0, Int32(clamping: utf8.count))
            }
        }
        try check(code)
    }

    /// Binds bytes; SQLite makes its own copy. An empty array becomes an empty BLOB, not NULL.
    public func bind(_ index: Int32, _ value: [UInt8]) throws(DatabaseError) {
        let code = value.withUnsafeBytes { bytes in
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(raw, index, 0)
                : csqlite_bind_blob(raw, index, bytes.baseAddress, Int32(clamping: bytes.count))
        }
        try check(code)
    }

    /// Binds SQL NULL.
    public func bindNull(_ index: Int32) throws(DatabaseError) {
        try check(sqlite3_bind_null(raw, index))
    }

    /// Binds an integer or NULL.
    public func bind(_ index: Int32, _ value: Int64?) throws(DatabaseError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    /// Binds an integer or NULL.
    public func bind(_ index: Int32, _ value: Int?) throws(DatabaseError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    /// Binds text or NULL.
    public func bind(_ index: Int32, _ value: String?) throws(DatabaseError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    /// Binds bytes or NULL.
    public func bind(_ index: Int32, _ value: [UInt8]?) throws(DatabaseError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    /// Binds a value of any kind.
    public func bind(_ index: Int32, _ value: Value) throws(DatabaseError) {
        switch value {
        case .integer(let value): try bind(index, value)
        case .text(let value): try bind(index, value)
        case .blob(let value): try bind(index, value)
        case .real(let value): try bind(index, value)
        case .null: try bindNull(index)
        }
    }

    /// Goes to the next row; false when there is none.
    public func step() throws(DatabaseError) -> Bool {
        switch sqlite3_step(raw) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw DatabaseError(code, connection, doing: sql)
        }
    }

    /// The row on which the statement stands after a `step()` that gave true.
    public var row: Row { Row(statement: self) }

    /// Runs to the end and makes ready for the next set of values; rows are thrown away.
    public func run() throws(DatabaseError) {
        while try step() {}
        sqlite3_reset(raw)
    }

    /// Makes the statement ready to run again; the bound values stay.
    public func reset() { sqlite3_reset(raw) }

    /// Reset and unbound, so that neither a lock nor a customer's text is held between uses.
    func giveBack() {
        sqlite3_reset(raw)
        sqlite3_clear_bindings(raw)
        isLent = false
    }

    func bindAll(_ values: [Value]) throws(DatabaseError) {
        precondition(
            values.count == Int(sqlite3_bind_parameter_count(raw)),
            "\(values.count) values for: \(sql)")
        for (index, value) in values.enumerated() { try bind(Int32(index + 1), value) }
    }

    private func check(_ code: Int32) throws(DatabaseError) {
        if code != SQLITE_OK { throw DatabaseError(code, connection, doing: "bind in: \(sql)") }
    }
}
