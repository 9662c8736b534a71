import Crypto
import Testing

@Suite struct DigestTests {
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    ])
    func sha1GivesThePublishedValues(text: String, expected: String) {
        #expect(sha1Hex([UInt8](text.utf8)) == expected)
        #expect(sha1([UInt8](text.utf8)) == Hex.decode(expected))
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func sha256GivesThePublishedValues(text: String, expected: String) {
        #expect(sha256Hex([UInt8](text.utf8)) == expected)
        #expect(sha256([UInt8](text.utf8)) == Hex.decode(expected))
    }

    @Test func hmacGivesTheValuesOfRFC4231() {
        let first = hmacSHA256(key: .init(repeating: 0x0b, count: 20), [UInt8]("Hi There".utf8))
        #expect(
            Hex.encode(first)
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let longKey = [UInt8](repeating: 0xaa, count: 131)
        let text = [UInt8]("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
        #expect(
            Hex.encode(hmacSHA256(key: longKey, text))
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
        #expect(
            Hex.encode(hmacSHA256(key: [], []))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test func comparisonLooksAtEveryByteAndAtTheLength() {
        #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
        #expect(constantTimeEquals([UInt8](), []))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
        #expect(constantTimeEquals("same", "same"))
        #expect(!constantTimeEquals("same", "sane"))
    }

    @Test func randomTokensHaveTheirLengthAndDiffer() {
        let tokens = (0..<100).map { _ in randomToken() }
        #expect(Set(tokens).count == 100)
        #expect(tokens.allSatisfy { $0.count == 43 && Base64.decodeURL($0)?.count == 32 })
        #expect(randomBytes(0).isEmpty)
        #expect(randomBytes(16).count == 16)
    }
}

@Suite struct TextFormTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64GivesTheValuesOfRFC4648(plain: String, encoded: String) {
        #expect(Base64.encode([UInt8](plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == [UInt8](plain.utf8))
        let bare = String(encoded.prefix { $0 != "=" })
        #expect(Base64.encodeURL([UInt8](plain.utf8)) == bare)
        #expect(Base64.decodeURL(bare) == [UInt8](plain.utf8))
        #expect(Base64.decodeLenient(bare) == [UInt8](plain.utf8))
    }

    @Test(arguments: [
        "Zg", "Zg=", "Z", "Zg==Zg==", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zm9-", "====",
    ])
    func strictBase64RefusesWhatIsNotExact(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func lenientBase64ForgivesSpareBitsOnly() {
        #expect(Base64.decodeLenient("Zh") == [0x66])
        #expect(Base64.decodeLenient("Z!") == nil)
        #expect(Base64.decodeLenient("Z") == nil)
    }

    @Test func theTwoAlphabetsDoNotMix() {
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.encodeURL([0xFB, 0xFF]) == "-_8")
        #expect(Base64.decodeURL("+/8") == nil)
        #expect(Base64.decode("-_8=") == nil)
    }

    @Test func hexRoundTripsAndRefusesOddText() {
        #expect(Hex.encode([0, 1, 0xAB, 0xFF]) == "0001abff")
        #expect(Hex.decode("0001ABff") == [0, 1, 0xAB, 0xFF])
        #expect(Hex.decode("012") == nil)
        #expect(Hex.decode("0g") == nil)
    }
}
