import Crypto
import Testing
import WeCom

@Suite struct CallbackTests {
    private func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

    @Test(arguments: CallbackVector.all)
    func everyKnownDeliveryOpens(vector: CallbackVector) throws {
        let opened = try vector.key.key().open(vector.sealed)
        #expect(String(decoding: opened.message, as: UTF8.self) == vector.message, "\(vector.name)")
        #expect("\(opened.timestamp)" == vector.timestamp)
    }

    @Test(arguments: CallbackVector.all)
    func everyChangedPartBreaksTheSignature(vector: CallbackVector) throws {
        let key = try vector.key.key()
        let whole = vector.sealed
        func changed(
            signature: String? = nil, timestamp: String? = nil, nonce: String? = nil,
            encrypted: [UInt8]? = nil
        ) -> SealedCallback {
            SealedCallback(
                msgSignature: signature ?? whole.msgSignature,
                timestamp: timestamp ?? whole.timestamp, nonce: nonce ?? whole.nonce,
                encrypted: encrypted ?? whole.encrypted)
        }
        for wrong in [
            changed(signature: ""), changed(signature: String(whole.msgSignature.dropLast())),
            changed(signature: whole.msgSignature.uppercased()),
            changed(timestamp: "0" + whole.timestamp), changed(nonce: whole.nonce + "x"),
            changed(encrypted: Array(whole.encrypted.dropLast(4))),
        ] {
            #expect(throws: CallbackError.badSignature) { try key.open(wrong) }
        }
    }

    /// The negative case that wechatpy publishes.
    @Test func theNextNonceDoesNotFit() throws {
        let vector = CallbackVector.v6a
        #expect(throws: CallbackError.badSignature) {
            try vector.key.key().verify(
                msgSignature: vector.signature, timestamp: vector.timestamp, nonce: "437374424",
                echostr: vector.encrypted)
        }
    }

    @Test(arguments: [CallbackVector.v1, .v4, .v6a, .c2])
    func urlVerificationAnswersTheBytesAlone(vector: CallbackVector) throws {
        let key = try vector.key.key()
        for echostr in [
            vector.encrypted, vector.encrypted.replacing("+", with: " "),
        ] {
            let answer = try key.verify(
                msgSignature: vector.signature, timestamp: vector.timestamp, nonce: vector.nonce,
                echostr: echostr)
            #expect(String(decoding: answer, as: UTF8.self) == vector.message)
        }
    }

    /// Who saw a callback go by knows all that the verification of the URL asks for.
    @Test(arguments: ["<xml><Token>t</Token></xml>", #"{"Token":"t"}"#])
    func aMessageIsNotDecipheredForWhoeverSendsItAsAnEcho(message: String) throws {
        let key = try CallbackVector.v1.key.key()
        let sealed = try key.seal(Array(message.utf8), timestamp: "1", nonce: "2")
        #expect(throws: CallbackError.malformed("what is to be echoed is a message")) {
            try key.verify(
                msgSignature: sealed.msgSignature, timestamp: "1", nonce: "2",
                echostr: String(decoding: sealed.encrypted, as: UTF8.self))
        }
    }

    @Test(arguments: [
        (CallbackVector.n1, CallbackError.wrongReceiver),
        (.n2, .badCipherText("bad padding")),
        (.n3, .badCipherText("bad padding")),
        (.n4, .badCipherText("its length field is too large")),
        (.n5, .badCipherText("too short")),
        (.n6, .badCipherText("48 bytes are no whole number of blocks of 32")),
    ])
    func aValidSignatureOverABadContentIsRefused(
        vector: CallbackVector, expected: CallbackError
    ) throws {
        let key = try vector.key.key()
        #expect(throws: expected, "\(vector.name)") { try key.open(vector.sealed) }
    }

    @Test(arguments: ["", "AAAA", "!!!!", "r4aDIIWiZ7t3vGIL5pKGi6HZA29nP0Ob"])
    func whatIsNoCipherTextIsRefusedAfterTheSignature(text: String) throws {
        let key = try CallbackVector.Secrets.computed.key()
        let signature = key.signature(timestamp: "1", nonce: "2", encrypted: bytes(text))
        let sealed = SealedCallback(
            msgSignature: signature, timestamp: "1", nonce: "2", encrypted: bytes(text))
        let error = #expect(throws: CallbackError.self) { try key.open(sealed) }
        guard case .badCipherText = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        (CallbackVector.v6b, "1234567890123456", false), (.c1, "0123456789abcdef", false),
        (.c2, "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", true), (.c3, "fedcba9876543210", false),
        (.e1, "0123456789abcdef", false),
    ])
    func sealingMakesThePublishedBytes(vector: CallbackVector, random: String, isHex: Bool) throws {
        let prefix = isHex ? try #require(Hex.decode(random)) : bytes(random)
        let sealed = try vector.key.key().seal(
            bytes(vector.message), timestamp: vector.timestamp, nonce: vector.nonce, random: prefix)
        #expect(sealed == vector.sealed)
    }

    @Test func everyPaddingFrom1To32OpensAgain() throws {
        let key = try CallbackVector.Secrets.computed.key()
        for count in 0...64 {
            let message = [UInt8](repeating: 0x20, count: count)
            let sealed = try key.seal(message, timestamp: "7", nonce: "n")
            #expect(try key.open(sealed).message == message)
        }
    }

    @Test func aDeliveryOutsideOfTheWindowIsStaleAndOnlyThen() throws {
        let vector = CallbackVector.c1
        let key = try vector.key.key()
        let signed: Int64 = 1_753_156_658
        for (now, window, isFresh) in [
            (signed + 600, Int64(600), true), (signed + 601, 600, false),
            (signed - 600, 600, true), (signed - 601, 600, false), (0, 0, true),
            (.min, 600, false), (.max, 600, false),
        ] {
            let opened = Result { try key.open(vector.sealed, now: now, window: window) }
            #expect(((try? opened.get()) != nil) == isFresh, "\(now) \(window)")
        }
        // The signature comes first: an attacker learns nothing about our clock.
        let forged = SealedCallback(
            msgSignature: "", timestamp: "1", nonce: "", encrypted: vector.sealed.encrypted)
        #expect(throws: CallbackError.badSignature) { try key.open(forged, now: signed, window: 1) }
        let odd = try key.seal([], timestamp: "soon", nonce: "n")
        #expect(throws: CallbackError.staleTimestamp) {
            try key.open(odd, now: signed, window: 600)
        }
    }

    @Test(arguments: [
        ("", "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1ro", "ww1"),
        ("t", "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1ro", ""),
        ("t", "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1r", "ww1"),
        ("t", "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1ro=", "ww1"),
        ("t", "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1r_", "ww1"),
    ])
    func secretsThatCannotBeUsedAreRefused(token: String, key: String, corpID: String) {
        #expect(throws: CallbackError.self) {
            try CallbackKey(token: token, encodingAESKey: key, receiveID: corpID)
        }
    }
}
