import Routing
import Storage
import Synchronization
public import WeCom

/// What the search for visitors' names needs of a platform. A completion is called exactly once, on
/// any thread.
public protocol PlatformCustomers: Sendable {
    /// `customer/batchget`, for at most 100 visitors. Whom the platform does not know is missing.
    func customers(
        _ externalUserIDs: [String],
        then: @escaping @Sendable (Result<[Customer], CallFailure>) -> Void)
}

/// Asks what visitors are called, once they have a session: the platform tells it of those who
/// wrote within 48 hours, a hundred at a time. People change their names, so it asks again after a
/// week.
///
/// Nothing waits for it and nothing depends on it. What cannot be had now is asked for again with
/// the visitor's next session.
final class VisitorNames: Sendable {
    /// How long visitors are gathered for one call.
    static let gathering = Interval.seconds(1)
    /// How long a name is good.
    static let goodFor = Interval.hours(7 * 24)
    /// How long nothing is asked after a failure.
    static let failurePause = Interval.minutes(1)
    /// How many visitors one call may name.
    static let batchMax = 100
    /// More are not remembered: they are asked for with their next session.
    static let waitingMax = 10_000

    private struct State {
        var waiting: Set<VisitorID> = []
        var due: Instant?
        var isUnderWay = false
        var isStopping = false
    }

    private let state = Mutex(State())
    private let engine: Engine
    private let platform: any PlatformCustomers

    init(engine: Engine, platform: any PlatformCustomers) {
        self.engine = engine
        self.platform = platform
    }

    /// Takes over what a commit says.
    func take(_ news: CommitNews) {
        guard !news.openedFor.isEmpty else { return }
        state.withLock { state in
            guard state.waiting.count < Self.waitingMax else { return }
            state.waiting.formUnion(news.openedFor)
            if state.due == nil { state.due = news.at + Self.gathering }
        }
        engine.nudge()
    }

    /// Asks for nothing more.
    func stop() { state.withLock { $0.isStopping = true } }

    private func ask(_ batch: [VisitorID]) {
        engine.submit { core in
            try core.unnamed(batch)
        } then: { [self] result in
            guard case .success(let names) = result, !names.isEmpty else { return finished(result) }
            platform.customers(names) { [self] answer in
                switch answer {
                case .success(let customers): store(customers, of: names)
                case .failure(let failure):
                    engine.metrics.failed(failure)
                    finished(answer)
                }
            }
        }
    }

    private func store(_ customers: [Customer], of names: [String]) {
        engine.submit { core in
            try core.keep(customers, of: names)
        } then: { [self] result in
            finished(result)
        }
    }

    private func finished<T>(_ result: Result<T, some Error>) {
        let now = engine.clock.now
        state.withLock { state in
            state.isUnderWay = false
            if case .failure = result {
                state.due = now + Self.failurePause
            } else {
                state.due = state.waiting.isEmpty ? nil : now + Self.gathering
            }
        }
        engine.nudge()
    }
}

extension VisitorNames: Timed {
    var nextWake: Instant? {
        state.withLock { $0.isUnderWay || $0.isStopping ? nil : $0.due }
    }

    func wake(at now: Instant) {
        let batch = state.withLock { state -> [VisitorID] in
            guard !state.isUnderWay, !state.isStopping, let due = state.due, due <= now
            else { return [] }
            let batch = Array(state.waiting.sorted().prefix(Self.batchMax))
            state.waiting.subtract(batch)
            state.due = nil
            state.isUnderWay = !batch.isEmpty
            return batch
        }
        if !batch.isEmpty { ask(batch) }
    }
}

extension EngineCore {
    /// The platform's names of those whose details are not known, or not lately.
    fileprivate func unnamed(_ visitors: [VisitorID]) throws(StoreError) -> [String] {
        let since = moment.now - VisitorNames.goodFor
        var names: [String] = []
        for visitor in visitors {
            if let name = try store.nameOfUnknown(visitor, since: since) { names.append(name) }
        }
        return names
    }

    /// Keeps what the platform told of these; one who has been erased meanwhile has no row.
    fileprivate func keep(
        _ customers: [Customer], of names: [String]
    ) throws(StoreError) {
        let asked = Set(names)
        for customer in customers where asked.contains(customer.externalUserID) {
            guard
                let visitor = try store.existingVisitorID(externalUserID: customer.externalUserID)
            else { continue }
            try store.setVisitorDetails(
                visitor, name: customer.nickname, avatar: customer.avatar, at: moment.now)
        }
    }
}
