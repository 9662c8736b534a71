internal import COpenSSL

/// AES-256 in CBC mode without padding: the caller pads to whole blocks of 16 bytes. It gives no
/// integrity; whoever uses it checks a signature first.
public struct AES256CBC: Sendable {
    private let key: [UInt8]
    private let iv: [UInt8]

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
        try CipherContext().run(input, key: key, iv: iv, encrypting: true)
    }

    /// Deciphers whole blocks; the padding, whatever it is, stays.
    public func decrypt(_ input: [UInt8]) throws(CryptoError) -> [UInt8] {
        try CipherContext().run(input, key: key, iv: iv, encrypting: false)
    }
}

/// Owns one `EVP_CIPHER_CTX`. It cannot be copied, so it is freed exactly once.
private struct CipherContext: ~Copyable {
    private let raw: OpaquePointer

    init() throws(CryptoError) {
        guard let raw = EVP_CIPHER_CTX_new() else { throw .fromQueue(doing: "allocate a cipher") }
        self.raw = raw
    }

    deinit { EVP_CIPHER_CTX_free(raw) }

    func run(
        _ input: [UInt8], key: [UInt8], iv: [UInt8], encrypting: Bool
    ) throws(CryptoError) -> [UInt8] {
        guard !input.isEmpty, input.count.isMultiple(of: 16), input.count < Int32.max else {
            throw .badLength(input.count)
        }
        var written: Int32 = 0
        var worked = false
        // Without padding the output is exactly as long as the input.
        let output = [UInt8](unsafeUninitializedCapacity: input.count) { buffer, count in
            worked =
                EVP_CipherInit_ex2(
                    raw, Algorithm.aes256CBC.raw, key, iv, encrypting ? 1 : 0, nil) == 1
                && EVP_CIPHER_CTX_set_padding(raw, 0) == 1
                && EVP_CipherUpdate(
                    raw, buffer.baseAddress, &written, input, Int32(input.count)) == 1
            count = worked ? Int(written) : 0
        }
        guard worked, output.count == input.count else {
            throw .fromQueue(doing: encrypting ? "encrypt" : "decrypt")
        }
        return output
    }
}
