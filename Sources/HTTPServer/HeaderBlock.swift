/// All headers of one request in one allocation: `name NUL value NUL` again and again. Most are
/// never asked for, so each becomes a string only when it is.
struct HeaderBlock: Sendable {
    private var bytes: [UInt8] = []

    init() {}

    mutating func append(name: some Collection<UInt8>, value: some Collection<UInt8>) {
        if bytes.isEmpty { bytes.reserveCapacity(512) }
        bytes.append(contentsOf: name)
        bytes.append(0)
        bytes.append(contentsOf: value)
        bytes.append(0)
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
    func forEach(_ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Void) {
        var start = bytes.startIndex
        while let nameEnd = bytes[start...].firstIndex(of: 0),
            let valueEnd = bytes[(nameEnd + 1)...].firstIndex(of: 0)
        {
            body(bytes[start..<nameEnd], bytes[(nameEnd + 1)..<valueEnd])
            start = valueEnd + 1
        }
    }

    /// Whether the bytes spell this, capital or small.
    static func isSame(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
        let wanted = text.utf8
        return bytes.count == wanted.count
            && zip(bytes, wanted).allSatisfy { small($0) == small($1) }
    }

    private static func small(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
