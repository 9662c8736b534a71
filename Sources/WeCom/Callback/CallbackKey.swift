internal import Crypto

/// A callback whose signature, cipher and receiver have been checked. Only `CallbackKey.open` can
/// make one, so whoever holds it need not ask again.
public struct VerifiedCallback: Equatable, Sendable {
    /// The deciphered message, usually XML.
    public let message: [UInt8]
    /// When it was signed, Unix seconds; 0 when the parameter was no number.
    public let timestamp: Int64

    fileprivate init(message: [UInt8], timestamp: Int64) {
        (self.message, self.timestamp) = (message, timestamp)
    }
}

/// The shared secrets of one callback URL: signs, verifies, enciphers and deciphers.
///
/// The protocol (documents 90930 and 90968): the signature is SHA-1 over Token, timestamp, nonce
/// and cipher text, sorted by bytes; the cipher is AES-256-CBC whose IV is the key's first half;
/// the plain text is 16 random bytes, a length in 4 bytes, the message and the receive id, padded
/// by PKCS#7 with blocks of **32** bytes.
public struct CallbackKey: Sendable {
    private let token: [UInt8]
    private let cipher: AES256CBC
    private let receiveID: [UInt8]

    /// - Parameters:
    ///   - token: the callback Token as entered in the administration pages.
    ///   - encodingAESKey: 43 characters; its two spare bits may have any value.
    ///   - receiveID: the corporation's id.
    public init(token: String, encodingAESKey: String, receiveID: String) throws(CallbackError) {
        guard !token.isEmpty else { throw .badKey("the Token is empty") }
        guard !receiveID.isEmpty else { throw .badKey("the corporation's id is empty") }
        guard encodingAESKey.utf8.count == 43,
            let key = Base64.decodeLenient(encodingAESKey), key.count == 32
        else { throw .badKey("the EncodingAESKey must be 43 characters of A-Z a-z 0-9 + /") }
        self.token = [UInt8](token.utf8)
        self.receiveID = [UInt8](receiveID.utf8)
        cipher = AES256CBC(key: key, iv: Array(key.prefix(16)))
    }

    /// Checks and deciphers an event: signature (in constant time), age, cipher text, receiver.
    ///
    /// - Parameters:
    ///   - now: Unix seconds.
    ///   - window: seconds that the timestamp may lie before or after `now`; 0 accepts any.
    public func open(
        _ callback: SealedCallback, now: Int64 = 0, window: Int64 = 0
    ) throws(CallbackError) -> VerifiedCallback {
        let (timestamp, encrypted) = (callback.timestamp, callback.encrypted)
        let expected = signature(timestamp: timestamp, nonce: callback.nonce, encrypted: encrypted)
        guard constantTimeEquals(expected, callback.msgSignature) else { throw .badSignature }
        let signedAt = Int64(timestamp)
        if window > 0 {
            guard let signedAt, !Self.isApart(signedAt, now, by: window) else {
                throw .staleTimestamp
            }
        }
        return VerifiedCallback(message: try decipher(encrypted), timestamp: signedAt ?? 0)
    }

    /// Checks and deciphers the `echostr` of a URL verification; the result is the answer's body,
    /// byte for byte. Parameters are percent-decoded; a `+` of the Base64 that some layer has taken
    /// for a space is put back. The age is not checked: an administrator waits for the answer.
    ///
    /// - Throws: `malformed` for a message: whoever has seen a callback go by could have it
    ///   deciphered.
    public func verify(
        msgSignature: String, timestamp: String, nonce: String, echostr: String
    ) throws(CallbackError) -> [UInt8] {
        let space = UInt8(ascii: " ")
        let text = echostr.utf8.map { $0 == space ? UInt8(ascii: "+") : $0 }
        let callback = SealedCallback(
            msgSignature: msgSignature, timestamp: timestamp, nonce: nonce, encrypted: text)
        let echo = try open(callback).message
        // Messages are XML or JSON; an echo is a number.
        guard echo.first != UInt8(ascii: "<"), echo.first != UInt8(ascii: "{") else {
            throw .malformed("what is to be echoed is a message")
        }
        return echo
    }

    /// The platform's half: enciphers and signs. The result's `encrypted` serves as `echostr`, too.
    ///
    /// - Parameter random: 16 bytes, fixed only by tests.
    public func seal(
        _ message: [UInt8], timestamp: String, nonce: String, random: [UInt8] = randomPrefix()
    ) throws(CallbackError) -> SealedCallback {
        precondition(random.count == 16, "the random prefix has 16 bytes")
        var plain = random
        plain.reserveCapacity(random.count + message.count + receiveID.count + 36)
        withUnsafeBytes(of: UInt32(message.count).bigEndian) { plain += $0 }
        plain += message
        plain += receiveID
        let padding = 32 - plain.count % 32
        plain += repeatElement(UInt8(padding), count: padding)
        do {
            let encrypted = [UInt8](Base64.encode(try cipher.encrypt(plain)).utf8)
            return SealedCallback(
                msgSignature: signature(timestamp: timestamp, nonce: nonce, encrypted: encrypted),
                timestamp: timestamp, nonce: nonce, encrypted: encrypted)
        } catch { throw .badCipherText("\(error)") }
    }

    /// 16 bytes of chance.
    public static func randomPrefix() -> [UInt8] { randomBytes(16) }

    /// 40 lower-case hexadecimal digits over the four parts, sorted by their bytes.
    public func signature(timestamp: String, nonce: String, encrypted: [UInt8]) -> String {
        var (timestamp, nonce) = (timestamp, nonce)
        return timestamp.withUTF8 { timestamp in
            nonce.withUTF8 { nonce in
                token.withUnsafeBytes { token in
                    encrypted.withUnsafeBytes { encrypted in
                        var parts = [token, .init(timestamp), .init(nonce), encrypted]
                        parts.sort { $0.lexicographicallyPrecedes($1) }
                        return sha1Hex(parts)
                    }
                }
            }
        }
    }

    private static func isApart(_ one: Int64, _ other: Int64, by window: Int64) -> Bool {
        let (distance, overflow) = one.subtractingReportingOverflow(other)
        return overflow || distance.magnitude > UInt64(window)
    }

    private func decipher(_ encrypted: [UInt8]) throws(CallbackError) -> [UInt8] {
        guard let sealed = Base64.decode(encrypted) else { throw .badCipherText("no Base64") }
        // The official libraries let pass what is padded to 16 bytes only. The platform never
        // sends it, so that we do not either.
        guard !sealed.isEmpty, sealed.count.isMultiple(of: 32) else {
            throw .badCipherText("\(sealed.count) bytes are no whole number of blocks of 32")
        }
        var plain: [UInt8]
        do { plain = try cipher.decrypt(sealed) } catch { throw .badCipherText("\(error)") }
        let end = plain.count - (try padding(of: plain))
        guard end >= 20 else { throw .badCipherText("too short") }
        let length = plain[16..<20].reduce(0) { $0 << 8 | Int($1) }
        guard length <= end - 20 else { throw .badCipherText("its length field is too large") }
        guard constantTimeEquals(plain[(20 + length)..<end], receiveID[...]) else {
            throw .wrongReceiver
        }
        plain.removeSubrange((20 + length)...)
        plain.removeSubrange(..<20)
        return plain
    }

    private func padding(of plain: [UInt8]) throws(CallbackError) -> Int {
        let padding = plain.last ?? 0
        guard 1...32 ~= padding, plain.suffix(Int(padding)).allSatisfy({ $0 == padding }) else {
            throw .badCipherText("bad padding")
        }
        return Int(padding)
    }
}
