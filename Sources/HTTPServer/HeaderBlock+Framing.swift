/// What a request's head must not leave open: where its body ends, and whom it was sent to. Who
/// reads such a head otherwise than a proxy in front does takes one client's bytes for another's
/// request (RFC 9112, 3.2, 5.1, 6.1 and 6.3). The HTTP library is lenient here, so we look.
extension HeaderBlock {
    /// Why the request must be refused; nil when its head is clear.
    var framingFault: String? {
        if isFolded { return "A header goes on in another line" }
        var lengths = 0
        var codings = 0
        var hosts = 0
        var fault: String?
        forEach { name, value in
            guard name.allSatisfy(Self.isTokenByte) else {
                fault = "A header's name has a character that is not allowed"
                return
            }
            // Most names have another length, so most are not compared.
            if name.count == 4, Self.isSame(name, "host") {
                hosts += 1
            } else if name.count == 14, Self.isSame(name, "content-length") {
                lengths += 1
                if !value.allSatisfy({ (0x30...0x39).contains($0) }) || value.isEmpty {
                    fault = "Content-Length is no number"
                }
            } else if name.count == 17, Self.isSame(name, "transfer-encoding") {
                codings += 1
                if !Self.isSame(value, "chunked") { fault = "Only chunked transfers are known" }
            }
        }
        if let fault { return fault }
        if hosts > 1 { return "There is more than one Host" }
        if lengths > 1 { return "There is more than one Content-Length" }
        if codings > 1 { return "There is more than one Transfer-Encoding" }
        if lengths + codings > 1 {
            return "Content-Length and Transfer-Encoding exclude each other"
        }
        return nil
    }

    /// RFC 9110, 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5E...0x7A, 0x7C, 0x7E: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E: true
        default: false
        }
    }
}
