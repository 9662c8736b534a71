import Routing
import Storage

/// What a start finds on the disk that somebody has to go on with.
struct Unfinished: Sendable {
    /// The accounts to pull, and where.
    var accounts: [(AccountID, PullState)] = []
    /// Before when nothing is pulled: the platform said so to the last run.
    var pausedUntil: Instant?
    /// The accounts whose servicers are asked for.
    var routed: [AccountID] = []
    /// Accounts with calls about themselves.
    var accountEffects: [AccountID] = []
    /// Calls of conversations.
    var effects: [PendingEffect] = []
}

extension EngineCore {
    /// What the last run has left.
    func unfinished() throws(StoreError) -> Unfinished {
        var unfinished = Unfinished()
        for account in try store.view.listedAccounts() {
            guard let state = try pullState(of: account) else { continue }
            unfinished.accounts.append((account.id, state))
        }
        unfinished.pausedUntil = try store.pauseOfPulls()
        unfinished.routed = routing.accountIDs.filter(isRouted).sorted()
        unfinished.accountEffects = Set(try store.pendingAccountEffects().map(\.account)).sorted()
        unfinished.effects = try store.pendingEffects()
        return unfinished
    }

    /// Where the pull of an account stands; nil when it is not pulled, because the platform does
    /// not have it or took it away. An account that is not adopted is pulled and not routed.
    func pullState(of account: AccountID) throws(StoreError) -> PullState? {
        guard let listed = try store.view.listedAccounts(account).first else { return nil }
        return try pullState(of: listed)
    }

    private func pullState(of account: AccountStanding) throws(StoreError) -> PullState? {
        switch routing.account(account.id)?.status ?? account.status {
        case .withdrawn, .deleted: nil
        case .active, .deleting, nil: try store.pullState(account.id)
        }
    }

    /// Whether the account's servicers matter.
    func isRouted(_ account: AccountID) -> Bool {
        switch routing.account(account)?.status {
        case .active, .deleting: true
        case .withdrawn, .deleted, nil: false
        }
    }
}
