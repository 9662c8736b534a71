extension RoutingCore {
    /// Accounts on which no time-out acts yet: their first pull since the start has neither reached
    /// its end nor failed for a minute (section 1.3). Accounts that are not routed do not count.
    public var unsettledAccountIDs: [AccountID] {
        accounts.values.filter { !$0.isSettled && $0.status == .active }.map(\.id)
    }
}
