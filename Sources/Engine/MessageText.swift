import Foundation
import Routing
import WeCom

extension Content {
    /// The message as the platform takes it; nil when the body that somebody stored is not one.
    /// Identifiers of menu lines are the platform's already (`wire`).
    var outgoing: WeCom.OutgoingMessage? {
        if let other { return other.outgoing }
        guard !menu.isEmpty else { return .text(text) }
        let head = text.isEmpty ? nil : text
        return .menu(Menu(headContent: head, items: menu.map(\.outgoing)))
    }
}

extension Content.Other {
    fileprivate var outgoing: WeCom.OutgoingMessage? {
        let json = "{\"msgtype\":\"\(type)\",\"\(type)\":\(body)}"
        return try? JSONDecoder().decode(WeCom.OutgoingMessage.self, from: Data(json.utf8))
    }
}

extension MenuItem {
    fileprivate var outgoing: Menu.Item {
        switch self {
        case .reply(let id, let text, _): .click(id: id, content: text)
        case .link(let text, let url): .view(url: url, content: text)
        case .miniprogram(let text, let appID, let pagePath):
            .miniprogram(appID: appID, pagePath: pagePath, content: text)
        }
    }
}
