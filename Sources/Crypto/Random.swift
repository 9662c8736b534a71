internal import COpenSSL

/// Bytes from OpenSSL's generator that nobody can guess. A generator that fails ends the process:
/// there is nothing safe to go on with.
public func randomBytes(_ count: Int) -> [UInt8] {
    precondition(0...Int(Int32.max) ~= count)
    var bytes = [UInt8](repeating: 0, count: count)
    let worked = RAND_bytes(&bytes, Int32(count))
    precondition(worked == 1, "\(CryptoError.fromQueue(doing: "get random bytes"))")
    return bytes
}

/// A new secret of 256 bits for API tokens and cookies: 43 characters of `A–Z a–z 0–9 - _`.
public func randomToken() -> String { Base64.encodeURL(randomBytes(32)) }
