/// One 客服账号 with its reception list.
struct Account: Sendable {
    let id: String
    var name: String
    var avatar: String
    /// Whether the app may manage this account; false makes its calls 48007.
    var managed = true
    /// In the order in which they were added.
    var servicers: [Servicer] = []
    var departments: [Int64] = []
    var scenes: Set<String> = []
    /// Ids that the caller made for its messages, with a check sum of the body.
    var usedMessageIDs: [String: UInt64] = [:]
    var log = MessageLog()
    var tokenless = CallWindow()
    /// When the next callback for this account is due; nil if nothing new has happened.
    var callbackDue: Int64?

    init(id: String, name: String, avatar: String) {
        self.id = id
        self.name = name
        self.avatar = avatar
    }

    func servicer(_ userID: String) -> Servicer? { servicers.first { $0.userID == userID } }

    mutating func change(_ userID: String, _ edit: (inout Servicer) -> Void) {
        guard let index = servicers.firstIndex(where: { $0.userID == userID }) else { return }
        edit(&servicers[index])
    }
}

/// A member on an account's reception list.
struct Servicer: Equatable, Sendable {
    /// What `servicer/list` calls status 0, status 1 with stop_type 1, status 1 with stop_type 0.
    enum Reception: String, Sendable {
        case receiving
        case suspended
        case stopped
    }

    let userID: String
    var reception: Reception
}

/// A row of the company's directory.
struct Member: Equatable, Sendable {
    let userID: String
    var name: String
    var departments: [Int64]
}

struct Department: Equatable, Sendable {
    let id: Int64
    var name: String
    var parent: Int64
}
