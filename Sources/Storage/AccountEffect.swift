public import Routing

/// A call to the platform about an account itself; the outbox performs them in order per account,
/// beside the effects of conversations.
public struct AccountEffect: Hashable, Sendable {
    /// Which.
    public let id: AccountEffectID
    /// About which account.
    public let account: AccountID
    /// What to ask.
    public let kind: Kind
    /// When it was decided.
    public let createdAt: Instant
    /// How often it has been tried; counted before it is made.
    public var attempts: Int
    /// When the first attempt was counted.
    public var attemptedAt: Instant?
    /// Not before then; nil: at once.
    public var nextTryAt: Instant?
    /// Where it stands.
    public var state: EffectState
    /// What the platform said about each item, 0 for "done".
    public var results: [String: Int]
    /// The platform's code of the last failed attempt.
    public var code: Int?
    /// What was wrong, in words.
    public var error: String?

    /// The calls.
    public enum Kind: Hashable, Sendable, Codable {
        /// `servicer/add` of these USERIDs, at most 100.
        case addServicers([String])
        /// `servicer/del` of these USERIDs, at most 100.
        case deleteServicers([String])
        /// `account/update`; with the avatar that is stored when `avatar` is true.
        case update(name: String, avatar: Bool)
        /// `account/del`.
        case delete
        /// `add_contact_way`, for the account's access link.
        case fetchLink
    }
}

extension AccountEffect.Kind {
    private static let names = [
        "servicers_add", "servicers_delete", "account_update", "account_delete", "link_fetch",
    ]

    /// The word that people see.
    public var name: String { Self.names[storedNumber] }

    var storedNumber: Int {
        switch self {
        case .addServicers: 0
        case .deleteServicers: 1
        case .update: 2
        case .delete: 3
        case .fetchLink: 4
        }
    }
}
