/// `kf/servicer/add` and `kf/servicer/del`; at least one list.
public struct ServicersRequest: Codable, Equatable, Sendable {
    /// The account.
    public var openKfID: String
    /// At most 100.
    public var userIDs: [String]?
    /// At most 20.
    public var departmentIDs: [Int]?

    /// Makes one of these parts.
    public init(openKfID: String, userIDs: [String]? = nil, departmentIDs: [Int]? = nil) {
        self.openKfID = openKfID
        self.userIDs = userIDs
        self.departmentIDs = departmentIDs
    }

    private enum CodingKeys: String, CodingKey {
        case openKfID = "open_kfid"
        case userIDs = "userid_list"
        case departmentIDs = "department_id_list"
    }
}

/// One result an item: the call's own code is 0 even if some were refused.
public struct ServicersReply: Codable, Equatable, Sendable {
    /// In no promised order.
    public var results: [ServicerResult]

    /// Makes one of these parts.
    public init(results: [ServicerResult]) {
        self.results = results
    }

    private enum CodingKeys: String, CodingKey {
        case results = "result_list"
    }
}

/// What became of one item.
public struct ServicerResult: Codable, Equatable, Sendable {
    /// The member.
    public var userID: String?
    /// The department.
    public var departmentID: Int?
    /// 0, or why not.
    public var errorCode: Int
    /// Words for the log.
    public var errorMessage: String?

    /// Makes one of these parts.
    public init(
        userID: String? = nil, departmentID: Int? = nil, errorCode: Int, errorMessage: String? = nil
    ) {
        self.userID = userID
        self.departmentID = departmentID
        self.errorCode = errorCode
        self.errorMessage = errorMessage
    }

    private enum CodingKeys: String, CodingKey {
        case userID = "userid"
        case departmentID = "department_id"
        case errorCode = "errcode"
        case errorMessage = "errmsg"
    }
}

/// `kf/servicer/list`: who receives in an account.
public struct ListServicersReply: Codable, Equatable, Sendable {
    /// Members and departments.
    public var servicers: [ListedServicer]

    /// Makes one of these parts.
    public init(servicers: [ListedServicer]) {
        self.servicers = servicers
    }

    private enum CodingKeys: String, CodingKey {
        case servicers = "servicer_list"
    }
}

/// A member or a department of the list.
public struct ListedServicer: Codable, Equatable, Sendable {
    /// The member; nil for a department.
    public var userID: String?
    /// The department; nil for a member.
    public var departmentID: Int?
    /// A number of `ListedServicerStatus`, not that of the event.
    public var status: Int?
    /// 1 suspended, 0 stopped.
    public var stopType: Int?

    /// Makes one of these parts.
    public init(
        userID: String? = nil, departmentID: Int? = nil, status: Int? = nil, stopType: Int? = nil
    ) {
        self.userID = userID
        self.departmentID = departmentID
        self.status = status
        self.stopType = stopType
    }

    private enum CodingKeys: String, CodingKey {
        case userID = "userid"
        case departmentID = "department_id"
        case status
        case stopType = "stop_type"
    }

    /// Both fields together; nil for departments and unknown numbers.
    public var reception: Reception? {
        status.flatMap(ListedServicerStatus.init)?.reception(stopType: stopType)
    }
}
