import Crypto
import Testing

@Suite struct CipherTests {
    /// NIST SP 800-38A, F.2.5 and F.2.6.
    @Test func aesGivesThePublishedValues() throws {
        let key = try #require(
            Hex.decode("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"))
        let iv = try #require(Hex.decode("000102030405060708090a0b0c0d0e0f"))
        let plain = try #require(
            Hex.decode("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"))
        let cipher = AES256CBC(key: key, iv: iv)
        let sealed = try cipher.encrypt(plain)
        #expect(
            Hex.encode(sealed)
                == "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d")
        #expect(try cipher.decrypt(sealed) == plain)
    }

    /// Contexts are used again: none may remember the text before, or somebody else's.
    @Test func oneCipherDeciphersManyTextsAtOnce() async throws {
        let cipher = AES256CBC(
            key: .init(repeating: 1, count: 32), iv: .init(repeating: 2, count: 16))
        let sealed = try (0..<64).map { number in
            try cipher.encrypt([UInt8](repeating: UInt8(number), count: 16 * (1 + number % 3)))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for (number, text) in sealed.enumerated() {
                        let plain = try cipher.decrypt(text)
                        #expect(plain.count == 16 * (1 + number % 3))
                        #expect(plain.allSatisfy { $0 == UInt8(number) })
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: [0, 1, 15, 17, 31])
    func partsOfBlocksAreRefused(count: Int) {
        let cipher = AES256CBC(
            key: .init(repeating: 1, count: 32), iv: .init(repeating: 2, count: 16))
        let input = [UInt8](repeating: 0, count: count)
        #expect(throws: CryptoError.badLength(count)) { try cipher.encrypt(input) }
        #expect(throws: CryptoError.badLength(count)) { try cipher.decrypt(input) }
    }
}

@Suite struct PasswordHashTests {
    let quick = PasswordHash.Cost(logN: 4)

    @Test func theRightPasswordVerifiesAndNoOther() {
        let stored = PasswordHash.make("中文 pass\u{0}word", cost: quick)
        #expect(stored.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect(PasswordHash.verify("中文 pass\u{0}word", against: stored))
        #expect(!PasswordHash.verify("中文 pass", against: stored))
        #expect(!PasswordHash.verify("", against: stored))
    }

    @Test func everyHashHasItsOwnSalt() {
        #expect(PasswordHash.make("x", cost: quick) != PasswordHash.make("x", cost: quick))
    }

    @Test func theStandardCostIsWhatTheTextSays() {
        let stored = PasswordHash.make("secret")
        #expect(stored.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
        #expect(PasswordHash.verify("secret", against: stored))
    }

    /// RFC 7914, section 12: password `pleaseletmein`, N = 16384.
    @Test func thePublishedValueVerifies() throws {
        let hash = try #require(
            Hex.decode(
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                    + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"))
        let salt = Base64.encode([UInt8]("SodiumChloride".utf8))
        let stored = "$scrypt$ln=14,r=8,p=1$\(salt)$\(Base64.encode(hash))"
        #expect(PasswordHash.verify("pleaseletmein", against: stored))
        #expect(!PasswordHash.verify("pleaseletmeout", against: stored))
    }

    @Test(arguments: [
        "", "secret", "$scrypt$ln=4,r=8,p=1$$", "$scrypt$ln=63,r=8,p=1$c2FsdHNhbHQ$aGFzaA",
        "$scrypt$r=8,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
        "$bcrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    ])
    func whatIsNoHashVerifiesNothing(stored: String) {
        #expect(!PasswordHash.verify("secret", against: stored))
    }
}
