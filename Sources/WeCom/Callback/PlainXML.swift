import Glibc

/// Reads the one shape of XML in which callbacks really come, without a parser: `<xml>` with
/// children that hold a text or one CDATA section, in printable ASCII.
///
/// Whatever else XML allows (attributes, entities, comments, declarations, other bytes, children of
/// children, and everything that is wrong) is left to the parser, so that both together mean the
/// same as the parser alone; a test compares them on changed documents.
enum PlainXML {
    /// The places of the root's children in the document, or nil when it is not of this shape.
    static func places(in bytes: [UInt8]) -> [XMLFields.Place]? {
        bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return nil }
            var reader = Reader(start: start, count: bytes.count)
            return reader.document()
        }
    }

    /// Lives only as long as the bytes are lent.
    private struct Reader {
        let start: UnsafeRawPointer
        let count: Int
        var at = 0

        mutating func document() -> [XMLFields.Place]? {
            guard take("<xml>") else { return nil }
            var places: [XMLFields.Place] = []
            places.reserveCapacity(8)
            while true {
                skipSpace()
                if take("</xml>") {
                    skipSpace()
                    return at == count ? places : nil
                }
                guard places.count < 64, let place = field() else { return nil }
                places.append(place)
            }
        }

        /// `<Name>text</Name>` or `<Name><![CDATA[text]]></Name>`.
        private mutating func field() -> XMLFields.Place? {
            guard take("<") else { return nil }
            let nameStart = at
            while at < count, self[at].isLetterOrDigit { at += 1 }
            let name = nameStart..<at
            guard !name.isEmpty, self[nameStart].isLetter, take(">") else { return nil }
            let text: Range<Int>
            if take("<![CDATA[") {
                guard let inside = printable(until: "]"), take("]]>") else { return nil }
                text = inside
            } else {
                guard let inside = printable(until: "<") else { return nil }
                // & begins an entity, ] may begin the end of a CDATA section.
                if inside.contains(where: { self[$0] == 0x26 || self[$0] == 0x5D }) { return nil }
                text = inside
            }
            guard take("</"), take(start + nameStart, name.count), take(">") else { return nil }
            return XMLFields.Place(name: name, text: text)
        }

        private subscript(index: Int) -> UInt8 { start.load(fromByteOffset: index, as: UInt8.self) }

        /// Goes over this text if it comes next.
        private mutating func take(_ text: StaticString) -> Bool {
            take(text.utf8Start, text.utf8CodeUnitCount)
        }

        private mutating func take(_ text: UnsafeRawPointer, _ length: Int) -> Bool {
            guard count - at >= length, memcmp(start + at, text, length) == 0 else { return false }
            at += length
            return true
        }

        private mutating func skipSpace() {
            while at < count, self[at] == 0x20 || self[at] == 0x0A || self[at] == 0x09 { at += 1 }
        }

        /// Printable ASCII up to, and without, this byte; nil when anything else comes first.
        private mutating func printable(until end: Unicode.Scalar) -> Range<Int>? {
            guard let found = memchr(start + at, Int32(end.value), count - at) else { return nil }
            let range = at..<(UnsafeRawPointer(found) - start)
            at = range.upperBound
            return isPrintable(range) ? range : nil
        }

        /// Eight at a time: most of an envelope is one long text. In a byte that is not printable
        /// the highest bit is set, or taking 0x20 away or adding 1 sets it.
        private func isPrintable(_ range: Range<Int>) -> Bool {
            let ones: UInt64 = 0x0101_0101_0101_0101
            var at = range.lowerBound
            var seen: UInt64 = 0
            while range.upperBound - at >= 8 {
                let some = start.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                seen |= some | (some &- 0x20 &* ones) | (some &+ ones)
                at += 8
            }
            return seen & (0x80 &* ones) == 0
                && (at..<range.upperBound).allSatisfy { self[$0] &- 0x20 <= 0x5E }
        }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { 0x61...0x7A ~= self || 0x41...0x5A ~= self }
    fileprivate var isLetterOrDigit: Bool { isLetter || 0x30...0x39 ~= self }
}
