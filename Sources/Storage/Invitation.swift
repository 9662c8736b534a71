/// How an account's visitors are invited to become friends (好友邀请): the words, and whose card.
public struct Invitation: Hashable, Sendable, Codable {
    /// One way of inviting.
    public struct Way: Hashable, Sendable, Codable {
        /// Whether agents are offered it.
        public var isEnabled: Bool
        /// The words that go with the card.
        public var text: String
        /// USERIDs of those whose card is sent; empty: the card of the agent who has the session,
        /// and without one that of the account's first.
        public var members: [String]

        /// A way of inviting.
        public init(isEnabled: Bool, text: String, members: [String] = []) {
            self.isEnabled = isEnabled
            self.text = text
            self.members = members
        }
    }

    /// By the platform's 升级服务: one card.
    public var upgrade: Way
    /// By the toolbar: one card or several.
    public var toolbar: Way

    /// Both ways.
    public init(upgrade: Way, toolbar: Way) {
        self.upgrade = upgrade
        self.toolbar = toolbar
    }

    /// What holds until somebody changes it.
    public static let ofANewAccount = Invitation(
        upgrade: Way(isEnabled: true, text: "您好，为了更好地为您服务，请添加我的企业微信。"),
        toolbar: Way(isEnabled: true, text: "您好，这是我的名片，欢迎添加，随时为您服务。"))
}
