/// Where visitors come from (接入场景): each has a link of its own, so that a visit says which.
enum AccessScene: String, CaseIterable, Sendable {
    /// A web page (网页).
    case web
    /// A mini-program (小程序).
    case miniProgram = "mini_program"
    /// The menu of an official account (公众号菜单).
    case menu
    /// An article or message of an official account (公众号文章).
    case article
    /// Channels (视频号).
    case channels
    /// A printed or shown QR code (二维码).
    case qr
    /// An app of one's own (APP).
    case app
    /// A payment receipt (支付凭证).
    case payment
    /// Search in WeChat (搜一搜).
    case search

    /// What people call it.
    var name: JSON {
        switch self {
        case .web: ["zh": "网页", "en": "Web page"]
        case .miniProgram: ["zh": "小程序", "en": "Mini-program"]
        case .menu: ["zh": "公众号菜单", "en": "Official account's menu"]
        case .article: ["zh": "公众号文章", "en": "Official account's article"]
        case .channels: ["zh": "视频号", "en": "Channels"]
        case .qr: ["zh": "二维码", "en": "QR code"]
        case .app: ["zh": "APP", "en": "App"]
        case .payment: ["zh": "支付凭证", "en": "Payment receipt"]
        case .search: ["zh": "搜一搜", "en": "Search"]
        }
    }
}
