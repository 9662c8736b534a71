/// A message that has passed the checks of form for its type: 4.1 and 4.3 of the documents, with
/// limits in bytes.
struct MessageShape {
    let type: String
    let body: JSON
    /// The media that it needs, each with the type it must have.
    let media: [(id: String, type: String)]

    init(_ parameters: Parameters) throws(Refusal) {
        guard let type = parameters.members["msgtype"]?.string else {
            throw .shape(40008, "invalid message type")
        }
        guard Self.types.contains(type) else { throw .shape(40008, "invalid message type") }
        let body = try parameters.object(type)
        self.type = type
        self.body = .object(body.members)
        media = try Self.check(type, body)
    }

    private static let types: Set<String> = [
        "text", "image", "voice", "video", "file", "link", "miniprogram", "msgmenu", "location",
        "business_card", "ca_link",
    ]

    private static func check(
        _ type: String, _ body: Parameters
    ) throws(Refusal) -> [(id: String, type: String)] {
        switch type {
        case "text": try checkText(body)
        case "image", "voice", "video", "file":
            return [(try body.text("media_id", max: 128), type)]
        case "link":
            _ = try body.text("title", max: 4096)
            _ = try body.optionalText("desc", max: 4096)
            try checkWebAddress(try body.text("url", max: 2048))
            return [(try body.text("thumb_media_id", max: 128), "image")]
        case "miniprogram":
            guard body.members["appid"] != "" else { throw .shape(90207, "invalid appid") }
            _ = try body.text("appid", max: 64)
            _ = try body.optionalText("title", max: 4096)
            _ = try body.text("pagepath", max: 1024)
            return [(try body.text("thumb_media_id", max: 128), "image")]
        case "msgmenu": try MenuShape.check(body)
        case "location": try checkLocation(body)
        case "business_card": _ = try body.text("userid", max: 64)
        default:
            let address = try body.text("link_url", max: 2048)
            guard address.hasPrefix("https://work.weixin.qq.com/ca/") else {
                throw .shape(40058, "field link_url is no customer acquisition link")
            }
        }
        return []
    }

    private static func checkText(_ body: Parameters) throws(Refusal) {
        guard let content = body.members["content"], content != "" else {
            throw .shape(44004, "empty content")
        }
        guard let text = content.string else { throw .shape(40058, "field content is no string") }
        guard text.utf8.count <= 2048 else {
            throw Refusal(45002, "content size out of limit", .violation("over-long-text"))
        }
    }

    static func checkWebAddress(_ text: String) throws(Refusal) {
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw .shape(40058, "field url has no http or https")
        }
    }

    private static func checkLocation(_ body: Parameters) throws(Refusal) {
        _ = try body.optionalText("name", max: 1024)
        _ = try body.optionalText("address", max: 1024)
        guard let latitude = body.members["latitude"]?.number, (-90...90).contains(latitude),
            let longitude = body.members["longitude"]?.number, (-180...180).contains(longitude)
        else { throw .shape(40058, "field latitude or longitude is no number of the range") }
    }
}

/// A menu message.
enum MenuShape {
    static func check(_ menu: Parameters) throws(Refusal) {
        let head = try menu.optionalText("head_content", max: 1024)
        let tail = try menu.optionalText("tail_content", max: 1024)
        guard let listed = menu.members["list"] else {
            if head == nil, tail == nil { throw .shape(44004, "empty menu") }
            return
        }
        guard let items = listed.array else { throw .shape(40058, "field list is no list") }
        if items.isEmpty, head == nil, tail == nil { throw .shape(44004, "empty menu") }
        guard items.count <= 10 else {
            throw Refusal(95008, "msgmenu item count limit", .violation("over-long-menu"))
        }
        for item in items {
            guard let members = item.object else { throw .shape(40058, "a menu item is no object") }
            try check(item: Parameters(members: members))
        }
    }

    private static func check(item: Parameters) throws(Refusal) {
        switch item.members["type"]?.string {
        case "click":
            let body = try item.object("click")
            _ = try body.optionalText("id", max: 128)
            _ = try body.text("content", max: 128)
        case "view":
            let body = try item.object("view")
            try MessageShape.checkWebAddress(try body.text("url", max: 2048))
            _ = try body.text("content", max: 1024)
        case "miniprogram":
            let body = try item.object("miniprogram")
            _ = try body.text("appid", max: 32)
            _ = try body.text("pagepath", max: 1024)
            _ = try body.text("content", max: 1024)
        case "text":
            let body = try item.object("text")
            _ = try body.text("content", max: 256)
            _ = try body.number("no_newline", in: 0...1, default: 0)
        default: throw .shape(95009, "invalid msgmenu item type")
        }
    }
}
