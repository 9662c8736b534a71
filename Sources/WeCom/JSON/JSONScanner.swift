/// Where and why a text is no JSON.
struct JSONFault: Error, Equatable {
    let offset: Int
    let reason: String
}

/// Walks over JSON text (RFC 8259) without building anything.
///
/// Written here and not left to Foundation because a page of messages needs three things at once
/// that `Codable` does not give: each message's own text, numbers that may be strings, and speed.
struct JSONScanner {
    static let depthMax = 64

    let bytes: [UInt8]
    var at: Int
    let end: Int

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        at = range.lowerBound
        end = range.upperBound
    }

    /// The byte at the cursor, 0 at the end: no token of JSON begins with it.
    var current: UInt8 { at < end ? bytes[at] : 0 }

    func fault(_ reason: String) -> JSONFault { JSONFault(offset: at, reason: reason) }

    mutating func skipSpace() {
        while at < end, bytes[at] <= 0x20,
            bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09
        {
            at += 1
        }
    }

    /// Goes over one value, checking it, and gives its place.
    mutating func skipValue(depth: Int = 0) throws(JSONFault) -> Range<Int> {
        let start = at
        switch current {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"):
            try skipMembers(depth: depth) { _, _ in }
        case UInt8(ascii: "["):
            try skipElements(depth: depth) { _ in }
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        default: try skipNumber()
        }
        return start..<at
    }

    /// Goes over an object; `body` gets the place of each key's text, without quotes, and value.
    mutating func skipMembers(
        depth: Int, _ body: (_ key: Range<Int>, _ value: Range<Int>) -> Void
    ) throws(JSONFault) {
        guard depth < Self.depthMax else { throw fault("nested too deeply") }
        at += 1
        skipSpace()
        if current == UInt8(ascii: "}") {
            at += 1
            return
        }
        while true {
            let key = at
            guard current == UInt8(ascii: "\"") else { throw fault("expected a key") }
            try skipString()
            let keyEnd = at
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw fault("expected ':'") }
            at += 1
            skipSpace()
            let value = try skipValue(depth: depth + 1)
            body(key + 1..<keyEnd - 1, value)
            if try !skipComma(closing: UInt8(ascii: "}")) { return }
        }
    }

    /// Goes over an array; `body` gets the place of each element.
    mutating func skipElements(
        depth: Int, _ body: (_ element: Range<Int>) -> Void
    ) throws(JSONFault) {
        guard depth < Self.depthMax else { throw fault("nested too deeply") }
        at += 1
        skipSpace()
        if current == UInt8(ascii: "]") {
            at += 1
            return
        }
        while true {
            body(try skipValue(depth: depth + 1))
            if try !skipComma(closing: UInt8(ascii: "]")) { return }
        }
    }

    /// Goes over a comma, true, or over the closing bracket, false.
    private mutating func skipComma(closing: UInt8) throws(JSONFault) -> Bool {
        skipSpace()
        let found = current
        at += 1
        if found == closing { return false }
        guard found == UInt8(ascii: ",") else {
            at -= 1
            throw fault("expected ',' or a closing bracket")
        }
        skipSpace()
        return true
    }

    /// Control characters inside of strings are let through: they do no harm, and a visitor's text
    /// is not worth losing over them.
    private mutating func skipString() throws(JSONFault) {
        at += 1
        while at < end {
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\") { try skipEscape() }
        }
        throw fault("a string without an end")
    }

    private mutating func skipEscape() throws(JSONFault) {
        let kind = current
        at += 1
        switch kind {
        case UInt8(ascii: "u"):
            guard at + 4 <= end, bytes[at..<at + 4].allSatisfy({ $0.hexValue != nil }) else {
                throw fault("expected four hexadecimal digits")
            }
            at += 4
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        default: throw fault("an unknown escape")
        }
    }

    private mutating func skipWord(_ word: StaticString) throws(JSONFault) {
        let count = word.utf8CodeUnitCount
        guard at + count <= end, word.equals(bytes[at..<at + count]) else {
            throw fault("expected \(word)")
        }
        at += count
    }

    private mutating func skipNumber() throws(JSONFault) {
        if current == UInt8(ascii: "-") { at += 1 }
        try skipDigits()
        if current == UInt8(ascii: ".") {
            at += 1
            try skipDigits()
        }
        if current | 0x20 == UInt8(ascii: "e") {
            at += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { at += 1 }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(JSONFault) {
        let start = at
        while at < end, bytes[at] &- 0x30 <= 9 { at += 1 }
        if at == start { throw fault("expected a value") }
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    var hexValue: UInt16? {
        switch self {
        case 0x30...0x39: UInt16(self - 0x30)
        case 0x41...0x46: UInt16(self - 0x37)
        case 0x61...0x66: UInt16(self - 0x57)
        default: nil
        }
    }
}

extension StaticString {
    /// Byte by byte, without making a string.
    func equals(_ slice: ArraySlice<UInt8>) -> Bool {
        guard slice.count == utf8CodeUnitCount else { return false }
        return withUTF8Buffer { $0.elementsEqual(slice) }
    }
}
