/// `kf/account/add`.
public struct AddAccountRequest: Codable, Equatable, Sendable {
    /// At most 16 characters.
    public var name: String
    /// The avatar, an uploaded picture.
    public var mediaID: String

    /// Makes one of these parts.
    public init(name: String, mediaID: String) {
        self.name = name
        self.mediaID = mediaID
    }

    private enum CodingKeys: String, CodingKey {
        case name
        case mediaID = "media_id"
    }
}

/// The new account.
public struct AddAccountReply: Codable, Equatable, Sendable {
    /// The account.
    public var openKfID: String

    /// Makes one of these parts.
    public init(openKfID: String) {
        self.openKfID = openKfID
    }

    private enum CodingKeys: String, CodingKey {
        case openKfID = "open_kfid"
    }
}

/// `kf/account/del`.
public struct DeleteAccountRequest: Codable, Equatable, Sendable {
    /// The account.
    public var openKfID: String

    /// Makes one of these parts.
    public init(openKfID: String) {
        self.openKfID = openKfID
    }

    private enum CodingKeys: String, CodingKey {
        case openKfID = "open_kfid"
    }
}

/// `kf/account/update`; what is nil stays.
public struct UpdateAccountRequest: Codable, Equatable, Sendable {
    /// The account.
    public var openKfID: String
    /// At most 16 characters.
    public var name: String?
    /// The avatar, an uploaded picture.
    public var mediaID: String?

    /// Makes one of these parts.
    public init(openKfID: String, name: String? = nil, mediaID: String? = nil) {
        self.openKfID = openKfID
        self.name = name
        self.mediaID = mediaID
    }

    private enum CodingKeys: String, CodingKey {
        case openKfID = "open_kfid"
        case name
        case mediaID = "media_id"
    }
}

/// `kf/account/list`; page by offset until fewer than `limit` come.
public struct ListAccountsRequest: Codable, Equatable, Sendable {
    /// How many to skip.
    public var offset: Int
    /// 1 to 100.
    public var limit: Int

    /// Makes one of these parts.
    public init(offset: Int, limit: Int) {
        self.offset = offset
        self.limit = limit
    }
}

/// A page of accounts.
public struct ListAccountsReply: Codable, Equatable, Sendable {
    /// The accounts.
    public var accounts: [ListedAccount]

    /// Makes one of these parts.
    public init(accounts: [ListedAccount]) {
        self.accounts = accounts
    }

    private enum CodingKeys: String, CodingKey {
        case accounts = "account_list"
    }
}

/// One account of the list.
public struct ListedAccount: Codable, Equatable, Sendable {
    /// The account.
    public var openKfID: String
    /// Its name.
    public var name: String?
    /// Its avatar's address.
    public var avatar: String?
    /// Whether this application may manage its sessions; some applications are not told.
    public var managePrivilege: Bool?

    /// Makes one of these parts.
    public init(
        openKfID: String, name: String? = nil, avatar: String? = nil, managePrivilege: Bool? = nil
    ) {
        self.openKfID = openKfID
        self.name = name
        self.avatar = avatar
        self.managePrivilege = managePrivilege
    }

    private enum CodingKeys: String, CodingKey {
        case openKfID = "open_kfid"
        case name
        case avatar
        case managePrivilege = "manage_privilege"
    }
}

/// `kf/add_contact_way`: a link that opens the chat.
public struct AddContactWayRequest: Codable, Equatable, Sendable {
    /// The account.
    public var openKfID: String
    /// At most 32 bytes of `0-9a-zA-Z_-`; comes back with `enter_session`.
    public var scene: String?

    /// Makes one of these parts.
    public init(openKfID: String, scene: String? = nil) {
        self.openKfID = openKfID
        self.scene = scene
    }

    private enum CodingKeys: String, CodingKey {
        case openKfID = "open_kfid"
        case scene
    }
}

/// The link.
public struct AddContactWayReply: Codable, Equatable, Sendable {
    /// Opaque. With a scene, `&scene_param=` may be appended.
    public var url: String

    /// Makes one of these parts.
    public init(url: String) {
        self.url = url
    }
}
