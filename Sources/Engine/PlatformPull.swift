public import WeCom

/// What the puller needs of a platform. A completion is called exactly once, on any thread.
public protocol PlatformPull: Sendable {
    /// `sync_msg`, once.
    func pull(
        _ call: SyncRequest, then: @escaping @Sendable (Result<SyncPage, CallFailure>) -> Void)

    /// `account/list`, all pages.
    func listAccounts(
        then: @escaping @Sendable (Result<[ListedAccount], CallFailure>) -> Void)

    /// `servicer/list` of an account.
    func listServicers(
        of openKfID: String,
        then: @escaping @Sendable (Result<[ListedServicer], CallFailure>) -> Void)

    /// Asks the budget of `sync_msg` (80 % of the platform's quota for all pulls together).
    /// - Returns: nil when the call may be made now, else how many milliseconds to wait.
    func waitBeforePull() -> Int64?
}
