import Crypto

/// Seals callbacks as the platform's encryption scheme has it. Written apart from the daemon's
/// reader on purpose: a mistake that both shared would be seen by nobody.
struct Envelope: Sendable {
    /// What goes over the wire for one try.
    struct Sealed: Equatable, Sendable {
        /// `msg_signature=…&timestamp=…&nonce=…`
        let query: String
        let body: String
    }

    private let corpID: String
    private let token: String
    private let key: [UInt8]

    /// Nil if the key is not 43 characters that make 32 bytes.
    init?(corpID: String, token: String, encodingAESKey: String) {
        guard encodingAESKey.utf8.count == 43, let key = Base64.decodeLenient(encodingAESKey),
            key.count == 32
        else { return nil }
        self.corpID = corpID
        self.token = token
        self.key = key
    }

    /// Seals the notice anew, with a prefix of 16 bytes of any value, a new time and a new nonce.
    func seal(_ xml: String, now: Int64, random: inout SplitMix64) throws(CryptoError) -> Sealed {
        let cipher = try encrypt(xml, random: &random)
        let body =
            "<xml><ToUserName><![CDATA[\(corpID)]]></ToUserName>"
            + "<AgentID><![CDATA[]]></AgentID><Encrypt><![CDATA[\(cipher)]]></Encrypt></xml>"
        return Sealed(query: signed(cipher, now: now, random: &random), body: body)
    }

    /// The query of a URL verification, with `echostr`, and the text that must come back.
    func challenge(
        now: Int64, random: inout SplitMix64
    ) throws(CryptoError) -> (query: String, echo: String) {
        let echo = String(random.next() >> 1)
        let cipher = try encrypt(echo, random: &random)
        let escaped = cipher.map { Self.escapes[$0] ?? String($0) }.joined()
        return (signed(cipher, now: now, random: &random) + "&echostr=" + escaped, echo)
    }

    private static let escapes: [Character: String] = ["+": "%2B", "/": "%2F", "=": "%3D"]

    private func signed(_ cipher: String, now: Int64, random: inout SplitMix64) -> String {
        let timestamp = String(now / 1000)
        let nonce = String(random.next() % 10_000_000_000)
        let parts = [token, timestamp, nonce, cipher].sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        let signature = sha1Hex(Array(parts.joined().utf8))
        return "msg_signature=\(signature)&timestamp=\(timestamp)&nonce=\(nonce)"
    }

    /// random(16), length in four bytes, text, corporation, then 1 to 32 bytes of padding.
    private func encrypt(_ text: String, random: inout SplitMix64) throws(CryptoError) -> String {
        var plain: [UInt8] = []
        for _ in 0..<16 { plain.append(UInt8(truncatingIfNeeded: random.next())) }
        let bytes = Array(text.utf8)
        let length = UInt32(bytes.count)
        for shift in [24, 16, 8, 0] as [UInt32] {
            plain.append(UInt8(truncatingIfNeeded: length >> shift))
        }
        plain += bytes
        plain += Array(corpID.utf8)
        let pad = 32 - plain.count % 32
        plain += [UInt8](repeating: UInt8(pad), count: pad)
        return Base64.encode(
            try AES256CBC(key: key, iv: Array(key[0..<16])).encrypt(plain))
    }
}
