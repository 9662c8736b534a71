import Routing
import Storage
import Synchronization

/// Performs the calls about accounts (servicers, name and picture, deletion, access link): one at a
/// time for each account, in order. All of them may be made twice, so an unknown outcome is simply
/// tried again.
final class AccountOutbox: Sendable {
    /// How long a deletion waits for the calls of the sessions that it ended.
    static let deletionPatience = Interval.seconds(60)

    private struct State {
        /// When to look at an account's calls again; an account that is in hand has none.
        var due: [AccountID: Instant] = [:]
        var inHand: Set<AccountID> = []
        /// Accounts with news that came while they were in hand.
        var again: Set<AccountID> = []
        var isStopping = false
        var whenIdle: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let engine: Engine
    private let platform: any PlatformAccounts
    /// Whether an account has calls of conversations that are not over.
    private let hasEffects: @Sendable (AccountID) -> Bool

    init(
        engine: Engine, platform: any PlatformAccounts,
        hasEffects: @escaping @Sendable (AccountID) -> Bool
    ) {
        self.engine = engine
        self.platform = platform
        self.hasEffects = hasEffects
    }

    /// Looks at these accounts' calls at once.
    func look(at accounts: [AccountID]) {
        let now = engine.clock.now
        state.withLock { state in
            for account in accounts {
                if state.inHand.contains(account) {
                    state.again.insert(account)
                } else {
                    state.due[account] = now
                }
            }
        }
        engine.nudge()
    }

    /// Begins no more calls; the completion is called when those under way are reported.
    func stop(then: @escaping @Sendable () -> Void) {
        let isIdle = state.withLock { state in
            state.isStopping = true
            if !state.inHand.isEmpty { state.whenIdle.append(then) }
            return state.inHand.isEmpty
        }
        if isIdle { then() }
    }

    /// What there is to do for an account.
    fileprivate enum Step: Sendable {
        case call(AccountEffect, AccountCall)
        case wait(until: Instant)
        case nothing
    }

    private func next(of account: AccountID) {
        let hasEffects = hasEffects(account)
        engine.submit { core in
            try core.step(of: account, hasEffects: hasEffects)
        } then: { [self] result in
            switch result {
            case .success(.call(let effect, let call)): perform(call, for: effect)
            case .success(.wait(let until)): release(account, until: until)
            case .success(.nothing): release(account, until: nil)
            case .failure: release(account, until: engine.clock.now + .seconds(1))
            }
        }
    }

    private func perform(_ call: AccountCall, for effect: AccountEffect) {
        platform.perform(call) { [self] result in
            let failure: CallFailure? =
                if case .failure(let failure) = result { failure } else { nil }
            if let failure { engine.metrics.failed(failure) }
            report(effect, result)
        }
    }

    private func report(_ effect: AccountEffect, _ result: Result<AccountReply, CallFailure>) {
        engine.submit { core in
            try core.finish(effect, result)
        } then: { [self] stored in
            // A result that cannot be stored leaves the call pending: it is made again.
            let pause: Interval? = if case .failure = stored { .seconds(1) } else { nil }
            release(effect.account, until: engine.clock.now + (pause ?? .seconds(0)))
        }
    }

    private func release(_ account: AccountID, until: Instant?) {
        let idle = state.withLock { state -> [@Sendable () -> Void] in
            state.inHand.remove(account)
            let isAgain = state.again.remove(account) != nil
            state.due[account] = isAgain ? engine.clock.now : until
            guard state.isStopping, state.inHand.isEmpty else { return [] }
            defer { state.whenIdle = [] }
            return state.whenIdle
        }
        for one in idle { one() }
        engine.nudge()
    }
}

extension AccountOutbox: Timed {
    var nextWake: Instant? { state.withLock { $0.isStopping ? nil : $0.due.values.min() } }

    func wake(at now: Instant) {
        let due = state.withLock { state -> [AccountID] in
            guard !state.isStopping else { return [] }
            let due = state.due.filter { $0.value <= now }.keys.sorted()
            for account in due {
                state.due[account] = nil
                state.inHand.insert(account)
            }
            return due
        }
        for account in due { next(of: account) }
    }
}

extension EngineCore {
    fileprivate func step(
        of account: AccountID, hasEffects: Bool
    ) throws(StoreError) -> AccountOutbox.Step {
        let pending = try store.pendingAccountEffects().first { $0.account == account }
        guard let effect = pending else { return .nothing }
        if let until = effect.nextTryAt, until > moment.now { return .wait(until: until) }
        if effect.kind == .delete, hasEffects || isOpen(account),
            moment.now < effect.createdAt + AccountOutbox.deletionPatience
        {
            return .wait(until: moment.now + .seconds(1))
        }
        guard let kind = try stillWanted(effect) else {
            try store.finishAccountEffect(effect.id, .withdrawn, at: moment.now)
            return .wait(until: moment.now)
        }
        try store.beginAccountEffect(effect.id, at: moment.now)
        metrics.count(.attempts)
        return .call(effect, try call(kind, about: effect.account))
    }

    /// Whether the account has a session that has not ended.
    private func isOpen(_ account: AccountID) -> Bool {
        routing.openSessionIDs.contains { routing.session($0)?.account == account }
    }

    private func call(
        _ kind: AccountEffect.Kind, about account: AccountID
    ) throws(StoreError) -> AccountCall {
        let name = try store.openKfID(of: account)
        switch kind {
        case .addServicers(let userIDs): return .addServicers(openKfID: name, userIDs)
        case .deleteServicers(let userIDs): return .deleteServicers(openKfID: name, userIDs)
        case .delete: return .delete(openKfID: name)
        case .fetchLink: return .fetchLink(openKfID: name)
        case .update(let accountName, let hasPicture):
            let picture = hasPicture ? try store.view.ownAvatar(of: account) : nil
            return .update(
                openKfID: name, name: accountName,
                picture: picture.map { AccountCall.Picture(type: $0.type, bytes: $0.bytes) })
        }
    }

    fileprivate func finish(
        _ effect: AccountEffect, _ result: Result<AccountReply, CallFailure>
    ) throws(StoreError) {
        switch result {
        case .success(let reply): try succeed(effect, reply)
        // Deleting what is not there: an earlier attempt has done it.
        case .failure(.refused(95004, _)) where effect.kind == .delete:
            try succeed(effect, AccountReply())
        case .failure(.refused(let code, let words)):
            try store.finishAccountEffect(
                effect.id, .failed, code: code, error: words, at: moment.now)
            if effect.kind == .delete { try store.setDeletionCode(code, of: effect.account) }
        case .failure(let failure):
            metrics.count(.retries)
            let pause = RetrySchedule.pause(
                afterAttempts: effect.attempts + 1, of: effect.id.rawValue)
            try store.deferAccountEffect(
                effect.id, until: moment.now + pause, code: failure.code, error: failure.words)
        }
    }

    private func succeed(_ effect: AccountEffect, _ reply: AccountReply) throws(StoreError) {
        // One call, many answers: it has failed as long as one of them is a refusal.
        let isWanted = try store.view.unfinishedAccountEffects().contains { $0.id == effect.id }
        let results = effect.kind.settled(reply.results)
        let refused = results.filter { $0.value != 0 }
        try store.finishAccountEffect(
            effect.id, refused.isEmpty ? .done : .failed, code: refused.values.min(),
            error: refused.isEmpty ? nil : "\(refused.count) of \(effect.kind.items) refused",
            results: effect.results.merging(results) { _, new in new }, at: moment.now)
        switch effect.kind {
        case .delete:
            try store.setDeletionCode(nil, of: effect.account)
            switch routing.account(effect.account)?.status {
            // Also where a list without the account came before the answer.
            case .deleting,
                .withdrawn where isWanted:
                try apply(.accountStatusSet(effect.account, .deleted))
            default:
                // Taken back while the call was on its way: it is gone all the same.
                try setListed(effect.account, false)
            }
            news.changedAccounts.insert(effect.account)
        case .fetchLink:
            if let link = reply.link { try store.setAccessLink(link, of: effect.account) }
        case .addServicers, .deleteServicers:
            // The platform's own list says who receives, newcomers included.
            news.servicerLists.insert(effect.account)
        case .update: break
        }
    }
}
