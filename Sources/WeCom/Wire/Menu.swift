/// A menu message: texts around up to ten items (document 94677).
public struct Menu: Equatable, Sendable {
    /// Above the items, at most 1024 bytes.
    public var headContent: String?
    /// At most ten.
    public var items: [Item]
    /// Below the items, at most 1024 bytes.
    public var tailContent: String?

    /// Makes a menu.
    public init(headContent: String? = nil, items: [Item], tailContent: String? = nil) {
        (self.headContent, self.items, self.tailContent) = (headContent, items, tailContent)
    }

    /// One line of a menu.
    public enum Item: Equatable, Sendable {
        /// A tap comes back as the visitor's text with this id; both at most 128 bytes.
        case click(id: String?, content: String)
        /// Opens a page.
        case view(url: String, content: String)
        /// Opens a page of a mini program.
        case miniprogram(appID: String, pagePath: String, content: String)
        /// Plain text, at most 256 bytes; `noNewline` keeps the next item on the same line.
        case text(content: String, noNewline: Bool)
    }
}

extension Menu: Codable {
    private enum CodingKeys: String, CodingKey {
        case headContent = "head_content"
        case items = "list"
        case tailContent = "tail_content"
    }
}

extension Menu.Item: Codable {
    private enum CodingKeys: String, CodingKey { case type, click, view, miniprogram, text }

    private struct Click: Codable {
        var id: String?
        var content: String
    }

    private struct View: Codable {
        var url: String
        var content: String
    }

    private struct Program: Codable {
        var appid: String
        var pagepath: String
        var content: String
    }

    private struct Text: Codable {
        var content: String
        var noNewline: Int?
        enum CodingKeys: String, CodingKey {
            case content
            case noNewline = "no_newline"
        }
    }

    /// Reads one item; an unknown type is an error.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        switch try values.decode(String.self, forKey: .type) {
        case "click":
            let click = try values.decode(Click.self, forKey: .click)
            self = .click(id: click.id, content: click.content)
        case "view":
            let view = try values.decode(View.self, forKey: .view)
            self = .view(url: view.url, content: view.content)
        case "miniprogram":
            let program = try values.decode(Program.self, forKey: .miniprogram)
            self = .miniprogram(
                appID: program.appid, pagePath: program.pagepath, content: program.content)
        case "text":
            let text = try values.decode(Text.self, forKey: .text)
            self = .text(content: text.content, noNewline: text.noNewline == 1)
        case let type:
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: values, debugDescription: "unknown menu item \(type)")
        }
    }

    /// Writes one item.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .click(let id, let content):
            try values.encode("click", forKey: .type)
            try values.encode(Click(id: id, content: content), forKey: .click)
        case .view(let url, let content):
            try values.encode("view", forKey: .type)
            try values.encode(View(url: url, content: content), forKey: .view)
        case .miniprogram(let appID, let pagePath, let content):
            try values.encode("miniprogram", forKey: .type)
            let program = Program(appid: appID, pagepath: pagePath, content: content)
            try values.encode(program, forKey: .miniprogram)
        case .text(let content, let noNewline):
            try values.encode("text", forKey: .type)
            let text = Text(content: content, noNewline: noNewline ? 1 : 0)
            try values.encode(text, forKey: .text)
        }
    }
}

extension Menu {
    /// Reads a menu of a pulled message; items of unknown types are passed over.
    init(_ object: JSONObject) {
        headContent = object.text("head_content")
        tailContent = object.text("tail_content")
        items = (object["list"]?.array ?? []).compactMap { element in
            guard let item = element.object, let type = item["type"]?.string else { return nil }
            switch type {
            case "click":
                guard let click = item["click"]?.object else { return nil }
                return .click(id: click.text("id"), content: click.text("content") ?? "")
            case "view":
                guard let view = item["view"]?.object else { return nil }
                return .view(url: view.text("url") ?? "", content: view.text("content") ?? "")
            case "miniprogram":
                guard let program = item["miniprogram"]?.object else { return nil }
                return .miniprogram(
                    appID: program.text("appid") ?? "", pagePath: program.text("pagepath") ?? "",
                    content: program.text("content") ?? "")
            case "text":
                guard let text = item["text"]?.object else { return nil }
                let noNewline = text["no_newline"]?.int == 1
                return .text(content: text.text("content") ?? "", noNewline: noNewline)
            default: return nil
            }
        }
    }

    func write(to json: inout JSONWriter) {
        json.member("head_content", headContent)
        json.key("list")
        json.array { json in
            for item in items { json.object { item.write(to: &$0) } }
        }
        json.member("tail_content", tailContent)
    }
}

extension Menu.Item {
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .click(let id, let content):
            json.member("type", "click")
            json.member("click") {
                $0.member("id", id)
                $0.member("content", content)
            }
        case .view(let url, let content):
            json.member("type", "view")
            json.member("view") {
                $0.member("url", url)
                $0.member("content", content)
            }
        case .miniprogram(let appID, let pagePath, let content):
            json.member("type", "miniprogram")
            json.member("miniprogram") {
                $0.member("appid", appID)
                $0.member("pagepath", pagePath)
                $0.member("content", content)
            }
        case .text(let content, let noNewline):
            json.member("type", "text")
            json.member("text") {
                $0.member("content", content)
                $0.member("no_newline", noNewline ? 1 : 0)
            }
        }
    }
}
