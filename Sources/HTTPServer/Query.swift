/// What stands behind the `?` of a request's target.
public struct Query: Sendable {
    /// Names and values in the order in which they were sent, percent-decoded. A `+` is kept as a
    /// `+`: the platform sends Base64 in its query and means it so. A name without `=` has an empty
    /// value; bytes that are not UTF-8 become U+FFFD.
    public var items: [(name: String, value: String)] {
        parts.map { item in
            let (name, value) = Self.divided(item)
            return (name: Self.text(name), value: Self.text(value))
        }
    }

    /// The query as it was sent, without the `?`.
    public let raw: String

    /// Takes a query, as it is sent, without the `?`. It is read when it is asked.
    public init(_ raw: String) { self.raw = raw }

    /// The value of the first item with this name.
    public subscript(name: String) -> String? {
        let wanted = name.utf8
        for item in parts {
            let (name, value) = Self.divided(item)
            if name.elementsEqual(wanted)
                || name.contains(UInt8(ascii: "%")) && Self.text(name).utf8.elementsEqual(wanted)
            {
                return Self.text(value)
            }
        }
        return nil
    }

    private var parts: [Substring.UTF8View] {
        raw.isEmpty ? [] : raw.utf8.split(separator: UInt8(ascii: "&"))
    }

    private static func divided(
        _ item: Substring.UTF8View
    ) -> (name: Substring.UTF8View, value: Substring.UTF8View) {
        let name = item.prefix { $0 != UInt8(ascii: "=") }
        return (name, item[name.endIndex...].dropFirst())
    }

    private static func text(_ part: Substring.UTF8View) -> String {
        part.contains(UInt8(ascii: "%"))
            ? String(decoding: PercentEncoding.decoded(part), as: UTF8.self)
            : String(Substring(part))
    }
}
