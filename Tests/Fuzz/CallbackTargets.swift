import Crypto

@testable import WeCom

/// The platform's door.
enum CallbackTargets {
    private static let receiver = "ww1234567890abcdef"
    private static let keyText = "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1ro"
    private static let key = try? CallbackKey(
        token: "token", encodingAESKey: keyText, receiveID: receiver)
    private static let cipher = Base64.decodeLenient(keyText).map {
        AES256CBC(key: $0, iv: Array($0.prefix(16)))
    }

    static func callback(_ bytes: [UInt8]) throws {
        guard let key else { throw FuzzTarget.Broken("the key is refused") }
        if let sealed = try? SealedCallback(
            body: bytes, msgSignature: "0", timestamp: "1", nonce: "2")
        {
            try promise(!sealed.encrypted.isEmpty, "an envelope is empty")
            try promise((try? key.open(sealed)) == nil, "a signature of nobody is accepted")
        }
        let sealed = try key.seal(bytes, timestamp: "1", nonce: "2")
        let opened = try key.open(sealed)
        try promise(opened.message == bytes, "what is sealed is not what is opened")
        guard let event = try? opened.event() else { return }
        let written = event.xml(corpID: receiver, createTime: 7)
        let again = try key.open(try key.seal(written, timestamp: "1", nonce: "2")).event()
        try promise(isSame(again, event), "\(event) becomes \(again)")
    }

    /// White space around a text is not kept, and XML knows one kind of line end.
    private static func isSame(_ one: CallbackEvent, _ other: CallbackEvent) -> Bool {
        switch (one, other) {
        case (.messagesWaiting, .messagesWaiting): one == other
        case (.accountsChanged, .accountsChanged), (.externalContactAdded, .externalContactAdded),
            (.other, .other):
            true
        default: false
        }
    }

    static func envelope(_ bytes: [UInt8]) throws {
        guard let key, let cipher else { throw FuzzTarget.Broken("the key is refused") }
        // As the cipher text, signed.
        try open(bytes, key)
        // As the plain text, enciphered and signed.
        let whole = bytes.prefix(bytes.count / 16 * 16)
        if !whole.isEmpty {
            let encrypted = try cipher.encrypt(Array(whole))
            try open(Array(Base64.encode(encrypted).utf8), key)
        }
        let echo = String(decoding: bytes, as: UTF8.self)
        _ = try? key.verify(
            msgSignature: key.signature(timestamp: "1", nonce: "2", encrypted: Array(echo.utf8)),
            timestamp: "1", nonce: "2", echostr: echo)
        if let decoded = Base64.decode(bytes) {
            try promise(
                Base64.decode(Array(Base64.encode(decoded).utf8)) == decoded, "Base64 loses bytes")
        }
    }

    private static func open(_ encrypted: [UInt8], _ key: CallbackKey) throws {
        let callback = SealedCallback(
            msgSignature: key.signature(timestamp: "1", nonce: "2", encrypted: encrypted),
            timestamp: "1", nonce: "2", encrypted: encrypted)
        guard let opened = try? key.open(callback) else { return }
        _ = try? opened.event()
        try promise(
            opened.message.count + 20 + receiver.utf8.count < encrypted.count,
            "more comes out than went in")
    }
}
