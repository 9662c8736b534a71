internal import COpenSSL
import Synchronization

/// AES-256 in CBC mode without padding: the caller pads to whole blocks of 16 bytes. It gives no
/// integrity; whoever uses it checks a signature first.
public final class AES256CBC: Sendable {
    private let key: [UInt8]
    private let iv: [UInt8]
    /// Contexts for deciphering that nobody uses at the moment: to make one and to prepare the key
    /// takes longer than to decipher a callback. There are as many as threads have deciphered at
    /// once.
    private let idle = Mutex<[CipherContext]>([])

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - iv: 16 bytes.
    public init(key: [UInt8], iv: [UInt8]) {
        precondition(key.count == 32, "an AES-256 key has 32 bytes")
        precondition(iv.count == 16, "an AES block has 16 bytes")
        (self.key, self.iv) = (key, iv)
    }

    /// Enciphers whole blocks.
    public func encrypt(_ input: [UInt8]) throws(CryptoError) -> [UInt8] {
        try CipherContext(key: key, isEncrypting: true).run(input, iv: iv)
    }

    /// Deciphers whole blocks; the padding, whatever it is, stays.
    public func decrypt(_ input: [UInt8]) throws(CryptoError) -> [UInt8] {
        let context =
            if let known = idle.withLock({ $0.popLast() }) {
                known
            } else {
                try CipherContext(key: key, isEncrypting: false)
            }
        let output = try context.run(input, iv: iv)
        idle.withLock { $0.append(context) }
        return output
    }
}

/// Owns one `EVP_CIPHER_CTX` with its key.
///
/// `@unchecked Sendable`: whoever has taken it from `AES256CBC.idle` is alone with it.
private final class CipherContext: @unchecked Sendable {
    private let raw: OpaquePointer
    private let isEncrypting: Bool

    init(key: [UInt8], isEncrypting: Bool) throws(CryptoError) {
        guard let raw = EVP_CIPHER_CTX_new() else { throw .fromQueue(doing: "allocate a cipher") }
        (self.raw, self.isEncrypting) = (raw, isEncrypting)
        let direction: Int32 = isEncrypting ? 1 : 0
        guard EVP_CipherInit_ex2(raw, Algorithm.aes256CBC.raw, key, nil, direction, nil) == 1,
            EVP_CIPHER_CTX_set_padding(raw, 0) == 1
        else { throw .fromQueue(doing: "prepare a cipher") }
    }

    deinit { EVP_CIPHER_CTX_free(raw) }

    func run(_ input: [UInt8], iv: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard !input.isEmpty, input.count.isMultiple(of: 16), input.count < Int32.max else {
            throw .badLength(input.count)
        }
        var written: Int32 = 0
        var worked = false
        // Without padding the output is exactly as long as the input.
        let output = [UInt8](unsafeUninitializedCapacity: input.count) { buffer, count in
            worked =
                EVP_CipherInit_ex2(raw, nil, nil, iv, -1, nil) == 1
                && EVP_CipherUpdate(
                    raw, buffer.baseAddress, &written, input, Int32(input.count)) == 1
            count = worked ? Int(written) : 0
        }
        guard worked, output.count == input.count else {
            throw .fromQueue(doing: isEncrypting ? "encrypt" : "decrypt")
        }
        return output
    }
}
