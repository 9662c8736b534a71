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
        let wanted = name.utf8
        var start = bytes.startIndex
        while let nameEnd = bytes[start...].firstIndex(of: 0),
            let valueEnd = bytes[(nameEnd + 1)...].firstIndex(of: 0)
        {
            if nameEnd - start == wanted.count,
                zip(bytes[start..<nameEnd], wanted).allSatisfy({ Self.small($0) == Self.small($1) })
            {
                return String(decoding: bytes[(nameEnd + 1)..<valueEnd], as: UTF8.self)
            }
            start = valueEnd + 1
        }
        return nil
    }

    private static func small(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
