import HTTPServer

/// A JSON value as it stood on the wire. The simulator judges the form of requests, so it must
/// see the difference between `1`, `1.0`, `"1"` and `true`, which typed decoding would hide.
enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])
    /// Text that is JSON already: a message of the log is rendered once and sent many times.
    case rendered(String)

    /// The member of that name; nil if this is no object or has no such member.
    subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The text of a string value.
    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A whole number that was written as one.
    var int: Int64? {
        guard case .int(let number) = self else { return nil }
        return number
    }

    /// Any number.
    var number: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    var bool: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }

    var array: [JSON]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    var object: [String: JSON]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The strings of an array of strings; nil if anything else is in it.
    var strings: [String]? {
        guard let items = array else { return nil }
        let texts = items.compactMap(\.string)
        return texts.count == items.count ? texts : nil
    }
}

extension JSON: JSONTree {
    static func integer(_ value: Int64) -> JSON { .int(value) }
    static func number(_ value: Double) -> JSON { .double(value) }
    init(members: [String: JSON]) { self = .object(members) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .int(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}
