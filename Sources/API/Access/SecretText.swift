import Crypto

/// The random texts that prove who somebody is. Only their hashes are stored.
enum SecretText {
    /// A new token or cookie: 32 random bytes.
    static func make() -> String { "kf_" + randomToken() }

    /// What is stored and looked up. The text is random and long, so a plain hash is enough.
    static func hash(_ secret: String) -> [UInt8] { sha256(Array(secret.utf8)) }

    /// What writes by this cookie have to show. It follows from the cookie, which no foreign page
    /// can read, so nothing more has to be stored.
    static func csrfToken(ofCookie secret: String) -> String {
        Base64.encodeURL(hmacSHA256(key: Array(secret.utf8), Array("csrf".utf8)))
    }
}
