import HTTPServer
import Routing
import Storage

/// A message as the API shows it.
enum MessageDocument {
    /// A message of the records; nil for an event, which is no message.
    /// - Parameter asWritten: as it was before the platform was asked.
    static func document(_ record: MessageRecord, asWritten: Bool = false) -> JSON? {
        guard let from = from(record.origin) else { return nil }
        return [
            "id": .id(record.id), "from": .string(from), "agent": .text(record.agentUserID),
            "type": .string(record.type.rawValue), "text": .text(record.text),
            "media": media(record), "at": .time(record.at),
            "state": .string((asWritten ? .pending : record.state).rawValue),
            "code": .int(asWritten ? nil : record.code),
        ]
    }

    private static func from(_ origin: MessageOrigin) -> String? {
        switch origin {
        case .visitor: "visitor"
        case .agent, .agentInClient: "agent"
        case .bot: "bot"
        case .prompt: "prompt"
        case .event: nil
        }
    }

    /// The platform's own body for what is more than text.
    private static func media(_ record: MessageRecord) -> JSON {
        guard record.type != .text, let body = record.body else { return .null }
        return JSON(reading: Array(body.utf8)) ?? .null
    }
}
