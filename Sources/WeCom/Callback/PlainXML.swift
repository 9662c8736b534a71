import Glibc

/// Reads the one shape of XML in which callbacks really come, without a parser: `<xml>` with
/// children that hold a text or one CDATA section, in printable ASCII.
///
/// Whatever else XML allows (attributes, entities, comments, declarations, other bytes, children of
/// children, and everything that is wrong) is left to the parser, so that both together mean the
/// same as the parser alone; a test compares them on changed documents.
enum PlainXML {
    private static let begin = Array("<xml>".utf8)
    private static let end = Array("</xml>".utf8)
    private static let cdataBegin = Array("<![CDATA[".utf8)
    private static let cdataEnd = Array("]]>".utf8)

    /// The root's children, or nil when the document is not of this shape.
    static func fields(of bytes: [UInt8]) -> [(name: String, text: ArraySlice<UInt8>)]? {
        let found = bytes.withUnsafeBufferPointer { places(in: $0) }
        return found?.map { (String(decoding: bytes[$0.name], as: UTF8.self), bytes[$0.text]) }
    }

    private typealias Place = (name: Range<Int>, text: Range<Int>)

    private static func places(in bytes: UnsafeBufferPointer<UInt8>) -> [Place]? {
        var reader = Reader(bytes)
        guard reader.take(begin) else { return nil }
        var places: [Place] = []
        places.reserveCapacity(8)
        while true {
            reader.skipSpace()
            if reader.take(end) {
                reader.skipSpace()
                return reader.isAtEnd ? places : nil
            }
            guard places.count < 64, let place = reader.field() else { return nil }
            places.append(place)
        }
    }

    /// Lives only as long as the bytes are lent.
    private struct Reader {
        let bytes: UnsafeBufferPointer<UInt8>
        var at = 0

        init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

        var isAtEnd: Bool { at == bytes.count }

        /// Goes over this text if it comes next.
        mutating func take(_ text: [UInt8]) -> Bool {
            guard bytes.count - at >= text.count else { return false }
            for index in text.indices where bytes[at + index] != text[index] { return false }
            at += text.count
            return true
        }

        /// Goes over what stands at another place, if it comes next.
        mutating func takeAgain(_ other: Range<Int>) -> Bool {
            guard bytes.count - at >= other.count else { return false }
            for index in 0..<other.count where bytes[at + index] != bytes[other.lowerBound + index]
            {
                return false
            }
            at += other.count
            return true
        }

        mutating func take(_ byte: UInt8) -> Bool {
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
            return true
        }

        mutating func skipSpace() {
            while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x09 {
                at += 1
            }
        }

        /// `<Name>text</Name>` or `<Name><![CDATA[text]]></Name>`.
        mutating func field() -> Place? {
            guard take(UInt8(ascii: "<")) else { return nil }
            let nameStart = at
            while at < bytes.count, bytes[at].isLetterOrDigit { at += 1 }
            let name = nameStart..<at
            guard !name.isEmpty, bytes[nameStart].isLetter, take(UInt8(ascii: ">")) else {
                return nil
            }
            let text: Range<Int>
            if take(cdataBegin) {
                guard let inside = printable(until: UInt8(ascii: "]")), take(cdataEnd) else {
                    return nil
                }
                text = inside
            } else {
                guard let inside = printable(until: UInt8(ascii: "<")) else { return nil }
                if inside.contains(where: { bytes[$0] == 0x26 || bytes[$0] == 0x5D }) {
                    return nil  // & begins an entity, ] may begin the end of a CDATA section
                }
                text = inside
            }
            guard take(UInt8(ascii: "<")), take(UInt8(ascii: "/")), takeAgain(name),
                take(UInt8(ascii: ">"))
            else { return nil }
            return (name, text)
        }

        /// Printable ASCII up to, and without, this byte; nil when anything else comes first.
        private mutating func printable(until end: UInt8) -> Range<Int>? {
            guard let start = bytes.baseAddress, at < bytes.count,
                let found = memchr(start + at, Int32(end), bytes.count - at)
            else { return nil }
            let range = at..<(UnsafeRawPointer(found) - UnsafeRawPointer(start))
            // Without an early exit, so that the compiler takes many at a time.
            var isOther: UInt8 = 0
            for index in range { isOther |= bytes[index] &- 0x20 > 0x5E ? 1 : 0 }
            at = range.upperBound
            return isOther == 0 ? range : nil
        }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { 0x61...0x7A ~= self || 0x41...0x5A ~= self }
    fileprivate var isLetterOrDigit: Bool { isLetter || 0x30...0x39 ~= self }
}
