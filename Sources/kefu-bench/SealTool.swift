import Crypto
import Foundation
import WeCom

/// `seal`: callbacks as the platform sends them, each sealed and signed by itself, one a line.
enum SealTool {
    @Sendable static func run(_ arguments: Arguments) async throws {
        let corpID = try arguments.text("corp-id")
        let key = try CallbackKey(
            token: try arguments.text("token"),
            encodingAESKey: try arguments.text("encoding-aes-key"), receiveID: corpID)
        let accounts = try arguments.text("accounts").split(separator: ",").map(String.init)
        let count = try arguments.number("count", or: 20_000)
        var lines: [UInt8] = []
        lines.reserveCapacity(count * 900)
        for number in 0..<count {
            // Spread over the window, so that not all of it is one second's.
            let now = Int64(Date().timeIntervalSince1970) - Int64(number % 60)
            let event = CallbackEvent.messagesWaiting(
                openKfID: accounts[number % accounts.count],
                token: Base64.encodeURL(randomBytes(45)), createTime: now)
            let sealed = try key.seal(
                event.xml(corpID: corpID, createTime: now), timestamp: "\(now)",
                nonce: Hex.encode(randomBytes(8)))
            lines += Array(
                "msg_signature=\(sealed.msgSignature)&timestamp=\(sealed.timestamp)"
                    .utf8)
            lines += Array("&nonce=\(sealed.nonce) ".utf8)
            lines += sealed.xmlEnvelope(toUserName: corpID, agentID: "1000002")
            lines.append(UInt8(ascii: "\n"))
        }
        try Data(lines).write(to: URL(fileURLWithPath: try arguments.text("output")))
    }
}
