public import Routing
import Storage
import Synchronization

/// Everything that acts around the engine, put together: the puller, the outbox, the mailboxes, the
/// survey of the platform, and housekeeping.
public final class Shell: Sendable {
    /// What it is told by the configuration.
    public struct Settings: Sendable {
        /// How often an account is pulled without a callback (`[platform] poll_interval`).
        public var pollInterval: Interval
        /// What a first pull acts on is younger than this (`[platform] start_line`).
        public var startLine: Interval
        /// How long messages are kept (`[database] keep_messages`); nil is for ever.
        public var keepMessages: Interval?

        /// The documented defaults: five and ten minutes, and for ever.
        public init(
            pollInterval: Interval = .minutes(5), startLine: Interval = .minutes(10),
            keepMessages: Interval? = nil
        ) {
            self.keepMessages = keepMessages
            self.pollInterval = pollInterval
            self.startLine = startLine
        }
    }

    /// The owner of the routing state.
    public let engine: Engine
    /// Agents' polls.
    public let mailboxes: Mailboxes
    /// The sender.
    public let outbox: Outbox
    /// The puller.
    public let puller: Puller
    private let accountOutbox: AccountOutbox
    private let survey: Survey
    private let visitorNames: VisitorNames
    private let housekeeping: Housekeeping
    /// When the unfinished work was taken over.
    private let startedAt = Mutex<Instant?>(nil)
    /// News from before that; nil afterwards.
    private let early = Mutex<[CommitNews]?>([])
    /// What could not be looked at (a full disk), and when that is tried again.
    private let postponed = Mutex<(accounts: Set<AccountID>, until: Instant?)>(([], nil))

    /// Puts the parts together; nothing is asked of the platform before `start`.
    public init(
        engine: Engine,
        platform: any PlatformPull & PlatformSend & PlatformAccounts & PlatformCustomers,
        settings: Settings = Settings(), faults: @escaping Faults = { _ in nil }
    ) {
        self.engine = engine
        mailboxes = Mailboxes { engine.nudge() }
        puller = Puller(
            engine: engine, platform: platform, pollInterval: settings.pollInterval,
            startLine: settings.startLine)
        let outbox = Outbox(engine: engine, platform: platform, puller: puller, faults: faults)
        self.outbox = outbox
        accountOutbox = AccountOutbox(engine: engine, platform: platform) { account in
            outbox.hasEffects(of: account)
        }
        survey = Survey(engine: engine, platform: platform)
        visitorNames = VisitorNames(engine: engine, platform: platform)
        housekeeping = Housekeeping(engine: engine, keepMessages: settings.keepMessages)
    }

    /// Goes on where the last run stopped: pulls every account, performs what is unfinished, reads
    /// what the platform has.
    ///
    /// What is committed before the unfinished work has been taken over waits for it, so that
    /// nothing new overtakes what is older.
    public func start() {
        let all: [any Timed] = [
            mailboxes, puller, outbox, accountOutbox, survey, visitorNames, housekeeping, self,
        ]
        for timed in all {
            engine.keepTime(for: timed)
        }
        engine.observe { [self] news in
            let isEarly = early.withLock { early in
                early?.append(news)
                return early != nil
            }
            if !isEarly { take(news) }
        }
        engine.submit { core in
            try core.unfinished()
        } then: { [self] result in
            guard case .success(let unfinished) = result else { return engine.giveUp(result) }
            if let until = unfinished.pausedUntil { puller.pause(until: until) }
            for (account, state) in unfinished.accounts { puller.add(account, state) }
            for account in unfinished.routed { survey.set(account, isRouted: true) }
            accountOutbox.look(at: unfinished.accountEffects)
            outbox.load(unfinished.effects)
            let early = early.withLock { early in
                defer { early = nil }
                return early ?? []
            }
            for news in early { take(news) }
            let now = engine.clock.now
            startedAt.withLock { $0 = now }
        }
    }

    /// Whether the first pulls are through, or have been given the 60 s that they get.
    public var isReady: Bool {
        guard let startedAt = startedAt.withLock({ $0 }) else { return false }
        return puller.isThrough || engine.clock.now >= startedAt + .seconds(60)
    }

    private func take(_ news: CommitNews) {
        mailboxes.deliver(to: news.feedAgents)
        outbox.take(news)
        accountOutbox.look(at: news.accountEffects)
        survey.take(news)
        visitorNames.take(news)
        let unknown = puller.take(news)
        let changed = news.changedAccounts.union(unknown)
        if !changed.isEmpty { review(changed) }
    }

    /// Brings puller and survey into line with what accounts have become.
    private func review(_ accounts: Set<AccountID>) {
        engine.submit { core in
            try accounts.sorted().map { account in
                (account, try core.pullState(of: account), core.isRouted(account))
            }
        } then: { [self] result in
            guard case .success(let reviewed) = result else { return postpone(accounts) }
            for (account, pull, isRouted) in reviewed {
                if let pull { puller.add(account, pull) } else { puller.remove(account) }
                survey.set(account, isRouted: isRouted)
            }
        }
    }

    private func postpone(_ accounts: Set<AccountID>) {
        let until = engine.clock.now + .seconds(1)
        postponed.withLock { $0 = ($0.accounts.union(accounts), until) }
    }

    /// Stops in order: no new pulls and attempts, held polls answered at once, calls under way
    /// finished and their results committed (for at most this long), then the store is closed.
    public func drain(within patience: Duration = .seconds(8)) async {
        survey.stop()
        visitorNames.stop()
        housekeeping.stop()
        mailboxes.stop()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in await callsAreThrough() }
            group.addTask { try? await Task.sleep(for: patience) }
            await group.next()
            group.cancelAll()
        }
        await engine.stop()
    }

    private func callsAreThrough() async {
        let waiting = Countdown(3)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiting.atZero { continuation.resume() }
                puller.stop { waiting.step() }
                outbox.stop { waiting.step() }
                accountOutbox.stop { waiting.step() }
            }
        } onCancel: {
            waiting.finish()
        }
    }
}

/// Calls once, when it has been stepped to zero or is finished early.
private final class Countdown: Sendable {
    private let state: Mutex<(left: Int, then: (@Sendable () -> Void)?)>

    init(_ count: Int) { state = Mutex((count, nil)) }

    func atZero(_ then: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            if state.left > 0 { state.then = then }
            return state.left <= 0
        }
        if isOver { then() }
    }

    func step() { end { $0 - 1 } }

    func finish() { end { _ in 0 } }

    private func end(_ change: (Int) -> Int) {
        let then = state.withLock { state -> (@Sendable () -> Void)? in
            state.left = change(state.left)
            guard state.left <= 0 else { return nil }
            defer { state.then = nil }
            return state.then
        }
        then?()
    }
}

extension Shell: Timed {
    var nextWake: Instant? { postponed.withLock { $0.until } }

    func wake(at now: Instant) {
        let accounts = postponed.withLock { postponed in
            defer { postponed = ([], nil) }
            return postponed.accounts
        }
        if !accounts.isEmpty { review(accounts) }
    }
}
