/// What the outbox asks of the platform about an account itself.
public enum AccountCall: Hashable, Sendable {
    /// `kf/servicer/add` of these USERIDs, at most 100.
    case addServicers(openKfID: String, [String])
    /// `kf/servicer/del` of these USERIDs, at most 100.
    case deleteServicers(openKfID: String, [String])
    /// `kf/account/update`, after an upload of the picture if there is one.
    case update(openKfID: String, name: String, picture: Picture?)
    /// `kf/account/del`
    case delete(openKfID: String)
    /// `kf/add_contact_way`
    case fetchLink(openKfID: String)

    /// A picture to upload.
    public struct Picture: Hashable, Sendable {
        /// Its media type, such as `image/png`.
        public var type: String
        /// Its bytes.
        public var bytes: [UInt8]

        /// A picture.
        public init(type: String, bytes: [UInt8]) {
            self.type = type
            self.bytes = bytes
        }
    }
}

/// What the platform answers.
public struct AccountReply: Hashable, Sendable {
    /// The code for each USERID, 0 for "done".
    public var results: [String: Int]
    /// The link that was asked for.
    public var link: String?

    /// An answer.
    public init(results: [String: Int] = [:], link: String? = nil) {
        self.results = results
        self.link = link
    }
}

/// What the calls about accounts need of a platform. A completion is called exactly once.
public protocol PlatformAccounts: Sendable {
    /// Makes the call.
    func perform(
        _ call: AccountCall,
        then: @escaping @Sendable (Result<AccountReply, CallFailure>) -> Void)
}
