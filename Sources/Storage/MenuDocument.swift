public import Routing

/// A menu line as JSON, in the store and in the API:
/// `{type:"reply",id,text,action?} | {type:"link",text,url} |
/// {type:"miniprogram",text,appid,pagepath}`.
public struct MenuItemDocument: Codable, Equatable, Sendable {
    /// `reply`, `link` or `miniprogram`.
    public var type: String
    /// Of a `reply`.
    public var id: String?
    /// What the visitor sees.
    public var text: String
    /// Of a `reply`: `end` or `person`.
    public var action: String?
    /// Of a `link`.
    public var url: String?
    /// Of a `miniprogram`.
    public var appid: String?
    /// Of a `miniprogram`.
    public var pagepath: String?

    /// The document of a line.
    public init(_ item: MenuItem) {
        switch item {
        case .reply(let id, let text, let action):
            (type, self.text, self.id, self.action) = ("reply", text, id, action?.rawValue)
        case .link(let text, let url):
            (type, self.text, self.url) = ("link", text, url)
        case .miniprogram(let text, let appID, let pagePath):
            (type, self.text, appid, pagepath) = ("miniprogram", text, appID, pagePath)
        }
    }

    /// The line; nil when a part is missing or a word is unknown.
    public var item: MenuItem? {
        switch type {
        case "reply":
            guard let id else { return nil }
            guard let action else { return .reply(id: id, text: text, action: nil) }
            return MenuAction(rawValue: action).map { .reply(id: id, text: text, action: $0) }
        case "link": return url.map { .link(text: text, url: $0) }
        case "miniprogram":
            guard let appid, let pagepath else { return nil }
            return .miniprogram(text: text, appID: appid, pagePath: pagepath)
        default: return nil
        }
    }
}
