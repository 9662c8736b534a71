public import Routing
public import Storage

import Foundation
import Synchronization

/// The one owner of the routing state and of the writing connection.
///
/// Everything that changes anything is a work that is submitted here. One thread takes all works
/// that wait (at most 1,000) into one transaction: that is the group commit, and the reason why a
/// completion is called only when its work is durable. Between deciding and committing nothing
/// else happens, so no work decides on a state that is outdated.
///
/// Completions and observers are called on the engine's thread, outside of every lock, and must
/// be short: whoever has more to do goes elsewhere.
public final class Engine: Sendable {
    /// What moves the engine.
    public enum Drive: Sendable {
        /// A thread of its own.
        case ownThread
        /// Nobody: a test or a simulator calls `turn()`.
        case byHand
    }

    /// How many works one transaction takes at most; a page of messages counts as its messages, so
    /// that others are read and sent while one is being committed.
    static let batchMax = 1_000

    /// What is counted for `/metrics`.
    public let metrics: Metrics
    /// Kefud's time line.
    public let clock: EngineClock

    private let inbox = Inbox()
    private let runner: EngineRunner
    private let isByHand: Bool

    /// Opens the database on the engine's thread, reads the state and starts.
    /// - Parameter open: makes the store; called once, on the thread that will own it.
    public init(
        configuration: RoutingConfiguration, clock: EngineClock, drive: Drive = .ownThread,
        faults: @escaping Faults = { _ in nil },
        open: @escaping @Sendable () throws(StoreError) -> Store
    ) throws(StoreError) {
        metrics = Metrics()
        self.clock = clock
        runner = EngineRunner(inbox: inbox, clock: clock, metrics: metrics)
        let (runner, metrics) = (runner, metrics)
        let start = { @Sendable () throws(StoreError) in
            let core = try EngineCore(
                store: try open(), configuration: configuration, clock: clock, metrics: metrics,
                faults: faults)
            runner.take(core)
        }
        isByHand = drive == .byHand
        switch drive {
        case .byHand: try start()
        case .ownThread: try runner.runOnOwnThread(after: start)
        }
    }

    /// Hands a work to the engine; the completion is called once it is durable, or has failed.
    ///
    /// A work that throws must have changed nothing before: what it changed would be kept.
    /// - Parameter weight: how many ordinary works it is as much as.
    public func submit<T: Sendable>(
        weight: Int = 1,
        _ work: @escaping @Sendable (EngineCore) throws -> T,
        then completion: @escaping @Sendable (Result<T, EngineError>) -> Void
    ) {
        submit(Work(weight: weight, work, then: completion))
    }

    /// Hands a callback's hint to the engine (`EngineCore.noteHint`); the completion is called once
    /// it is durable, or has failed.
    /// - Parameter token: the callback's token for `sync_msg`; nil when it has none.
    public func submitHint(
        openKfID: String, token: String?,
        then completion: @escaping @Sendable (Result<Void, EngineError>) -> Void
    ) {
        submit(Work(hintOf: openKfID, token: token, then: completion))
    }

    private func submit(_ work: Work) {
        if !inbox.add(work, since: clock.now.milliseconds) { work.fail(.stopped) }
    }

    /// Hands a work to the engine and waits until it is durable.
    public func perform<T: Sendable>(
        _ work: @escaping @Sendable (EngineCore) throws -> T
    ) async throws(EngineError) -> T {
        try await withCheckedContinuation { continuation in
            submit(work) { continuation.resume(returning: $0) }
        }.get()
    }

    /// Is told of every commit, in order, from now on.
    public func observe(_ observer: @escaping @Sendable (CommitNews) -> Void) {
        runner.observers.withLock { $0.append(observer) }
    }

    /// Keeps the time for this one from now on.
    func keepTime(for timed: any Timed) {
        runner.timed.withLock { $0.append(timed) }
        nudge()
    }

    /// Says that nothing can be done any more.
    func giveUp<T>(_ result: Result<T, EngineError>) {
        if case .failure(.storage(let error)) = result { runner.giveUp(error) }
    }

    /// Says that somebody's `nextWake` may be sooner than it was.
    public func nudge() { inbox.nudge() }

    /// How the engine is doing.
    public var health: EngineHealth {
        var health = runner.health.withLock { $0 }
        let (waiting, oldest) = inbox.state
        health.waiting = waiting
        let since = [oldest, runner.busySince.withLock { $0 }].compactMap { $0 }.min()
        if let since { health.lag = max(0, clock.now.milliseconds - since) }
        return health
    }

    /// Is called once, when the database is past helping itself: on the engine's thread, or at once
    /// when that has happened already.
    public func onFatal(_ handler: @escaping @Sendable (StoreError) -> Void) {
        runner.onFatal(handler)
    }

    /// Does what is waiting and what is due, once; only for an engine that is driven by hand.
    /// - Returns: whether there was anything to do.
    @discardableResult
    public func turn() -> Bool { runner.turn(inbox.take(atMost: Self.batchMax).works) }

    /// Takes no more works, commits those that wait and closes the store.
    public func stop() async {
        inbox.close()
        if isByHand { runner.stopByHand() }
        await withCheckedContinuation { continuation in
            runner.whenStopped { continuation.resume() }
        }
    }

    /// When `turn` will have something to do although nobody hands it a work, at most ten seconds
    /// from now.
    package var millisecondsToNextTurn: Int64 { runner.millisecondsToNextTurn }

    /// Closes the store without doing what waits: how a test lets a process that is driven by hand
    /// die.
    package func kill() {
        inbox.close()
        runner.kill()
    }
}
