/// A callback as it came from the network: read, and not believed. Only `CallbackKey.open` turns it
/// into something that may be acted on.
public struct SealedCallback: Equatable, Sendable {
    /// The query parameter `msg_signature`, decoded.
    public let msgSignature: String
    /// The query parameter `timestamp`, kept as text because the signature covers its digits.
    public let timestamp: String
    /// The query parameter `nonce`, decoded.
    public let nonce: String
    /// The cipher text in Base64, as it stood in the envelope.
    public let encrypted: [UInt8]

    /// Made of its parts; for the platform's side of the protocol.
    public init(msgSignature: String, timestamp: String, nonce: String, encrypted: [UInt8]) {
        (self.msgSignature, self.timestamp) = (msgSignature, timestamp)
        (self.nonce, self.encrypted) = (nonce, encrypted)
    }

    /// Reads the envelope of a POST. XML is what the platform sends for customer service; the JSON
    /// form is what applications get that have chosen JSON, newer ones with `encrypt` in small
    /// letters. Of all elements only `Encrypt` counts: `AgentID` may be missing, and `ToUserName`
    /// is not authenticated.
    public init(
        body: [UInt8], msgSignature: String, timestamp: String, nonce: String
    ) throws(CallbackError) {
        let encrypted =
            body.first { !$0.isSpace } == UInt8(ascii: "{")
            ? try Self.encryptedOfJSON(body) : try XMLFields(parsing: body).bytes("Encrypt")
        guard let encrypted, !encrypted.isEmpty else {
            throw .malformed("the envelope has no Encrypt")
        }
        self.init(
            msgSignature: msgSignature, timestamp: timestamp, nonce: nonce, encrypted: encrypted)
    }

    private static func encryptedOfJSON(_ body: [UInt8]) throws(CallbackError) -> [UInt8]? {
        guard body.count <= XMLFields.bytesMax else {
            throw .malformed("the body is longer than \(XMLFields.bytesMax) bytes")
        }
        do {
            let object = try JSONValue(parsing: body).object
            let text = object?.text("Encrypt") ?? object?.text("encrypt")
            return text.map { [UInt8]($0.utf8).withUnsafeBytes { [UInt8]($0.trimmed) } }
        } catch {
            throw .malformed("JSON: \(error.reason) at byte \(error.offset)")
        }
    }

    /// The envelope in XML, as the platform posts it.
    public func xmlEnvelope(toUserName: String, agentID: String? = nil) -> [UInt8] {
        var text = "<xml><ToUserName>\(cdata(toUserName))</ToUserName>"
        if let agentID { text += "<AgentID>\(cdata(agentID))</AgentID>" }
        text += "<Encrypt>\(cdata(String(decoding: encrypted, as: UTF8.self)))</Encrypt></xml>"
        return [UInt8](text.utf8)
    }
}

/// A CDATA section; the one sequence that would end it early is divided over two sections.
func cdata(_ text: String) -> String {
    let parts = text.split(separator: "]]>", omittingEmptySubsequences: false)
    return "<![CDATA[" + parts.joined(separator: "]]]]><![CDATA[>") + "]]>"
}
