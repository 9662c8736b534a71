/// `kf/customer/batchget` (document 95159).
public struct CustomersRequest: Codable, Equatable, Sendable {
    /// 1 to 100.
    public var externalUserIDs: [String]
    /// 1 asks for the context of the last entry.
    public var needEnterSessionContext: Int?

    /// Makes one of these parts.
    public init(externalUserIDs: [String], needEnterSessionContext: Int? = nil) {
        self.externalUserIDs = externalUserIDs
        self.needEnterSessionContext = needEnterSessionContext
    }

    private enum CodingKeys: String, CodingKey {
        case externalUserIDs = "external_userid_list"
        case needEnterSessionContext = "need_enter_session_context"
    }
}

/// Match by id; only who wrote or entered within 48 hours is known.
public struct CustomersReply: Codable, Equatable, Sendable {
    /// In no promised order.
    public var customers: [Customer]
    /// Who is not known, or not any more.
    public var invalidExternalUserIDs: [String]?

    /// Makes one of these parts.
    public init(customers: [Customer], invalidExternalUserIDs: [String]? = nil) {
        self.customers = customers
        self.invalidExternalUserIDs = invalidExternalUserIDs
    }

    private enum CodingKeys: String, CodingKey {
        case customers = "customer_list"
        case invalidExternalUserIDs = "invalid_external_userid"
    }
}

/// A visitor as the platform knows it.
public struct Customer: Codable, Equatable, Sendable {
    /// The visitor.
    public var externalUserID: String
    /// The name in WeChat.
    public var nickname: String?
    /// The picture's address.
    public var avatar: String?
    /// 0 unknown, 1 male, 2 female.
    public var gender: Int?
    /// Only with a bound developer account.
    public var unionID: String?
    /// Where it last came from.
    public var enterSessionContext: EnterContext?

    /// Makes one of these parts.
    public init(
        externalUserID: String, nickname: String? = nil, avatar: String? = nil, gender: Int? = nil,
        unionID: String? = nil, enterSessionContext: EnterContext? = nil
    ) {
        self.externalUserID = externalUserID
        self.nickname = nickname
        self.avatar = avatar
        self.gender = gender
        self.unionID = unionID
        self.enterSessionContext = enterSessionContext
    }

    private enum CodingKeys: String, CodingKey {
        case externalUserID = "external_userid"
        case nickname
        case avatar
        case gender
        case unionID = "unionid"
        case enterSessionContext = "enter_session_context"
    }
}

/// Where a visitor came from.
public struct EnterContext: Codable, Equatable, Sendable {
    /// The link's scene.
    public var scene: String?
    /// The link's parameters.
    public var sceneParam: String?
    /// When it came from Channels.
    public var wechatChannels: Channels?

    /// Makes one of these parts.
    public init(scene: String? = nil, sceneParam: String? = nil, wechatChannels: Channels? = nil) {
        self.scene = scene
        self.sceneParam = sceneParam
        self.wechatChannels = wechatChannels
    }

    private enum CodingKeys: String, CodingKey {
        case scene
        case sceneParam = "scene_param"
        case wechatChannels = "wechat_channels"
    }

    /// A place in Channels.
    public struct Channels: Codable, Equatable, Sendable {
        /// The Channels account.
        public var nickname: String?
        /// The Channels shop.
        public var shopNickname: String?
        /// As in `WireEvent.ChannelsEntry`.
        public var scene: Int?

        /// Makes one of these parts.
        public init(nickname: String? = nil, shopNickname: String? = nil, scene: Int? = nil) {
            self.nickname = nickname
            self.shopNickname = shopNickname
            self.scene = scene
        }

        private enum CodingKeys: String, CodingKey {
            case nickname
            case shopNickname = "shop_nickname"
            case scene
        }
    }
}

/// `kf/customer/get_upgrade_service_config`: to whom a visitor may be handed.
public struct UpgradeServiceRangeReply: Codable, Equatable, Sendable {
    /// Members and departments.
    public var memberRange: Members?
    /// Group chats.
    public var groupChatRange: Groups?

    /// Makes one of these parts.
    public init(memberRange: Members? = nil, groupChatRange: Groups? = nil) {
        self.memberRange = memberRange
        self.groupChatRange = groupChatRange
    }

    private enum CodingKeys: String, CodingKey {
        case memberRange = "member_range"
        case groupChatRange = "groupchat_range"
    }

    /// Members and departments.
    public struct Members: Codable, Equatable, Sendable {
        /// Members.
        public var userIDs: [String]?
        /// Departments.
        public var departmentIDs: [Int]?

        /// Makes one of these parts.
        public init(userIDs: [String]? = nil, departmentIDs: [Int]? = nil) {
            self.userIDs = userIDs
            self.departmentIDs = departmentIDs
        }

        private enum CodingKeys: String, CodingKey {
            case userIDs = "userid_list"
            case departmentIDs = "department_id_list"
        }
    }

    /// Group chats.
    public struct Groups: Codable, Equatable, Sendable {
        /// Group chats.
        public var chatIDs: [String]?

        /// Makes one of these parts.
        public init(chatIDs: [String]? = nil) {
            self.chatIDs = chatIDs
        }

        private enum CodingKeys: String, CodingKey {
            case chatIDs = "chat_id_list"
        }
    }
}

/// `kf/customer/upgrade_service` (document 94674): sends a member's card or a group's code.
public struct UpgradeServiceRequest: Codable, Equatable, Sendable {
    /// The account.
    public var openKfID: String
    /// The visitor.
    public var externalUserID: String
    /// 1 member, 2 group chat.
    public var type: Int
    /// With type 1.
    public var member: Member?
    /// With type 2.
    public var groupChat: Group?

    /// Makes one of these parts.
    public init(
        openKfID: String, externalUserID: String, type: Int, member: Member? = nil,
        groupChat: Group? = nil
    ) {
        self.openKfID = openKfID
        self.externalUserID = externalUserID
        self.type = type
        self.member = member
        self.groupChat = groupChat
    }

    private enum CodingKeys: String, CodingKey {
        case openKfID = "open_kfid"
        case externalUserID = "external_userid"
        case type
        case member
        case groupChat = "groupchat"
    }

    /// A member.
    public struct Member: Codable, Equatable, Sendable {
        /// The member.
        public var userID: String
        /// Words that go with the card.
        public var wording: String?

        /// Makes one of these parts.
        public init(userID: String, wording: String? = nil) {
            self.userID = userID
            self.wording = wording
        }

        private enum CodingKeys: String, CodingKey {
            case userID = "userid"
            case wording
        }
    }

    /// A group chat.
    public struct Group: Codable, Equatable, Sendable {
        /// The group chat.
        public var chatID: String
        /// Words that go with the code.
        public var wording: String?

        /// Makes one of these parts.
        public init(chatID: String, wording: String? = nil) {
            self.chatID = chatID
            self.wording = wording
        }

        private enum CodingKeys: String, CodingKey {
            case chatID = "chat_id"
            case wording
        }
    }
}

/// `kf/customer/cancel_upgrade_service`.
public struct CancelUpgradeServiceRequest: Codable, Equatable, Sendable {
    /// The account.
    public var openKfID: String
    /// The visitor.
    public var externalUserID: String

    /// Makes one of these parts.
    public init(openKfID: String, externalUserID: String) {
        self.openKfID = openKfID
        self.externalUserID = externalUserID
    }

    private enum CodingKeys: String, CodingKey {
        case openKfID = "open_kfid"
        case externalUserID = "external_userid"
    }
}
