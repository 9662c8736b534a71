/// `department/list`.
public struct ListDepartmentsReply: Codable, Equatable, Sendable {
    /// The departments that the application may see.
    public var department: [Department]

    /// Makes one of these parts.
    public init(department: [Department]) {
        self.department = department
    }
}

/// A department.
public struct Department: Codable, Equatable, Sendable {
    /// Its number.
    public var id: Int
    /// Its name; not every application is told.
    public var name: String?
    /// The department above; 0 above the root.
    public var parentID: Int?
    /// Larger comes first among siblings.
    public var order: Int?

    /// Makes one of these parts.
    public init(id: Int, name: String? = nil, parentID: Int? = nil, order: Int? = nil) {
        self.id = id
        self.name = name
        self.parentID = parentID
        self.order = order
    }

    private enum CodingKeys: String, CodingKey {
        case id
        case name
        case parentID = "parentid"
        case order
    }
}

/// `user/list` and `user/simplelist`: the members of a department.
public struct ListUsersReply: Codable, Equatable, Sendable {
    /// The members that the application may see.
    public var users: [DirectoryUser]

    /// Makes one of these parts.
    public init(users: [DirectoryUser]) {
        self.users = users
    }

    private enum CodingKeys: String, CodingKey {
        case users = "userlist"
    }
}

/// A member. The simple list gives userid, name and department only.
public struct DirectoryUser: Codable, Equatable, Sendable {
    /// Its id in the corporation.
    public var userID: String
    /// Its name; not every application is told.
    public var name: String?
    /// Its departments.
    public var department: [Int]?
    /// Its place in each department; larger comes first.
    public var order: [Int]?
    /// Its main department.
    public var mainDepartment: Int?
    /// Its position.
    public var position: String?
    /// The picture's address.
    public var avatar: String?
    /// The small picture's address.
    public var thumbAvatar: String?
    /// 1 active, 2 disabled, 4 not activated, 5 left.
    public var status: Int?

    /// Makes one of these parts.
    public init(
        userID: String, name: String? = nil, department: [Int]? = nil, order: [Int]? = nil,
        mainDepartment: Int? = nil, position: String? = nil, avatar: String? = nil,
        thumbAvatar: String? = nil, status: Int? = nil
    ) {
        self.userID = userID
        self.name = name
        self.department = department
        self.order = order
        self.mainDepartment = mainDepartment
        self.position = position
        self.avatar = avatar
        self.thumbAvatar = thumbAvatar
        self.status = status
    }

    private enum CodingKeys: String, CodingKey {
        case userID = "userid"
        case name
        case department
        case order
        case mainDepartment = "main_department"
        case position
        case avatar
        case thumbAvatar = "thumb_avatar"
        case status
    }
}

/// `media/upload`.
public struct UploadMediaReply: Codable, Equatable, Sendable {
    /// image, voice, video or file.
    public var mediaType: String?
    /// Lives 3 days, in this corporation only.
    public var mediaID: String

    /// Makes one of these parts.
    public init(mediaType: String? = nil, mediaID: String) {
        self.mediaType = mediaType
        self.mediaID = mediaID
    }

    private enum CodingKeys: String, CodingKey {
        case mediaType = "type"
        case mediaID = "media_id"
    }
}

/// `gettoken`.
public struct TokenReply: Codable, Equatable, Sendable {
    /// At most 512 bytes.
    public var accessToken: String
    /// Seconds, normally 7200.
    public var expiresIn: Int

    /// Makes one of these parts.
    public init(accessToken: String, expiresIn: Int) {
        self.accessToken = accessToken
        self.expiresIn = expiresIn
    }

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case expiresIn = "expires_in"
    }
}

/// `getcallbackip`: where callbacks come from; changes now and then.
public struct CallbackAddressesReply: Codable, Equatable, Sendable {
    /// Addresses, or ranges with a slash.
    public var ipList: [String]

    /// Makes one of these parts.
    public init(ipList: [String]) {
        self.ipList = ipList
    }

    private enum CodingKeys: String, CodingKey {
        case ipList = "ip_list"
    }
}
