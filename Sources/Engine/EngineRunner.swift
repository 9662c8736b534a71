import Foundation
import Routing
import Storage
import Synchronization

/// What the engine's thread does, round after round.
final class EngineRunner: @unchecked Sendable {
    // `@unchecked`: `core`, `lastTick`, `lastLook` and `notBefore` are touched by one thread only,
    // the engine's own or, when it is driven by hand, the caller's; all else is behind a lock.
    private var core: EngineCore?
    private var lastTick: Instant?
    private var notBefore: Instant?
    /// When the place of the database's files was looked after.
    private var lastLook: Instant?

    let observers = Mutex<[@Sendable (CommitNews) -> Void]>([])
    let timed = Mutex<[any Timed]>([])
    let health = Mutex(EngineHealth())
    /// Since when the present round lasts; nil between rounds.
    let busySince = Mutex<Int64?>(nil)
    private let fatal = Mutex<Fatal>(Fatal())

    private struct Fatal {
        var error: StoreError?
        var handler: (@Sendable (StoreError) -> Void)?
    }

    private let inbox: Inbox
    private let clock: EngineClock
    private let metrics: Metrics
    private let end = Mutex<End>(End())

    private struct End {
        var isReached = false
        var waiting: [@Sendable () -> Void] = []
    }

    /// The core is ticked at least this often: the wall clock may have jumped, and a start wants to
    /// know until when the last run was alive.
    private static let tickGap = Interval.seconds(10)
    /// How many transactions in a row may fail before the database is given up.
    private static let failuresMax = 5

    init(inbox: Inbox, clock: EngineClock, metrics: Metrics) {
        self.inbox = inbox
        self.clock = clock
        self.metrics = metrics
    }

    func take(_ core: EngineCore) {
        self.core = core
        lastTick = core.moment.now
    }

    /// Starts the thread and waits until it has opened the database, or has failed to.
    func runOnOwnThread(
        after start: @escaping @Sendable () throws(StoreError) -> Void
    ) throws(StoreError) {
        let handover = Handover()
        let thread = Thread { [self] in
            do throws(StoreError) {
                try start()
            } catch {
                handover.finish(.failure(error))
                return
            }
            handover.finish(.success(()))
            loop()
        }
        thread.stackSize = 8 << 20
        thread.start()
        try handover.wait()
        // Before the start Foundation forgets it, and a thread that could not begin has ended.
        thread.name = "engine"
    }

    private func loop() {
        var gathering = Inbox.Gathering()
        while true {
            let (works, isClosed) = inbox.wait(
                milliseconds: millisecondsToNextTurn, atMost: Engine.batchMax,
                gathering: gathering)
            let lasted = ContinuousClock().measure { _ = turn(works) }
            if !works.isEmpty {
                gathering = Inbox.Gathering(
                    afterTransactionOf: works.count,
                    lasting: lasted.components.attoseconds / 1_000_000_000)
            } else if isClosed {
                break
            }
        }
        close()
    }

    /// One round: a transaction if there is anything to do, then those whose time has come.
    @discardableResult
    func turn(_ works: [Work]) -> Bool {
        guard let core, !core.isDead else { return false }
        let moment = clock.moment
        busySince.withLock { $0 = moment.now.milliseconds }
        defer { busySince.withLock { $0 = nil } }
        let isTick = isTickDue(core, at: moment.now)
        if !works.isEmpty || isTick { commit(works, isTick: isTick, in: core, at: moment) }
        if core.isDead { return false }
        if isTick { lookAfterFiles(of: core, at: moment.now) }
        let woken = timed.withLock { $0 }.filter { ($0.nextWake ?? .never) <= moment.now }
        for one in woken { one.wake(at: moment.now) }
        return !works.isEmpty || isTick || !woken.isEmpty
    }

    private func commit(_ works: [Work], isTick: Bool, in core: EngineCore, at moment: Moment) {
        // Last in the batch: a message that arrived in time is heard before the silence ends.
        let batch = isTick ? works + [Self.tick] : works
        let isLate = moment.now >= (lastTick ?? moment.now) + Self.tickGap
        // Once something could not be stored, only what is written shows that it can be again.
        let isFailing = health.withLock { $0.failuresInARow > 0 }
        var outcome = core.run(batch, at: moment, always: isTick && isLate || isFailing)
        if let failure = outcome.failure, batch.count > 1, failure.mayBeOneWorks {
            // One of them asks the impossible; the others must not suffer for it for ever.
            for work in batch { conclude(core.run([work], at: moment, always: true), at: moment) }
            outcome.completions = []
            lastTick = moment.now
            return
        }
        if isTick, outcome.failure == nil { lastTick = moment.now }
        conclude(outcome, at: moment)
    }

    /// Whoever moves the database's files away does not stop the writing, only the keeping.
    private func lookAfterFiles(of core: EngineCore, at now: Instant) {
        if let lastLook, now < lastLook + Self.tickGap { return }
        lastLook = now
        do throws(StoreError) {
            try core.store.checkPlace()
        } catch {
            giveUp(error)
        }
    }

    private func conclude(_ outcome: EngineCore.Outcome, at moment: Moment) {
        note(outcome.failure, at: moment.now)
        if let news = outcome.news, !news.isEmpty {
            for observer in observers.withLock({ $0 }) { observer(news) }
        }
        for completion in outcome.completions { completion() }
    }

    private func note(_ failure: StoreError?, at now: Instant) {
        if failure?.isRefusal == true { return }
        notBefore = failure == nil ? nil : now + .seconds(1)
        let failures = health.withLock { health in
            if let failure {
                health.lastError = failure.description
                health.failuresInARow += 1
            } else {
                health.lastCommit = now
                health.lastError = nil
                health.failuresInARow = 0
            }
            return health.failuresInARow
        }
        guard let failure, !failure.mayPass else { return }
        // What cannot be written to a damaged file cannot be written tomorrow, while other things
        // can: waiting for failures in a row would lose it quietly.
        if failure.isDamage || failures >= Self.failuresMax { giveUp(failure) }
    }

    /// The database is past helping itself.
    func giveUp(_ error: StoreError) {
        health.withLock { health in
            health.isFatal = true
            health.lastError = error.description
        }
        let handler = fatal.withLock { fatal -> (@Sendable (StoreError) -> Void)? in
            guard fatal.error == nil else { return nil }
            fatal.error = error
            return fatal.handler
        }
        handler?(error)
    }

    func onFatal(_ handler: @escaping @Sendable (StoreError) -> Void) {
        let error = fatal.withLock { fatal in
            fatal.handler = handler
            return fatal.error
        }
        if let error { handler(error) }
    }

    private func isTickDue(_ core: EngineCore, at now: Instant) -> Bool {
        guard now >= notBefore ?? now else { return false }
        return now >= min(core.routing.nextDeadline ?? .never, (lastTick ?? now) + Self.tickGap)
    }

    /// How long the thread may sleep.
    var millisecondsToNextTurn: Int64 {
        guard let core else { return 0 }
        let now = clock.now
        let tick = min(core.routing.nextDeadline ?? .never, (lastTick ?? now) + Self.tickGap)
        let wakes = timed.withLock { $0 }.compactMap(\.nextWake)
        let next = min(max(tick, notBefore ?? tick), wakes.min() ?? .never)
        return min(max(0, (next - now).milliseconds), Self.tickGap.milliseconds)
    }

    private static let tick = Work({ core in _ = try core.apply(.tick) }, then: { _ in })

    // MARK: The end

    /// Closes the store; the core's memory goes with it.
    private func close() {
        // What came after the files were seen to be gone is brought into the database, too.
        if health.withLock({ $0.isFatal }) { try? core?.store.checkPlace() }
        core = nil
        observers.withLock { $0 = [] }
        timed.withLock { $0 = [] }
        let waiting = end.withLock { end in
            end.isReached = true
            defer { end.waiting = [] }
            return end.waiting
        }
        for one in waiting { one() }
    }

    func whenStopped(_ then: @escaping @Sendable () -> Void) {
        let isReached = end.withLock { end in
            if !end.isReached { end.waiting.append(then) }
            return end.isReached
        }
        if isReached { then() }
    }

    /// Ends at once, for an engine that is driven by hand.
    func kill() { close() }

    /// The last rounds of an engine that is driven by hand.
    func stopByHand() {
        while case let works = inbox.take(atMost: Engine.batchMax).works, !works.isEmpty {
            turn(works)
        }
        close()
    }
}

/// The result of opening the database, on its way from one thread to another.
private final class Handover: Sendable {
    private let result = Mutex<Result<Void, StoreError>>(.success(()))
    private let semaphore = DispatchSemaphore(value: 0)

    func finish(_ result: Result<Void, StoreError>) {
        self.result.withLock { $0 = result }
        semaphore.signal()
    }

    func wait() throws(StoreError) {
        semaphore.wait()
        try result.withLock { $0 }.get()
    }
}

extension Instant {
    /// Later than anything that happens.
    static let never = Instant(milliseconds: .max)
}
