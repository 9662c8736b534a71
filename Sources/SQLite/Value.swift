/// A value of one of SQLite's five storage classes, for the calls that are not in a hot path.
public enum Value: Equatable, Sendable {
    /// A 64-bit signed integer.
    case integer(Int64)
    /// UTF-8 text.
    case text(String)
    /// Bytes; an empty array is an empty BLOB and not NULL.
    case blob([UInt8])
    /// A floating point number.
    case real(Double)
    /// SQL NULL.
    case null
}

extension Value {
    /// An integer, or NULL.
    public init(_ value: Int64?) { self = value.map(Value.integer) ?? .null }

    /// An integer, or NULL.
    public init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }

    /// Text, or NULL.
    public init(_ value: String?) { self = value.map(Value.text) ?? .null }

    /// Bytes, or NULL.
    public init(_ value: [UInt8]?) { self = value.map(Value.blob) ?? .null }

    /// 1 or 0: SQLite has no type of its own for truth values.
    public init(_ value: Bool) { self = .integer(value ? 1 : 0) }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByFloatLiteral, ExpressibleByNilLiteral, ExpressibleByBooleanLiteral
{
    /// `.integer`
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// `.text`
    public init(stringLiteral value: String) { self = .text(value) }

    /// `.real`
    public init(floatLiteral value: Double) { self = .real(value) }

    /// `.null`
    public init(nilLiteral: ()) { self = .null }

    /// `.integer(1)` or `.integer(0)`
    public init(booleanLiteral value: Bool) { self.init(value) }
}
