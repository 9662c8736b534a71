internal import Synchronization

/// Holds the access token that all calls share (document 91039): fetched by one caller at a time
/// while the others wait, renewed before it ends, and thrown away when the platform refuses it.
final class AccessToken: Sendable {
    /// A token and the milliseconds, of the client's clock, at which it is renewed and ends.
    struct Held: Equatable, Sendable {
        var value: String
        var renewAt: Int64
        var endsAt: Int64
    }

    typealias Outcome = Result<TokenReply, PlatformFailure>

    private struct State {
        var held: Held?
        var fetch: Task<Outcome, Never>?
        /// After a refusal that only a person can mend nobody asks again before this time: many
        /// calls with a wrong secret get the whole address blocked.
        var refusal: (failure: PlatformFailure, until: Int64)?
    }

    private enum Step {
        case use(String)
        case fail(PlatformFailure)
        case wait(Task<Outcome, Never>)
    }

    static let aheadMilliseconds: Int64 = 300_000
    static let pauseMilliseconds: Int64 = 60_000
    static let newTokenPauseMilliseconds: Int64 = 10_000

    private let state = Mutex(State())
    private let time: @Sendable () -> Int64
    private let fetch: @Sendable () async -> Outcome

    /// - Parameters:
    ///   - time: milliseconds of a clock that does not go back.
    ///   - fetch: asks the platform for a token, once.
    init(time: @escaping @Sendable () -> Int64, fetch: @escaping @Sendable () async -> Outcome) {
        (self.time, self.fetch) = (time, fetch)
    }

    /// A token that is valid as far as we know.
    func value() async throws(PlatformFailure) -> String {
        switch nextStep() {
        case .use(let value): return value
        case .fail(let failure): throw failure
        case .wait(let task):
            switch await task.value {
            case .success(let reply): return reply.accessToken
            case .failure(let failure):
                // A token that is due for renewal is still good until its end.
                if let held = state.withLock({ $0.held }), time() < held.endsAt {
                    return held.value
                }
                throw failure
            }
        }
    }

    /// The platform has refused `value`. A newer token that somebody has fetched since stays.
    func discard(_ value: String) {
        state.withLock { if $0.held?.value == value { $0.held = nil } }
    }

    /// The platform has refused `value` although it is new. Asking for another one at each call
    /// would only spend the rate of `gettoken`, so everybody waits a little.
    func discardNew(_ value: String, because failure: PlatformFailure) {
        let now = time()
        state.withLock { state in
            guard state.held?.value == value else { return }
            state.held = nil
            state.refusal = (failure, now + Self.newTokenPauseMilliseconds)
        }
    }

    /// Gives up a fetch that is under way.
    func shutdown() {
        state.withLock { $0.fetch?.cancel() }
    }

    private func nextStep() -> Step {
        let now = time()
        return state.withLock { state in
            if let held = state.held, now < held.renewAt { return .use(held.value) }
            if let refusal = state.refusal, now < refusal.until {
                if let held = state.held, now < held.endsAt { return .use(held.value) }
                return .fail(refusal.failure)
            }
            if let fetch = state.fetch { return .wait(fetch) }
            // A task of its own: a caller who is cancelled must not take it from the others.
            let task = Task { await self.fetchOnce() }
            state.fetch = task
            return .wait(task)
        }
    }

    private func fetchOnce() async -> Outcome {
        let askedAt = time()
        let outcome = await fetch()
        state.withLock { state in
            state.fetch = nil
            switch outcome {
            case .success(let reply):
                let life = Int64(max(reply.expiresIn, 1)) * 1_000
                let ahead = min(Self.aheadMilliseconds, life / 2)
                state.held = Held(
                    value: reply.accessToken, renewAt: askedAt + life - ahead,
                    endsAt: askedAt + life)
                state.refusal = nil
            case .failure(let failure):
                let isBusy = failure.code.map { [.notNow, .ok].contains($0.class) } ?? true
                if !isBusy || failure.code == .rateLimit {
                    state.refusal = (failure, time() + Self.pauseMilliseconds)
                }
            }
        }
        return outcome
    }
}
