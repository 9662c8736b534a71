/// A WeChat user, `external_userid`.
struct Customer: Sendable {
    /// How the customer came into an account the last time.
    struct Entry: Equatable, Sendable {
        var at: Int64
        var scene: String
        var sceneParam: String
        var channels: JSON?
    }

    let id: String
    var nickname: String
    var avatar: String
    var gender: Int64 = 0
    var unionID: String?
    /// The last entry into each account.
    var entries: [String: Entry] = [:]
    /// The last entry or message anywhere; `customer/batchget` tells nothing of older ones.
    var lastSeenAt: Int64?
}

/// One customer in one account.
struct ConversationKey: Hashable, Sendable {
    let account: String
    let customer: String
}
