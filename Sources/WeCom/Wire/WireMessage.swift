/// One entry of a pulled page: a visitor's or an agent's message, or an event.
public struct WireMessage: Equatable, Sendable {
    /// Unique; the key against doubles.
    public let msgID: String
    /// The account. Of events it stands inside of `event` on the wire.
    public let openKfID: String
    /// The visitor; empty for events that concern none (`servicer_status_change`).
    public let externalUserID: String
    /// Unix seconds.
    public let sendTime: Int64
    /// See `Origin`; other numbers are kept as they are.
    public let origin: Int
    /// Who wrote it, with origin 5 only.
    public let servicerUserID: String?
    /// What it says.
    public let kind: Kind
    /// The entry's own JSON, compact.
    public let raw: [UInt8]

    /// The contents by `msgtype` (document 94670).
    public enum Kind: Equatable, Sendable {
        /// `menuID` when the visitor tapped an item of a menu; `content` is then the item's text.
        case text(content: String, menuID: String?)
        /// A picture.
        case image(mediaID: String)
        /// A voice message.
        case voice(mediaID: String)
        /// A video.
        case video(mediaID: String)
        /// A file; its name comes only with the download.
        case file(mediaID: String)
        /// A place.
        case location(Location)
        /// A link to a page.
        case link(Link)
        /// A member's card.
        case businessCard(userID: String)
        /// A page of a mini program.
        case miniprogram(Miniprogram)
        /// A menu.
        case msgmenu(Menu)
        /// A product of a Channels shop.
        case channelsShopProduct(ShopProduct)
        /// An order of a Channels shop.
        case channelsShopOrder(ShopOrder)
        /// Several messages forwarded as one.
        case mergedMsg(title: String, items: [MergedItem])
        /// A post (1), live show (2) or card (3) of Channels.
        case channels(subType: Int, nickname: String, title: String)
        /// A WeChat note; no contents are given.
        case note
        /// Any `msgtype` that is not known, or whose body is missing; see `raw`.
        case other(type: String)
        /// Something happened.
        case event(WireEvent)
    }

    /// A message of these parts, whose `raw` is written as the platform writes it.
    public init(
        msgID: String, openKfID: String, externalUserID: String, sendTime: Int64, origin: Int,
        servicerUserID: String? = nil, kind: Kind
    ) {
        (self.msgID, self.openKfID) = (msgID, openKfID)
        (self.externalUserID, self.sendTime) = (externalUserID, sendTime)
        (self.origin, self.servicerUserID, self.kind) = (origin, servicerUserID, kind)
        raw = Self.encode(
            msgID: msgID, openKfID: openKfID, externalUserID: externalUserID, sendTime: sendTime,
            origin: origin, servicerUserID: servicerUserID, kind: kind)
    }

    init(
        msgID: String, openKfID: String, externalUserID: String, sendTime: Int64, origin: Int,
        servicerUserID: String?, kind: Kind, raw: [UInt8]
    ) {
        (self.msgID, self.openKfID) = (msgID, openKfID)
        (self.externalUserID, self.sendTime) = (externalUserID, sendTime)
        (self.origin, self.servicerUserID, self.kind) = (origin, servicerUserID, kind)
        self.raw = raw
    }
}

extension WireMessage {
    /// A place.
    public struct Location: Equatable, Sendable {
        /// Degrees, north positive.
        public var latitude: Double
        /// Degrees, east positive.
        public var longitude: Double
        /// The place's name.
        public var name: String
        /// The place's address.
        public var address: String

        /// Makes a place.
        public init(latitude: Double, longitude: Double, name: String, address: String) {
            (self.latitude, self.longitude) = (latitude, longitude)
            (self.name, self.address) = (name, address)
        }
    }

    /// A link to a page.
    public struct Link: Equatable, Sendable {
        /// The page's title.
        public var title: String
        /// A line about it.
        public var description: String
        /// Its address.
        public var url: String
        /// The preview's address.
        public var pictureURL: String

        /// Makes a link.
        public init(title: String, description: String, url: String, pictureURL: String) {
            (self.title, self.description) = (title, description)
            (self.url, self.pictureURL) = (url, pictureURL)
        }
    }

    /// A page of a mini program.
    public struct Miniprogram: Equatable, Sendable {
        /// The page's title.
        public var title: String
        /// The program's id.
        public var appID: String
        /// The page.
        public var pagePath: String
        /// The picture.
        public var thumbMediaID: String

        /// Makes a page.
        public init(title: String, appID: String, pagePath: String, thumbMediaID: String) {
            (self.title, self.appID) = (title, appID)
            (self.pagePath, self.thumbMediaID) = (pagePath, thumbMediaID)
        }
    }

    /// A product of a Channels shop.
    public struct ShopProduct: Equatable, Sendable {
        /// The product's id.
        public var productID: String
        /// Its picture's address.
        public var imageURL: String
        /// Its title.
        public var title: String
        /// In hundredths of a yuan, as text.
        public var salesPrice: String
        /// The shop's name.
        public var shopNickname: String
        /// The shop's picture's address.
        public var shopImageURL: String

        /// Makes a product.
        public init(
            productID: String, imageURL: String, title: String, salesPrice: String,
            shopNickname: String, shopImageURL: String
        ) {
            (self.productID, self.imageURL, self.title) = (productID, imageURL, title)
            (self.salesPrice, self.shopNickname) = (salesPrice, shopNickname)
            self.shopImageURL = shopImageURL
        }
    }

    /// An order of a Channels shop.
    public struct ShopOrder: Equatable, Sendable {
        /// The order's id.
        public var orderID: String
        /// All products' titles in one text.
        public var productTitles: String
        /// The price in words.
        public var priceWording: String
        /// The order's state in words.
        public var state: String
        /// A picture's address.
        public var imageURL: String
        /// The shop's name.
        public var shopNickname: String

        /// Makes an order.
        public init(
            orderID: String, productTitles: String, priceWording: String, state: String,
            imageURL: String, shopNickname: String
        ) {
            (self.orderID, self.productTitles) = (orderID, productTitles)
            (self.priceWording, self.state) = (priceWording, state)
            (self.imageURL, self.shopNickname) = (imageURL, shopNickname)
        }
    }

    /// One of several messages forwarded as one.
    public struct MergedItem: Equatable, Sendable {
        /// Unix seconds.
        public var sendTime: Int64
        /// Its `msgtype`.
        public var type: String
        /// Who had written it.
        public var senderName: String
        /// Its contents: JSON inside of a string; may be nested.
        public var content: String

        /// Makes an item.
        public init(sendTime: Int64, type: String, senderName: String, content: String) {
            (self.sendTime, self.type) = (sendTime, type)
            (self.senderName, self.content) = (senderName, content)
        }
    }
}
