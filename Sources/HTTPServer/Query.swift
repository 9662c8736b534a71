import Glibc

/// What stands behind the `?` of a request's target.
public struct Query: Sendable {
    private let sent: Substring

    /// Takes a query, as it is sent, without the `?`. It is read when it is asked.
    public init(_ sent: Substring) { self.sent = sent }

    /// The query as it was sent, without the `?`.
    public var raw: String { String(sent) }

    /// Names and values in the order in which they were sent, percent-decoded. A `+` is kept as a
    /// `+`: the platform sends Base64 in its query and means it so. A name without `=` has an empty
    /// value; bytes that are not UTF-8 become U+FFFD.
    public var items: [(name: String, value: String)] {
        var items: [(name: String, value: String)] = []
        visit { name, value in
            items.append((name: Self.text(name), value: Self.text(value)))
            return true
        }
        return items
    }

    /// The value of the first item with this name.
    public subscript(name: String) -> String? {
        var found: String?
        visit { other, value in
            guard Self.isName(other, name) else { return true }
            found = Self.text(value)
            return false
        }
        return found
    }

    private typealias Part = UnsafeRawBufferPointer

    /// Goes over the items, as they were sent, until `body` says false.
    private func visit(_ body: (_ name: Part, _ value: Part) -> Bool) {
        var sent = sent
        sent.withUTF8 { bytes in
            let nothing = Part(start: nil, count: 0)
            var rest = Part(bytes)
            while !rest.isEmpty {
                let (item, others) = rest.parted(at: UInt8(ascii: "&")) ?? (rest, nothing)
                rest = others
                if item.isEmpty { continue }
                let (name, value) = item.parted(at: UInt8(ascii: "=")) ?? (item, nothing)
                guard body(name, value) else { return }
            }
        }
    }

    private static func isName(_ part: Part, _ name: String) -> Bool {
        if isEncoded(part) { return text(part) == name }
        var name = name
        return name.withUTF8 { name in
            guard part.count == name.count else { return false }
            guard let one = part.baseAddress, let other = name.baseAddress else { return true }
            return memcmp(one, other, part.count) == 0
        }
    }

    private static func text(_ part: Part) -> String {
        isEncoded(part)
            ? String(decoding: PercentEncoding.decoded(part), as: UTF8.self)
            : String(decoding: part, as: UTF8.self)
    }

    private static func isEncoded(_ part: Part) -> Bool {
        part.parted(at: UInt8(ascii: "%")) != nil
    }
}
