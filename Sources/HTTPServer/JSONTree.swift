import Foundation

/// A tree of JSON values, for readers that must tell `1`, `"1"` and `true` apart and name every
/// wrong field at once, which typed decoding does not.
public protocol JSONTree {
    /// The word null.
    static var null: Self { get }
    /// True or false.
    static func bool(_ value: Bool) -> Self
    /// A number that was written as a whole one and fits.
    static func integer(_ value: Int64) -> Self
    /// Any other number.
    static func number(_ value: Double) -> Self
    /// A text.
    static func string(_ value: String) -> Self
    /// A list.
    static func array(_ items: [Self]) -> Self
    /// An object; of a name that came twice, one value is left.
    init(members: [String: Self])
}

extension JSONTree {
    /// The document, read by Foundation; nil when the bytes are no JSON, or are nested deeper than
    /// `depthMax` lists and objects.
    public init?(reading bytes: [UInt8], depthMax: Int = 32) {
        let data = Data(bytes)
        guard let root = try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed),
            let tree = Self.tree(root, depth: depthMax)
        else { return nil }
        self = tree
    }

    private static func tree(_ value: Any, depth: Int) -> Self? {
        switch value {
        case let text as String: return .string(text)
        case let number as NSNumber: return tree(number)
        case let items as [Any]:
            guard depth > 0 else { return nil }
            var tree: [Self] = []
            tree.reserveCapacity(items.count)
            for item in items {
                guard let item = Self.tree(item, depth: depth - 1) else { return nil }
                tree.append(item)
            }
            return .array(tree)
        case let members as [String: Any]:
            guard depth > 0 else { return nil }
            var tree: [String: Self] = [:]
            for (name, value) in members {
                guard let value = Self.tree(value, depth: depth - 1) else { return nil }
                tree[name] = value
            }
            return Self(members: tree)
        default: return .null
        }
    }

    /// Foundation keeps the kind of a number in the letter of its C type.
    private static func tree(_ number: NSNumber) -> Self {
        switch UInt8(bitPattern: number.objCType.pointee) {
        case UInt8(ascii: "c"), UInt8(ascii: "B"): .bool(number.boolValue)
        case UInt8(ascii: "d"), UInt8(ascii: "f"): .number(number.doubleValue)
        default: Int64(exactly: number).map { .integer($0) } ?? .number(number.doubleValue)
        }
    }
}
