/// One value inside a JSON text that has been checked as a whole. It is decoded when it is asked,
/// and leniently: a number given as a string is a number, and the other way round.
struct JSONValue {
    private let bytes: [UInt8]
    private let range: Range<Int>

    fileprivate init(_ bytes: [UInt8], _ range: Range<Int>) {
        (self.bytes, self.range) = (bytes, range)
    }

    /// Checks a whole text, which is one value with nothing but white space around it.
    init(parsing bytes: [UInt8]) throws(JSONFault) {
        var scanner = JSONScanner(bytes, bytes.indices)
        scanner.skipSpace()
        range = try scanner.skipValue()
        scanner.skipSpace()
        if scanner.at != scanner.end { throw scanner.fault("something after the value") }
        self.bytes = bytes
    }

    private var first: UInt8 { bytes[range.lowerBound] }
    private var isString: Bool { first == UInt8(ascii: "\"") }
    private var isNumber: Bool { first == UInt8(ascii: "-") || first &- 0x30 <= 9 }

    /// The members, nil when this is no object.
    var object: JSONObject? {
        guard first == UInt8(ascii: "{") else { return nil }
        var members: [(key: Range<Int>, value: Range<Int>)] = []
        members.reserveCapacity(10)
        var scanner = JSONScanner(bytes, range)
        // The text was checked before, so that nothing can be thrown here.
        try? scanner.skipMembers(depth: 0) { members.append(($0, $1)) }
        return JSONObject(bytes: bytes, members: members)
    }

    /// The elements, nil when this is no array.
    var array: [JSONValue]? {
        guard first == UInt8(ascii: "[") else { return nil }
        var elements: [JSONValue] = []
        var scanner = JSONScanner(bytes, range)
        try? scanner.skipElements(depth: 0) { elements.append(JSONValue(bytes, $0)) }
        return elements
    }

    /// A string, or a number's digits as they stand.
    var string: String? {
        if isNumber { return String(decoding: bytes[range], as: UTF8.self) }
        guard isString else { return nil }
        let inside = bytes[range.lowerBound + 1..<range.upperBound - 1]
        return inside.contains(UInt8(ascii: "\\"))
            ? Self.unescaped(inside) : String(decoding: inside, as: UTF8.self)
    }

    /// A whole number, or a string that holds one; true and false count as 1 and 0.
    var int64: Int64? {
        if first == UInt8(ascii: "t") { return 1 }
        if first == UInt8(ascii: "f") { return 0 }
        guard let text = isString || isNumber ? string : nil else { return nil }
        return Int64(text) ?? Double(text).flatMap(Int64.init(exactly:))
    }

    /// `int64` as `Int`.
    var int: Int? { int64.map(Int.init) }

    /// A number, or a string that holds one.
    var double: Double? {
        guard isString || isNumber, let number = string.flatMap(Double.init) else { return nil }
        return number.isFinite ? number : nil
    }

    /// The value's own text without white space between tokens, and with control characters inside
    /// of strings escaped, so that it is strict JSON.
    var compactText: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(range.count)
        var isInside = false
        var runStart = range.lowerBound  // what is kept is copied in runs, not byte by byte
        var at = range.lowerBound
        while at < range.upperBound {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                isInside.toggle()
            } else if byte == UInt8(ascii: "\\") {
                at += 1  // outside of strings there is none
            } else if byte < 0x20 || byte == 0x20 && !isInside {
                output += bytes[runStart..<at]
                if isInside { JSONWriter.escape(byte, into: &output) }
                runStart = at + 1
            }
            at += 1
        }
        output += bytes[runStart..<range.upperBound]
        return output
    }

    private static func unescaped(_ text: ArraySlice<UInt8>) -> String {
        var units: [UInt16] = []
        var output = ""
        var plain: [UInt8] = []
        func flush() {
            output += String(decoding: plain, as: UTF8.self)
            plain.removeAll(keepingCapacity: true)
            output += String(decoding: units, as: UTF16.self)  // repairs lone surrogates
            units.removeAll(keepingCapacity: true)
        }
        var at = text.startIndex
        while at < text.endIndex {
            let byte = text[at]
            at += 1
            if byte != UInt8(ascii: "\\") {
                if !units.isEmpty { flush() }
                plain.append(byte)
                continue
            }
            let kind = text[at]
            at += 1
            if kind == UInt8(ascii: "u") {
                if units.isEmpty { flush() }
                units.append(text[at..<at + 4].reduce(0) { $0 << 4 | ($1.hexValue ?? 0) })
                at += 4
            } else {
                if !units.isEmpty { flush() }
                plain.append(Self.meaning(of: kind))
            }
        }
        flush()
        return output
    }

    private static func meaning(of escape: UInt8) -> UInt8 {
        switch escape {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: escape
        }
    }
}

/// An object's members, found once; a name that occurs twice counts as its first occurrence.
struct JSONObject {
    let bytes: [UInt8]
    let members: [(key: Range<Int>, value: Range<Int>)]

    /// A member, nil when it is missing or null.
    subscript(_ key: StaticString) -> JSONValue? {
        for member in members
        where member.key.count == key.utf8CodeUnitCount && key.equals(bytes[member.key]) {
            let isNull = bytes[member.value.lowerBound] == UInt8(ascii: "n")
            return isNull ? nil : JSONValue(bytes, member.value)
        }
        return nil
    }

    /// A member that is a string (or number) with something in it.
    func text(_ key: StaticString) -> String? {
        guard let text = self[key]?.string, !text.isEmpty else { return nil }
        return text
    }
}
