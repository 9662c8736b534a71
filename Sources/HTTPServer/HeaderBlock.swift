/// All headers of one request in one allocation: `name NUL value NUL` again and again. Most are
/// never asked for, so each becomes a string only when it is.
struct HeaderBlock: Sendable {
    private var bytes: [UInt8] = []
    /// Whether a header went on in another line: the HTTP library adds such a line to the name.
    var isFolded = false

    init() {}

    mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        if bytes.isEmpty { bytes.reserveCapacity(512) }
        bytes += name
        bytes.append(0)
        bytes += value
        bytes.append(0)
    }

    mutating func append(name: [UInt8], value: [UInt8]) {
        name.withUnsafeBytes { name in value.withUnsafeBytes { append(name: name, value: $0) } }
    }

    subscript(name: String) -> String? {
        var found: String?
        forEach { own, value in
            if found == nil, Self.isSame(own, name) {
                found = String(decoding: value, as: UTF8.self)
            }
        }
        return found
    }

    /// Every header in the order in which it was sent.
    func forEach(
        _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void
    ) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes
            while let (name, behind) = rest.parted(at: 0),
                let (value, others) = behind.parted(at: 0)
            {
                body(name, value)
                rest = others
            }
        }
    }

    /// Whether the bytes spell this, capital or small.
    static func isSame(_ bytes: UnsafeRawBufferPointer, _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { text in
            bytes.count == text.count
                && zip(bytes, text).allSatisfy { small($0) == small($1) }
        }
    }

    private static func small(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
