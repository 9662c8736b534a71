import Routing
import SQLite

/// Held messages in their column: `p` one without a choice, `n` a tap without a meaning, `a` an
/// action, `r` a rating.
extension HeldMessage {
    static func column(_ messages: [HeldMessage]) -> String? {
        var text = CompactText()
        for message in messages { message.write(to: &text) }
        return text.column
    }

    private func write(to text: inout CompactText) {
        switch choice {
        case nil: text.begin("p")
        case .plain: text.begin("n")
        case .action: text.begin("a")
        case .rating: text.begin("r")
        }
        text.add(message.rawValue)
        text.add(sentAt.milliseconds)
        switch choice {
        case .action(let action): text.add(action.storedNumber)
        case .rating(let session, let choice):
            text.add(session.rawValue)
            text.add(text: choice)
        case .plain, nil: break
        }
    }

    static func messages(_ column: String?) throws(DatabaseError) -> [HeldMessage] {
        var messages: [HeldMessage] = []
        for item in try CompactItem.items(column) {
            var item = item
            var message = HeldMessage(message: try item.id(), sentAt: try item.instant())
            switch item.letter {
            case "p": break
            case "n": message.choice = .plain
            case "a": message.choice = .action(try item.word())
            case "r": message.choice = .rating(try item.id(), choice: try item.text())
            default: throw .nonsense("an unknown held message \(item.letter)")
            }
            messages.append(message)
        }
        return messages
    }
}

extension MenuAction: StoredWord {
    static let stored: [Self] = [.end, .person]
}
