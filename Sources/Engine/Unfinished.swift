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
        for record in try store.view.accounts() where record.isListed {
            guard let state = try pullState(of: record.id) else { continue }
            unfinished.accounts.append((record.id, state))
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
        guard let record = try store.view.account(account), record.isListed else { return nil }
        switch routing.account(account)?.status ?? record.status {
        case .withdrawn, .deleted: return nil
        case .active, .deleting, nil: return try store.pullState(account)
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
