/// Writes compact JSON into one array. The caller gives keys and values in the right order; the
/// writer sets commas and escapes.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An object; `body` writes its members.
    mutating func object(_ body: (inout JSONWriter) -> Void) {
        bracket(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// An array; `body` writes its elements.
    mutating func array(_ body: (inout JSONWriter) -> Void) {
        bracket(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    private mutating func bracket(
        _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void
    ) {
        comma()
        bytes.append(open)
        needsComma = false
        body(&self)
        bytes.append(close)
        needsComma = true
    }

    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// A member's name; its value must follow.
    mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A string. Neither `/` nor anything beyond ASCII is escaped: the platform counts bytes.
    mutating func string(_ value: String) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                Self.escape(byte, into: &bytes)
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A whole number.
    mutating func integer(_ value: Int64) {
        comma()
        bytes += String(value).utf8
    }

    /// A number; what JSON cannot write becomes 0.
    mutating func number(_ value: Double) {
        comma()
        bytes += (value.isFinite ? "\(value)" : "0").utf8
    }

    /// A value that is JSON already.
    mutating func raw(_ value: [UInt8]) {
        comma()
        bytes += value
    }

    /// `"name":"value"`, left out when there is none.
    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// `"name":1`, left out when there is none.
    mutating func member(_ name: String, _ value: Int?) {
        guard let value else { return }
        key(name)
        integer(Int64(value))
    }

    /// `"name":{…}`
    mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
        key(name)
        object(body)
    }

    static func escape(_ byte: UInt8, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        case 0x09: output.append(UInt8(ascii: "t"))
        default:
            let digits = [UInt8]("0123456789abcdef".utf8)
            output += "u00".utf8
            output += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}
