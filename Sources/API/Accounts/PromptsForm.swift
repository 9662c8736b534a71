import HTTPServer
import Routing

/// An account's prompts as the API writes them.
enum PromptsForm {
    /// The most bytes of a text without a menu.
    static let textBytesMax = 2_048
    /// The most bytes of the text above a menu.
    static let headBytesMax = 1_024
    /// The most lines of a menu.
    static let itemsMax = 10
    /// kefud writes its own words in front of an id, and some platforms take 64 bytes in all.
    static let replyIDBytesMax = 32

    /// Reads the prompts of a request over those that the account has.
    static func read(_ fields: Fields, over old: Prompts) -> Prompts {
        var prompts = old
        prompts.welcome = prompt(fields, "welcome", old.welcome, hasMenu: true)
        prompts.queue = prompt(fields, "queue", old.queue, hasMenu: false)
        prompts.offline = prompt(fields, "offline", old.offline, hasMenu: false)
        prompts.end = prompt(fields, "end", old.end, hasMenu: true)
        if let offline = fields.object("offline").value {
            prompts.offlineSuppressedWhileOnline =
                offline.bool("suppress_while_online").value ?? old.offlineSuppressedWhileOnline
        }
        return prompts
    }

    /// The prompts as the API shows them.
    static func document(_ prompts: Prompts) -> JSON {
        [
            "welcome": document(prompts.welcome),
            "queue": document(prompts.queue),
            "offline": document(prompts.offline).with([
                "suppress_while_online": .bool(prompts.offlineSuppressedWhileOnline)
            ]),
            "end": document(prompts.end),
        ]
    }

    private static func document(_ prompt: Prompt) -> JSON {
        [
            "enabled": .bool(prompt.isEnabled), "text": .string(prompt.text),
            "menu": .array(prompt.menu.map(MenuForm.document)),
        ]
    }

    private static func prompt(
        _ all: Fields, _ name: String, _ old: Prompt, hasMenu: Bool
    ) -> Prompt {
        guard let fields = all.object(name).value else { return old }
        var prompt = old
        prompt.isEnabled = fields.bool("enabled").value ?? old.isEnabled
        prompt.text = fields.text("text", bytes: 0...textBytesMax).value ?? old.text
        if hasMenu {
            prompt.menu = MenuForm.read(fields) ?? old.menu
        } else if case .value(let menu) = fields.list("menu", max: .max, { json, _ in json }),
            !menu.isEmpty
        {
            fields.errors.add(fields.at("menu"), "must be absent: this prompt is a text only")
        }
        check(prompt, fields)
        return prompt
    }

    private static func check(_ prompt: Prompt, _ fields: Fields) {
        if !prompt.menu.isEmpty, prompt.text.utf8.count > headBytesMax {
            fields.errors.add(
                fields.at("text"),
                "must have at most \(headBytesMax) bytes above a menu, not "
                    + "\(prompt.text.utf8.count)")
        }
        if prompt.isEnabled, prompt.text.isEmpty, prompt.menu.isEmpty {
            fields.errors.add(fields.at("text"), "must not be empty while the prompt is enabled")
        }
    }
}
