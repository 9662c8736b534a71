/// Percent-decoding (RFC 3986), the one place where it is done.
enum PercentEncoding {
    /// The bytes behind `text`. A `%` without two hexadecimal digits stays what it is, and so does
    /// a `+`: it means a space only in forms, and in the platform's Base64 it is a plus.
    static func decoded(_ text: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index != text.endIndex {
            let byte = text[index]
            index = text.index(after: index)
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let pair = text[index...].prefix(2)
            if pair.count == 2, let high = digit(pair.first),
                let low = digit(pair.dropFirst().first)
            {
                bytes.append(high << 4 | low)
                index = pair.endIndex
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let byte) where (0x30...0x39).contains(byte): byte - 0x30
        case .some(let byte) where (0x41...0x46).contains(byte): byte - 0x41 + 10
        case .some(let byte) where (0x61...0x66).contains(byte): byte - 0x61 + 10
        default: nil
        }
    }
}
