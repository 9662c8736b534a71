import Glibc

/// The forms in which a record is written.
extension LogRecord {
    /// `session assigned session=12`: for people, and for systemd with a prefix such as `<6>`.
    var line: String {
        var line = "\(message)"
        for (name, value) in fields {
            line += " \(name)=\(Self.quoted(value))"
        }
        return line
    }

    /// `2026-11-22T15:04:05Z info session assigned session=12`.
    func line(wallMilliseconds: Int64) -> String {
        var seconds = time_t(wallMilliseconds / 1_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let time = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            guard let start = buffer.baseAddress,
                strftime(start, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0
            else { return "" }
            return String(cString: start)
        }
        return "\(time) \(level) \(line)"
    }

    /// `MESSAGE` is the whole line, which is what `journalctl` shows; the sentence alone, to group
    /// by, is `KEFU_EVENT`. This is journald's native form, for one datagram: `NAME=value`, or the
    /// name, an 8-byte little-endian length and the raw value if the value has a newline.
    func journalBytes(identifier: String) -> [UInt8] {
        var bytes: [UInt8] = []
        let head = [
            ("MESSAGE", line), ("KEFU_EVENT", "\(message)"), ("PRIORITY", "\(level.rawValue)"),
            ("SYSLOG_IDENTIFIER", identifier),
        ]
        for (name, value) in head + fields.map({ (Self.journalName($0.name), $0.value) }) {
            bytes += name.utf8
            if value.utf8.contains(UInt8(ascii: "\n")) {
                bytes.append(UInt8(ascii: "\n"))
                withUnsafeBytes(of: UInt64(value.utf8.count).littleEndian) { bytes += $0 }
            } else {
                bytes.append(UInt8(ascii: "="))
            }
            bytes += value.utf8
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// journald takes capital letters, digits and underscores, not first; it drops other fields.
    private static func journalName(_ name: String) -> String {
        let bytes = name.uppercased().utf8.prefix(60).map { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) ? byte : UInt8(ascii: "_")
        }
        // Our own prefix, so that no name of ours is one of journald's.
        return "KEFU_" + String(decoding: bytes, as: UTF8.self)
    }

    /// A value stays one word on one line, whatever is in it.
    private static func quoted(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 != 0x7F }
        if isPlain { return value }
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
