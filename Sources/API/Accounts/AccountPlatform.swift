/// What creating an account asks of the platform: the one write of the API that waits for it.
public protocol AccountPlatform: Sendable {
    /// Uploads the picture and adds the account.
    /// - Returns: its `open_kfid`.
    func addAccount(
        name: String, avatar: [UInt8], type: String
    ) async throws(AccountPlatformFault) -> String
}

/// Why no account was made.
public enum AccountPlatformFault: Error, Sendable {
    /// The platform said no, with its code.
    case refused(code: Int)
    /// There was no answer; whether it acted is not known.
    case unknown
}
