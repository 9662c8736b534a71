internal import COpenSSL

/// SHA-1, 20 bytes. Only for the platform's callback signature, which prescribes it.
public func sha1(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { digest([$0], .sha1, count: 20) }
}

/// SHA-1 as 40 lower-case hexadecimal digits.
public func sha1Hex(_ bytes: [UInt8]) -> String { Hex.encode(sha1(bytes)) }

/// SHA-1 over several parts, one after the other, as 40 lower-case hexadecimal digits.
public func sha1Hex(_ parts: [UnsafeRawBufferPointer]) -> String {
    Hex.encode(digest(parts, .sha1, count: 20))
}

/// SHA-256, 32 bytes.
public func sha256(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { digest([$0], .sha256, count: 32) }
}

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

private func digest(
    _ parts: [UnsafeRawBufferPointer], _ algorithm: Algorithm, count: Int
) -> [UInt8] {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    var written: UInt32 = 0
    var worked = EVP_DigestInit_ex2(context, algorithm.raw, nil) == 1
    for part in parts where worked {
        worked = EVP_DigestUpdate(context, part.baseAddress, part.count) == 1
    }
    let output = [UInt8](unsafeUninitializedCapacity: count) { output, outputCount in
        worked = worked && EVP_DigestFinal_ex(context, output.baseAddress, &written) == 1
        outputCount = Int(written)
    }
    precondition(
        worked && written == count, "\(CryptoError.fromQueue(doing: "compute a digest"))")
    return output
}

/// Whether both are the same, in a time that depends on the length only.
public func constantTimeEquals(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
    left.withUnsafeBytes { left in
        right.withUnsafeBytes { right in isSameInConstantTime(left, right) }
    }
}

/// The same for whole arrays.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    constantTimeEquals(left[...], right[...])
}

/// The same for the bytes of strings.
public func constantTimeEquals(_ left: String, _ right: String) -> Bool {
    var (left, right) = (left, right)
    return left.withUTF8 { left in
        right.withUTF8 { right in
            isSameInConstantTime(UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
        }
    }
}

private func isSameInConstantTime(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
) -> Bool {
    guard left.count == right.count else { return false }
    guard let one = left.baseAddress, let other = right.baseAddress else { return true }
    return CRYPTO_memcmp(one, other, left.count) == 0
}
