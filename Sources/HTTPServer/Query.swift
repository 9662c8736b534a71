/// What stands behind the `?` of a request's target.
public struct Query: Sendable {
    /// The query as it was sent, without the `?`.
    public let raw: String

    /// Takes a query, as it is sent, without the `?`. It is read when it is asked.
    public init(_ raw: String) { self.raw = raw }

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

    private typealias Part = Slice<UnsafeBufferPointer<UInt8>>

    /// Goes over the items, as they were sent, until `body` says false.
    private func visit(_ body: (_ name: Part, _ value: Part) -> Bool) {
        var raw = raw
        raw.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                let item = bytes[start...].prefix { $0 != UInt8(ascii: "&") }
                start = item.endIndex + 1
                if item.isEmpty { continue }
                let name = item.prefix { $0 != UInt8(ascii: "=") }
                guard body(name, item[name.endIndex...].dropFirst()) else { return }
            }
        }
    }

    private static func isName(_ part: Part, _ name: String) -> Bool {
        part.contains(UInt8(ascii: "%"))
            ? text(part) == name : part.count == name.utf8.count && part.elementsEqual(name.utf8)
    }

    private static func text(_ part: Part) -> String {
        part.contains(UInt8(ascii: "%"))
            ? String(decoding: PercentEncoding.decoded(part), as: UTF8.self)
            : String(decoding: part, as: UTF8.self)
    }
}
