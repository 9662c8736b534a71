internal import CSQLite

/// The row on which a statement stands. Valid inside the closure that it was handed to; columns are
/// counted from 0. The getters without `OrNil` are for columns that cannot be NULL.
public struct Row {
    let statement: Statement

    private var raw: OpaquePointer { statement.raw }

    /// Whether the column is SQL NULL.
    public func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(raw, column) == SQLITE_NULL
    }

    /// A 64-bit integer.
    public func int64(_ column: Int32) -> Int64 {
        assert(!isNull(column), "NULL in column \(column), use int64OrNil: \(statement.sql)")
        return sqlite3_column_int64(raw, column)
    }

    /// A 64-bit integer, nil for NULL.
    public func int64OrNil(_ column: Int32) -> Int64? {
        isNull(column) ? nil : sqlite3_column_int64(raw, column)
    }

    /// An integer as Swift's `Int`.
    public func int(_ column: Int32) -> Int { Int(int64(column)) }

    /// An integer as Swift's `Int`, nil for NULL.
    public func intOrNil(_ column: Int32) -> Int? { int64OrNil(column).map(Int.init) }

    /// An integer other than 0.
    public func bool(_ column: Int32) -> Bool { int64(column) != 0 }

    /// Text; may hold NUL characters.
    public func text(_ column: Int32) -> String {
        assert(!isNull(column), "NULL in column \(column), use textOrNil: \(statement.sql)")
        return textOrNil(column) ?? ""
    }

    /// Text, nil for NULL.
    public func textOrNil(_ column: Int32) -> String? {
        guard let start = sqlite3_column_text(raw, column) else { return nil }
        let count = Int(sqlite3_column_bytes(raw, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Bytes.
    public func blob(_ column: Int32) -> [UInt8] {
        assert(!isNull(column), "NULL in column \(column), use blobOrNil: \(statement.sql)")
        return bytes(column)
    }

    /// Bytes, nil for NULL; an empty BLOB is an empty array.
    public func blobOrNil(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

    /// A floating point number.
    public func double(_ column: Int32) -> Double {
        assert(!isNull(column), "NULL in column \(column), use doubleOrNil: \(statement.sql)")
        return sqlite3_column_double(raw, column)
    }

    /// A floating point number, nil for NULL.
    public func doubleOrNil(_ column: Int32) -> Double? {
        isNull(column) ? nil : sqlite3_column_double(raw, column)
    }

    /// The value with the storage class that it has.
    public func value(_ column: Int32) -> Value {
        switch sqlite3_column_type(raw, column) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(raw, column))
        case SQLITE_FLOAT: .real(sqlite3_column_double(raw, column))
        case SQLITE_TEXT: .text(textOrNil(column) ?? "")
        case SQLITE_BLOB: .blob(bytes(column))
        default: .null
        }
    }

    /// SQLite gives a null pointer for an empty BLOB as well as for NULL.
    private func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(raw, column) else { return [] }
        let count = Int(sqlite3_column_bytes(raw, column))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
