import HTTPServer
import Routing

/// A JSON document. Answers are built of it, so that a null is written where one is meant; bodies
/// are read through it, so that every wrong field can be named at once.
indirect enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    /// Members in the order in which they are written; names do not repeat.
    case object([Member])

    /// One member of an object.
    struct Member: Sendable, Equatable {
        let name: String
        let value: JSON
    }

    /// Equal values; the order of an object's members says nothing.
    static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.array(let left), .array(let right)): left == right
        case (.object(let members), .object(let others)):
            members.count == others.count && members.allSatisfy { right[$0.name] == $0.value }
        default: false
        }
    }

    /// A text, or null.
    static func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

    /// A whole number, or null.
    static func int(_ value: (some BinaryInteger)?) -> JSON {
        value.map { .integer(Int64($0)) } ?? .null
    }

    /// An object with these members, in this order.
    static func object(_ members: KeyValuePairs<String, JSON>) -> JSON {
        .object(members.map { Member(name: $0.key, value: $0.value) })
    }

    /// The member with this name; nil when this is no object or has none.
    subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// This object with those of another.
    func joined(with other: JSON) -> JSON {
        guard case .object(let own) = self, case .object(let more) = other else { return self }
        return .object(own + more)
    }

    /// This object with further members.
    func with(_ members: KeyValuePairs<String, JSON>) -> JSON {
        guard case .object(let own) = self else { return self }
        return .object(own + members.map { Member(name: $0.key, value: $0.value) })
    }
}

extension JSON: JSONTree {
    /// An object as it was read: its members in the order of their names.
    init(members: [String: JSON]) {
        self = .object(
            members.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: $0.value) })
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}

extension JSON {
    /// A row's number, as a text; null for none.
    static func id(_ value: (some Identifier)?) -> JSON {
        value.map { .string(String($0.rawValue)) } ?? .null
    }

    /// A point in time, as RFC 3339; null for none.
    static func time(_ value: Instant?) -> JSON {
        value.map { .string(RFC3339.string(milliseconds: $0.milliseconds)) } ?? .null
    }

    /// A length of time in seconds; null for none.
    static func seconds(_ value: Interval?) -> JSON {
        value.map { .integer($0.milliseconds / 1_000) } ?? .null
    }
}
