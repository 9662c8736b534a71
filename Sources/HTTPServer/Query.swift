/// What stands behind the `?` of a request's target.
public struct Query: Sendable {
    /// Names and values in the order in which they were sent, percent-decoded. A `+` is kept as a
    /// `+`: the platform sends Base64 in its query and means it so. A name without `=` has an empty
    /// value; bytes that are not UTF-8 become U+FFFD.
    public let items: [(name: String, value: String)]

    /// The query as it was sent, without the `?`.
    public let raw: String

    /// Reads a query, as it is sent, without the `?`.
    public init(_ raw: String) {
        self.raw = raw
        items =
            raw.isEmpty
            ? []
            : raw.utf8.split(separator: UInt8(ascii: "&")).map { item in
                let name = item.prefix { $0 != UInt8(ascii: "=") }
                let value = item[name.endIndex...].dropFirst()
                return (name: Self.text(name), value: Self.text(value))
            }
    }

    /// The value of the first item with this name.
    public subscript(name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    private static func text(_ part: Substring.UTF8View) -> String {
        part.contains(UInt8(ascii: "%"))
            ? String(decoding: PercentEncoding.decoded(part), as: UTF8.self)
            : String(Substring(part))
    }
}
