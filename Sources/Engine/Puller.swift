import Routing
import Storage
import Synchronization
import WeCom

/// Walks `sync_msg` for every account: one call at a time for each, every page stored with its
/// cursor in one transaction before the next one is asked for.
public final class Puller: Sendable {
    private struct State {
        var plan: PullPlan
        var underWay = 0
        var isStopping = false
        var whenIdle: [@Sendable () -> Void] = []
    }

    private let state: Mutex<State>
    private let engine: Engine
    private let platform: any PlatformPull
    private let startLine: Interval

    /// - Parameters:
    ///   - pollInterval: how often an account is pulled without a callback.
    ///   - startLine: what a first pull acts on is younger than this.
    init(
        engine: Engine, platform: any PlatformPull, pollInterval: Interval, startLine: Interval
    ) {
        state = Mutex(State(plan: PullPlan(pollInterval: pollInterval)))
        self.engine = engine
        self.platform = platform
        self.startLine = startLine
    }

    /// Takes an account in, and pulls it at once.
    func add(_ account: AccountID, _ stored: PullState) {
        let now = engine.clock.now
        state.withLock { $0.plan.add(account, PullLane(stored, now: now), now: now) }
        pump()
    }

    /// Asks nothing of anybody before this.
    func pause(until: Instant) { state.withLock { $0.plan.pauseAll(until: until) } }

    /// Pulls an account no more.
    func remove(_ account: AccountID) {
        let fences = state.withLock { $0.plan.remove(account) }
        for fence in fences { fence.then() }
    }

    /// Takes over what a commit says.
    /// - Returns: accounts that are hinted at and not known here.
    func take(_ news: CommitNews) -> Set<AccountID> {
        guard !news.pullHints.isEmpty || !news.changedAccounts.isEmpty else { return [] }
        let unknown = state.withLock { state -> Set<AccountID> in
            // An account that has been adopted is pulled at once; others lose nothing by it.
            for account in news.changedAccounts {
                state.plan.hint(account, token: nil, at: news.at)
            }
            for hint in news.pullHints {
                state.plan.hint(hint.account, token: hint.token, at: hint.at)
            }
            return Set(news.pullHints.map(\.account)).filter { !state.plan.isPulled($0) }
        }
        pump()
        return unknown
    }

    /// Whether the first pull of every account has reached its end. One that was pulled so shortly
    /// before the start that it must wait is no reason to wait for it.
    var isThrough: Bool {
        state.withLock { $0.plan.lanes.values.allSatisfy { $0.hasEnded || !$0.isPulled } }
    }

    /// Begins no more calls; the completion is called when those under way are stored.
    func stop(then: @escaping @Sendable () -> Void) {
        let isIdle = state.withLock { state in
            state.isStopping = true
            if state.underWay > 0 { state.whenIdle.append(then) }
            return state.underWay == 0
        }
        if isIdle { then() }
    }

    /// Begins every call that is due.
    func pump() {
        let now = engine.clock.now
        while let call = takeNext(at: now) { begin(call) }
        engine.nudge()
    }

    private func takeNext(at now: Instant) -> PullPlan.Call? {
        state.withLock { state in
            guard !state.isStopping, let account = state.plan.next(at: now) else { return nil }
            if let pause = platform.waitBeforePull() {
                state.plan.pauseAll(until: now + Interval(milliseconds: max(pause, 10)))
                return nil
            }
            guard let call = state.plan.begin(account, at: now) else { return nil }
            state.underWay += 1
            return call
        }
    }

    private func begin(_ call: PullPlan.Call) {
        engine.metrics.count(.pullCalls)
        let began = engine.clock.moment
        engine.submit { core in
            try core.store.openKfID(of: call.account)
        } then: { [self] name in
            guard case .success(let name) = name else { return notStored(call) }
            let wire = SyncRequest(openKfID: name, cursor: call.cursor, token: call.token)
            platform.pull(wire) { [self] result in
                switch result {
                case .success(let page): store(page, of: call, began: began)
                case .failure(let failure): failed(call, failure)
                }
            }
        }
    }

    private func store(_ page: SyncPage, of call: PullPlan.Call, began: Moment) {
        let startLine = startLine
        engine.submit(weight: page.messages.count) { core in
            try core.ingest(
                page, of: call.account, pullBegan: began, startLine: startLine)
        } then: { [self] result in
            guard case .success = result else { return notStored(call) }
            let now = engine.clock.now
            let consequences = state.withLock {
                $0.plan.answered(
                    call.account, nextCursor: page.nextCursor, hasMore: page.hasMore, now: now)
            }
            follow(consequences, of: call.account)
            done()
        }
    }

    private func notStored(_ call: PullPlan.Call) {
        let now = engine.clock.now
        state.withLock { $0.plan.notStored(call.account, now: now) }
        done()
    }

    private func failed(_ call: PullPlan.Call, _ failure: CallFailure) {
        engine.metrics.failed(failure)
        let now = engine.clock.now
        let consequences = state.withLock {
            $0.plan.failed(call.account, with: failure, now: now)
        }
        if failure.code == 95007, let token = call.token {
            engine.submit { core in
                try core.store.forgetToken(token, of: call.account)
            } then: { _ in
            }
        }
        follow(consequences, of: call.account)
        done()
    }

    private func follow(_ consequences: [PullPlan.Consequence], of account: AccountID) {
        for consequence in consequences {
            switch consequence {
            case .ended(let fences):
                engine.metrics.count(.pulls)
                for fence in fences { fence.then() }
            case .stuck:
                raise(.pullStuck, account, "the platform says \"more\" and repeats its cursor")
            case .cursorLost: forgetCursor(of: account)
            case .paused(let until, let isOfAll):
                engine.submit { core in
                    try core.store.notePause(of: account, until: until, ofAll: isOfAll)
                } then: { _ in
                }
            }
        }
    }

    /// Until this is committed the cursor is asked with again, and refused again.
    private func forgetCursor(of account: AccountID) {
        engine.submit { core in
            try core.raise(.messagesLost, account, "the platform refused the cursor")
            try core.store.forgetCursor(of: account)
        } then: { [self] result in
            guard case .success = result else { return }
            state.withLock { $0.plan.cursorForgotten(account) }
        }
    }

    private func raise(_ kind: Alert.Kind, _ account: AccountID, _ detail: String) {
        engine.submit { core in
            try core.raise(kind, account, detail)
        } then: { _ in
        }
    }

    private func done() {
        let idle = state.withLock { state -> [@Sendable () -> Void] in
            state.underWay -= 1
            guard state.isStopping, state.underWay == 0 else { return [] }
            defer { state.whenIdle = [] }
            return state.whenIdle
        }
        for one in idle { one() }
        pump()
    }
}

extension Puller: Timed {
    var nextWake: Instant? {
        let now = engine.clock.now
        return state.withLock { $0.isStopping ? nil : $0.plan.nextWake(now: now) }
    }

    func wake(at now: Instant) { pump() }
}

extension Puller: PullFences {
    func afterNextPull(of account: AccountID, then: @escaping @Sendable () -> Void) {
        let now = engine.clock.now
        let isPulled = state.withLock { $0.plan.fence(account, at: now, then: then) }
        if isPulled { pump() } else { then() }
    }
}
