import Routing
import Storage
import Synchronization
import WeCom

/// What the platform has: which accounts (at a start, and when it says that they have changed), and
/// which servicers receive in each (at a start, every ten minutes, and after 95014 or 95019).
final class Survey: Sendable {
    /// How often servicer lists are read.
    static let listGap = Interval.minutes(10)
    /// How soon a list may be read again.
    static let listGapMin = Interval.seconds(1)
    /// How soon after a failure.
    static let failurePause = Interval.seconds(30)

    private struct State {
        var accountsDue: Instant?
        var isListingAccounts = false
        var lists: [AccountID: List] = [:]
        var isStopping = false
    }

    /// The servicer list of one account.
    private struct List {
        var due: Instant
        var isUnderWay = false
    }

    private let state = Mutex(State())
    private let engine: Engine
    private let platform: any PlatformPull

    init(engine: Engine, platform: any PlatformPull) {
        self.engine = engine
        self.platform = platform
        let now = engine.clock.now
        state.withLock { $0.accountsDue = now }
    }

    /// Asks for the servicers of this account from now on, or no more.
    func set(_ account: AccountID, isRouted: Bool) {
        let now = engine.clock.now
        state.withLock { state in
            if !isRouted {
                state.lists[account] = nil
            } else if state.lists[account] == nil {
                state.lists[account] = List(due: now)
            }
        }
    }

    /// Takes over what a commit says.
    func take(_ news: CommitNews) {
        guard news.wantsAccountList || !news.servicerLists.isEmpty else { return }
        state.withLock { state in
            if news.wantsAccountList { state.accountsDue = news.at }
            for account in news.servicerLists {
                let soon = news.at + Self.listGapMin
                state.lists[account] = List(
                    due: min(state.lists[account]?.due ?? soon, soon),
                    isUnderWay: state.lists[account]?.isUnderWay ?? false)
            }
        }
        engine.nudge()
    }

    /// Asks for nothing more.
    func stop() { state.withLock { $0.isStopping = true } }

    // MARK: Accounts

    private func listAccounts() {
        // An account that comes to be while the list is read may be missing from it.
        engine.submit { core in
            try core.store.view.listedAccounts().map(\.id)
        } then: { [self] known in
            guard case .success(let known) = known else { return accountsFailed() }
            platform.listAccounts { [self] result in
                switch result {
                case .success(let list): store(list, known: known)
                case .failure(let failure):
                    engine.metrics.failed(failure)
                    accountsFailed()
                }
            }
        }
    }

    private func store(_ list: [ListedAccount], known: [AccountID]) {
        engine.submit { core in
            try core.take(list, known: known)
        } then: { [self] result in
            guard case .success = result else { return accountsFailed() }
            state.withLock { $0.isListingAccounts = false }
        }
    }

    private func accountsFailed() {
        let again = engine.clock.now + Self.failurePause
        state.withLock { state in
            state.isListingAccounts = false
            state.accountsDue = min(state.accountsDue ?? again, again)
        }
        engine.nudge()
    }

    // MARK: Servicers

    private func listServicers(of account: AccountID) {
        let askedAt = engine.clock.wall.milliseconds / 1_000
        engine.submit { core in
            try core.store.openKfID(of: account)
        } then: { [self] name in
            guard case .success(let name) = name else {
                return listed(account, again: Self.failurePause)
            }
            platform.listServicers(of: name) { [self] result in
                switch result {
                case .success(let servicers): store(servicers, of: account, askedAt: askedAt)
                case .failure(let failure):
                    engine.metrics.failed(failure)
                    listed(account, again: Self.failurePause)
                }
            }
        }
    }

    private func store(_ servicers: [ListedServicer], of account: AccountID, askedAt: Int64) {
        engine.submit { core in
            try core.take(servicers, of: account, askedAt: askedAt)
        } then: { [self] result in
            if case .success = result {
                listed(account, again: Self.listGap)
            } else {
                listed(account, again: Self.failurePause)
            }
        }
    }

    private func listed(_ account: AccountID, again: Interval) {
        let now = engine.clock.now
        state.withLock { state in
            guard let list = state.lists[account] else { return }
            // Somebody may have asked for another one while this one was read.
            let isWanted = list.due <= now + Self.listGapMin
            state.lists[account] = List(due: isWanted ? list.due : now + again)
        }
        engine.nudge()
    }
}

extension Survey: Timed {
    var nextWake: Instant? {
        state.withLock { state in
            guard !state.isStopping else { return nil }
            let accounts = state.isListingAccounts ? nil : state.accountsDue
            let lists = state.lists.values.lazy.filter { !$0.isUnderWay }.map(\.due).min()
            return [accounts, lists].compactMap { $0 }.min()
        }
    }

    func wake(at now: Instant) {
        let (wantsAccounts, lists) = state.withLock { state -> (Bool, [AccountID]) in
            guard !state.isStopping else { return (false, []) }
            let wantsAccounts =
                !state.isListingAccounts && state.accountsDue.map { $0 <= now } ?? false
            if wantsAccounts {
                state.isListingAccounts = true
                state.accountsDue = nil
            }
            let due = state.lists.filter { !$0.value.isUnderWay && $0.value.due <= now }.keys
            for account in due { state.lists[account] = List(due: .never, isUnderWay: true) }
            return (wantsAccounts, due.sorted())
        }
        if wantsAccounts { listAccounts() }
        for account in lists { listServicers(of: account) }
    }
}

extension EngineCore {
    /// The accounts that the platform lists; those of `known` that are missing it has taken away.
    fileprivate func take(
        _ list: [ListedAccount], known: [AccountID]
    ) throws(StoreError) {
        var listed: Set<AccountID> = []
        for entry in list {
            let account = try store.discover(
                openKfID: entry.openKfID, name: entry.name ?? "", avatar: entry.avatar,
                managePrivilege: entry.managePrivilege ?? false, at: moment.now)
            listed.insert(account)
            // One that is listed without the right to manage it is not ours to route: taken away,
            // until the right comes back. Some kinds of app are told nothing of rights.
            try setListed(account, entry.managePrivilege != false)
        }
        for account in known where !listed.contains(account) { try setListed(account, false) }
    }

    /// The servicers of an account. A list that was asked for to adopt the account becomes its list
    /// of agents, members and departments.
    fileprivate func take(
        _ servicers: [ListedServicer], of account: AccountID, askedAt: Int64
    ) throws(StoreError) {
        guard routing.account(account) != nil else { return }
        var order: [AgentID] = []
        var list: [AgentID: Routing.Reception] = [:]
        for servicer in servicers {
            guard let userID = servicer.userID, !userID.isEmpty else { continue }
            let agent = try store.agentID(userID: userID)
            order.append(agent)
            if let reception = servicer.reception { list[agent] = Routing.Reception(reception) }
        }
        if try store.takesPlatformList(account),
            var configuration = try store.configurationOrNil(of: account)
        {
            configuration.agents = Array(order.prefix(Self.agentsMax))
            let departments = servicers.compactMap(\.departmentID).map { DepartmentID(Int64($0)) }
            let known = Set(try store.view.departments().map(\.id))
            configuration.departments = departments.filter(known.contains)
            // Departments that the directory lacks come with it: until then this is done again.
            configuration.takesPlatformList = configuration.departments.count < departments.count
            try apply(.accountSet(account, try store.configure(account, configuration)))
        }
        try apply(.receptionListed(account, list, askedAt: askedAt))
    }

    /// How many agents an account may have.
    private static let agentsMax = 200
}
