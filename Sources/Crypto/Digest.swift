internal import COpenSSL

/// SHA-1, 20 bytes. Only for the platform's callback signature, which prescribes it.
public func sha1(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, .sha1, count: 20) }

/// SHA-1 as 40 lower-case hexadecimal digits.
public func sha1Hex(_ bytes: [UInt8]) -> String { Hex.encode(sha1(bytes)) }

/// SHA-256, 32 bytes.
public func sha256(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, .sha256, count: 32) }

/// SHA-256 as 64 lower-case hexadecimal digits.
public func sha256Hex(_ bytes: [UInt8]) -> String { Hex.encode(sha256(bytes)) }

/// HMAC (RFC 2104) with SHA-256, 32 bytes.
public func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: 32)
    var written: UInt32 = 0
    // A null key pointer would mean "the key of the last call", so an empty key gets an address.
    let key = key.isEmpty ? [0] : key
    let result = HMAC(
        EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &output, &written)
    precondition(result != nil && written == 32, "\(CryptoError.fromQueue(doing: "HMAC"))")
    return output
}

private func digest(_ bytes: [UInt8], _ algorithm: Algorithm, count: Int) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    var written: UInt32 = 0
    let worked = EVP_Digest(bytes, bytes.count, &output, &written, algorithm.raw, nil)
    precondition(
        worked == 1 && written == count, "\(CryptoError.fromQueue(doing: "compute a digest"))")
    return output
}

/// Whether both are the same, in a time that depends on the length only.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}

/// Whether both are the same, in a time that depends on the length only.
public func constantTimeEquals(_ left: String, _ right: String) -> Bool {
    constantTimeEquals([UInt8](left.utf8), [UInt8](right.utf8))
}
