/// Reads the one shape of XML in which callbacks really come, without a parser: `<xml>` with children
/// that hold a text or one CDATA section, in printable ASCII.
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
        var reader = Reader(bytes)
        guard reader.take(begin) else { return nil }
        var fields: [(name: String, text: ArraySlice<UInt8>)] = []
        fields.reserveCapacity(8)
        while true {
            reader.skipSpace()
            if reader.take(end) {
                reader.skipSpace()
                return reader.isAtEnd ? fields : nil
            }
            guard fields.count < 64, let field = reader.field() else { return nil }
            fields.append(field)
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { at == bytes.count }

        /// Goes over this text if it comes next.
        mutating func take(_ text: [UInt8]) -> Bool { take(text[...]) }

        mutating func take(_ text: ArraySlice<UInt8>) -> Bool {
            guard bytes.count - at >= text.count else { return false }
            var index = at
            for byte in text {
                if bytes[index] != byte { return false }
                index += 1
            }
            at = index
            return true
        }

        mutating func skipSpace() {
            while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x09 {
                at += 1
            }
        }

        /// `<Name>text</Name>` or `<Name><![CDATA[text]]></Name>`.
        mutating func field() -> (name: String, text: ArraySlice<UInt8>)? {
            guard take([UInt8(ascii: "<")]) else { return nil }
            let nameStart = at
            while at < bytes.count, bytes[at].isLetterOrDigit { at += 1 }
            let name = bytes[nameStart..<at]
            guard name.first?.isLetter == true, take([UInt8(ascii: ">")]) else { return nil }
            let text: ArraySlice<UInt8>
            if take(cdataBegin) {
                guard let inside = printable(until: UInt8(ascii: "]")), take(cdataEnd) else {
                    return nil
                }
                text = inside
            } else {
                guard let inside = printable(until: UInt8(ascii: "<")) else { return nil }
                if inside.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "]") }) {
                    return nil
                }
                text = inside
            }
            guard take([UInt8(ascii: "<"), UInt8(ascii: "/")]), take(name),
                take([UInt8(ascii: ">")])
            else { return nil }
            return (String(decoding: name, as: UTF8.self), text)
        }

        /// Printable ASCII up to, and without, this byte; nil when anything else comes first.
        private mutating func printable(until end: UInt8) -> ArraySlice<UInt8>? {
            let start = at
            while at < bytes.count, bytes[at] != end {
                guard 0x20...0x7E ~= bytes[at] else { return nil }
                at += 1
            }
            return at < bytes.count ? bytes[start..<at] : nil
        }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { 0x61...0x7A ~= self || 0x41...0x5A ~= self }
    fileprivate var isLetterOrDigit: Bool { isLetter || 0x30...0x39 ~= self }
}
