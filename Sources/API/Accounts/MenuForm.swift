import HTTPServer
import Routing

/// The lines of a menu as the API writes them, within the platform's limits (4.3 of its document
/// on menu messages).
enum MenuForm {
    /// The field `menu` of a prompt; nil when it is absent or wrong.
    static func read(_ fields: Fields) -> [MenuItem]? {
        let items = fields.list("menu", max: PromptsForm.itemsMax) { json, pointer in
            item(Fields(json, at: pointer, fields.errors))
        }.value
        guard let items else { return nil }
        var ids: Set<String> = []
        for case .reply(let id, _, _) in items where !ids.insert(id).inserted {
            fields.errors.add(fields.at("menu"), "must not have the id \"\(id)\" twice")
        }
        return items
    }

    /// One line as the API shows it.
    static func document(_ item: MenuItem) -> JSON {
        switch item {
        case .reply(let id, let text, let action):
            let line: JSON = ["type": "reply", "id": .string(id), "text": .string(text)]
            return action.map { line.with(["action": .string($0.rawValue)]) } ?? line
        case .link(let text, let url):
            return ["type": "link", "text": .string(text), "url": .string(url)]
        case .miniprogram(let text, let appID, let pagePath):
            return [
                "type": "miniprogram", "text": .string(text), "appid": .string(appID),
                "pagepath": .string(pagePath),
            ]
        }
    }

    private enum Kind: String, CaseIterable { case reply, link, miniprogram }

    private static func item(_ fields: Fields) -> MenuItem? {
        fields.require("type")
        switch fields.word("type", Kind.self).value {
        case .reply:
            fields.require("id", "text")
            let action = fields.word("action", MenuAction.self).value
            guard
                let id = fields.text("id", bytes: 1...PromptsForm.replyIDBytesMax).value,
                let text = fields.text("text", bytes: 1...128).value
            else { return nil }
            return .reply(id: id, text: text, action: action)
        case .link:
            fields.require("text", "url")
            guard let text = fields.text("text", bytes: 1...1_024).value,
                let url = fields.text("url", bytes: 1...2_048).value
            else { return nil }
            guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
                fields.errors.add(fields.at("url"), "must begin with https:// or http://")
                return nil
            }
            return .link(text: text, url: url)
        case .miniprogram:
            fields.require("text", "appid", "pagepath")
            guard let text = fields.text("text", bytes: 1...1_024).value,
                let appID = fields.text("appid", bytes: 1...32).value,
                let pagePath = fields.text("pagepath", bytes: 1...1_024).value
            else { return nil }
            return .miniprogram(text: text, appID: appID, pagePath: pagePath)
        case nil: return nil
        }
    }
}
