/// A message to a visitor (document 94677). Limits are in UTF-8 bytes.
public enum OutgoingMessage: Equatable, Sendable {
    /// 1 to 2048 bytes.
    case text(String)
    /// An uploaded picture.
    case image(mediaID: String)
    /// An uploaded voice message.
    case voice(mediaID: String)
    /// An uploaded video.
    case video(mediaID: String)
    /// An uploaded file.
    case file(mediaID: String)
    /// A link with a picture.
    case link(Link)
    /// A page of a mini program that is linked to the corporation.
    case miniprogram(Miniprogram)
    /// A menu.
    case menu(Menu)
    /// A place.
    case location(Location)
    /// A member's card.
    case businessCard(userID: String)
    /// A customer-acquisition link, `https://work.weixin.qq.com/ca/…`.
    case acquisitionLink(url: String)

    /// A link with a picture.
    public struct Link: Codable, Equatable, Sendable {
        /// At most 128 bytes; cut off beyond.
        public var title: String
        /// At most 512 bytes; cut off beyond.
        public var desc: String?
        /// At most 2048 bytes, with http or https.
        public var url: String
        /// An uploaded picture; required.
        public var thumbMediaID: String

        /// Makes a link.
        public init(title: String, desc: String? = nil, url: String, thumbMediaID: String) {
            (self.title, self.desc, self.url) = (title, desc, url)
            self.thumbMediaID = thumbMediaID
        }

        private enum CodingKeys: String, CodingKey {
            case title, desc, url
            case thumbMediaID = "thumb_media_id"
        }
    }

    /// A page of a mini program.
    public struct Miniprogram: Codable, Equatable, Sendable {
        /// The program's id.
        public var appID: String
        /// At most 64 bytes; cut off beyond.
        public var title: String?
        /// An uploaded picture; required.
        public var thumbMediaID: String
        /// The page.
        public var pagePath: String

        /// Makes a page.
        public init(appID: String, title: String? = nil, thumbMediaID: String, pagePath: String) {
            (self.appID, self.title) = (appID, title)
            (self.thumbMediaID, self.pagePath) = (thumbMediaID, pagePath)
        }

        private enum CodingKeys: String, CodingKey {
            case appID = "appid"
            case title
            case thumbMediaID = "thumb_media_id"
            case pagePath = "pagepath"
        }
    }

    /// A place.
    public struct Location: Codable, Equatable, Sendable {
        /// The place's name.
        public var name: String?
        /// The place's address.
        public var address: String?
        /// Degrees, −90 to 90.
        public var latitude: Double
        /// Degrees, −180 to 180.
        public var longitude: Double

        /// Makes a place.
        public init(name: String?, address: String?, latitude: Double, longitude: Double) {
            (self.name, self.address) = (name, address)
            (self.latitude, self.longitude) = (latitude, longitude)
        }
    }

    /// `msgtype` on the wire, and the name of the body's member.
    public var type: String { bodyType.rawValue }

    fileprivate enum BodyType: String, CodingKey {
        case text, image, voice, video, file, link, miniprogram, msgmenu, location
        case businessCard = "business_card"
        case acquisitionLink = "ca_link"
    }

    fileprivate var bodyType: BodyType {
        switch self {
        case .text: .text
        case .image: .image
        case .voice: .voice
        case .video: .video
        case .file: .file
        case .link: .link
        case .miniprogram: .miniprogram
        case .menu: .msgmenu
        case .location: .location
        case .businessCard: .businessCard
        case .acquisitionLink: .acquisitionLink
        }
    }
}

/// Reads and writes as two members, `msgtype` and the body under that name, beside whatever else
/// the enclosing request has.
extension OutgoingMessage: Codable {
    private enum TypeKey: String, CodingKey { case msgtype }

    private struct Content: Codable { var content: String }

    private struct Media: Codable {
        var mediaID: String
        enum CodingKeys: String, CodingKey { case mediaID = "media_id" }
    }

    private struct Card: Codable { var userid: String }

    private struct Acquisition: Codable {
        var linkURL: String
        enum CodingKeys: String, CodingKey { case linkURL = "link_url" }
    }

    /// Reads a message; an unknown `msgtype` is an error.
    public init(from decoder: any Decoder) throws {
        let types = try decoder.container(keyedBy: TypeKey.self)
        let name = try types.decode(String.self, forKey: .msgtype)
        guard let type = BodyType(rawValue: name) else {
            throw DecodingError.dataCorruptedError(
                forKey: .msgtype, in: types, debugDescription: "unknown msgtype \(name)")
        }
        let body = try decoder.container(keyedBy: BodyType.self)
        func media() throws -> String { try body.decode(Media.self, forKey: type).mediaID }
        switch type {
        case .text: self = .text(try body.decode(Content.self, forKey: type).content)
        case .image: self = .image(mediaID: try media())
        case .voice: self = .voice(mediaID: try media())
        case .video: self = .video(mediaID: try media())
        case .file: self = .file(mediaID: try media())
        case .link: self = .link(try body.decode(Link.self, forKey: type))
        case .miniprogram: self = .miniprogram(try body.decode(Miniprogram.self, forKey: type))
        case .msgmenu: self = .menu(try body.decode(Menu.self, forKey: type))
        case .location: self = .location(try body.decode(Location.self, forKey: type))
        case .businessCard:
            self = .businessCard(userID: try body.decode(Card.self, forKey: type).userid)
        case .acquisitionLink:
            self = .acquisitionLink(url: try body.decode(Acquisition.self, forKey: type).linkURL)
        }
    }

    /// Writes both members.
    public func encode(to encoder: any Encoder) throws {
        var types = encoder.container(keyedBy: TypeKey.self)
        try types.encode(type, forKey: .msgtype)
        var body = encoder.container(keyedBy: BodyType.self)
        switch self {
        case .text(let text): try body.encode(Content(content: text), forKey: bodyType)
        case .image(let mediaID), .voice(let mediaID), .video(let mediaID), .file(let mediaID):
            try body.encode(Media(mediaID: mediaID), forKey: bodyType)
        case .link(let link): try body.encode(link, forKey: bodyType)
        case .miniprogram(let program): try body.encode(program, forKey: bodyType)
        case .menu(let menu): try body.encode(menu, forKey: bodyType)
        case .location(let place): try body.encode(place, forKey: bodyType)
        case .businessCard(let userID): try body.encode(Card(userid: userID), forKey: bodyType)
        case .acquisitionLink(let url):
            try body.encode(Acquisition(linkURL: url), forKey: bodyType)
        }
    }
}
