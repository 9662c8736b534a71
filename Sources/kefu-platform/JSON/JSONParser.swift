/// Why a text is no JSON, with the byte where reading stopped.
struct JSONError: Error, Equatable {
    let offset: Int
    let reason: String
}

/// A strict reader of RFC 8259: no trailing commas, no comments, valid UTF-8, bounded depth.
struct JSONParser {
    private static let depthMax = 64
    private let bytes: [UInt8]
    private var at = 0
    private var depth = 0

    /// Reads one value that must fill the whole input.
    static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        var parser = JSONParser(bytes: bytes)
        parser.skipSpace()
        let value = try parser.value()
        parser.skipSpace()
        guard parser.at == bytes.count else { throw parser.stopped("text after the value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func stopped(_ reason: String) -> JSONError { JSONError(offset: at, reason: reason) }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            at += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSON {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else { throw stopped("nested too deeply") }
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let wanted = Array(text.description.utf8)
        guard at + wanted.count <= bytes.count, Array(bytes[at..<at + wanted.count]) == wanted
        else { throw stopped("no such word") }
        at += wanted.count
        return value
    }

    private mutating func object() throws(JSONError) -> JSON {
        at += 1
        var members: [String: JSON] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw stopped("a member needs a name") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw stopped("':' expected") }
            skipSpace()
            guard members.updateValue(try value(), forKey: name) == nil else {
                throw stopped("the same name twice")
            }
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw stopped("',' or '}' expected") }
        }
    }

    private mutating func array() throws(JSONError) -> JSON {
        at += 1
        var items: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(items) }
        while true {
            skipSpace()
            items.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw stopped("',' or ']' expected") }
        }
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = at
        var whole = true
        _ = take(UInt8(ascii: "-"))
        try digits(leadingZeroAllowed: false)
        if take(UInt8(ascii: ".")) {
            whole = false
            try digits(leadingZeroAllowed: true)
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            whole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits(leadingZeroAllowed: true)
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if whole, let number = Int64(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else { throw stopped("no number") }
        return .double(number)
    }

    private mutating func digits(leadingZeroAllowed: Bool) throws(JSONError) {
        let start = at
        while let byte = next, byte >= 0x30, byte <= 0x39 { at += 1 }
        guard at > start else { throw stopped("a digit expected") }
        if !leadingZeroAllowed, at - start > 1, bytes[start] == 0x30 {
            throw stopped("a leading zero")
        }
    }

    private mutating func string() throws(JSONError) -> String {
        at += 1
        var text: [UInt8] = []
        while let byte = next {
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let checked = String(validating: text, as: UTF8.self) else {
                    throw stopped("not UTF-8")
                }
                return checked
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw stopped("a bare control character")
            default: text.append(byte)
            }
        }
        throw stopped("the string does not end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = next else { throw stopped("the string does not end") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try unicode(into: &text)
        default: throw stopped("no such escape")
        }
    }

    private mutating func unicode(into text: inout [UInt8]) throws(JSONError) {
        var code = try hexUnit()
        if code >= 0xD800, code < 0xDC00 {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw stopped("half a surrogate pair")
            }
            let low = try hexUnit()
            guard low >= 0xDC00, low < 0xE000 else { throw stopped("half a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw stopped("half a surrogate pair") }
        text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }

    private mutating func hexUnit() throws(JSONError) -> UInt32 {
        guard at + 4 <= bytes.count else { throw stopped("four hex digits expected") }
        var value: UInt32 = 0
        for byte in bytes[at..<at + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw stopped("four hex digits expected")
            }
            value = value << 4 | UInt32(digit)
        }
        at += 4
        return value
    }
}
