internal import COpenSSL

/// One of OpenSSL's algorithms, looked up once: `EVP_sha1()` and its like are looked up by name
/// anew at each use, which takes longer than a short digest does.
struct Algorithm: @unchecked Sendable {
    // `@unchecked`: what is fetched is never changed, and lives as long as the process.
    let raw: OpaquePointer?

    static let sha1 = Algorithm(raw: EVP_MD_fetch(nil, "SHA1", nil))
    static let sha256 = Algorithm(raw: EVP_MD_fetch(nil, "SHA256", nil))
    static let aes256CBC = Algorithm(raw: EVP_CIPHER_fetch(nil, "AES-256-CBC", nil))
}
