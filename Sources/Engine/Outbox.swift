import Routing
import Storage
import Synchronization

/// The sender: performs what decisions caused, in order within each conversation, at least once,
/// and reports what came of it.
///
/// An effect goes through three commits: the decision that made it (not here), the attempt that is
/// counted before the call, and the result. Whatever is lost between two of them is found again at
/// the next start.
public final class Outbox: Sendable {
    /// How many calls are under way at once.
    static let callsMax = 32

    struct State {
        var queue = OutboxQueue()
        var underWay = 0
        var isStopping = false
        var whenIdle: [@Sendable () -> Void] = []
        /// Results that could not be stored yet.
        var again: [Again] = []
    }

    let state = Mutex(State())
    let engine: Engine
    let platform: any PlatformSend
    let puller: any PullFences
    let faults: Faults

    /// An outbox that is empty until `load`.
    init(
        engine: Engine, platform: any PlatformSend, puller: any PullFences,
        faults: @escaping Faults = { _ in nil }
    ) {
        self.engine = engine
        self.platform = platform
        self.puller = puller
        self.faults = faults
    }

    /// How many effects are not over, and how many calls are under way.
    public var size: (pending: Int, underWay: Int) {
        state.withLock { ($0.queue.count, $0.underWay) }
    }

    /// Whether the account has effects that are not over.
    func hasEffects(of account: AccountID) -> Bool {
        state.withLock { state in
            state.queue.entries.values.contains { $0.effect.conversation.account == account }
        }
    }

    /// Takes what a start found unfinished. An effect whose attempt was counted and which nobody
    /// put off was under way when the last run ended, so its outcome is unknown.
    func load(_ effects: [PendingEffect]) {
        var lost: [EffectID] = []
        var settling: [EffectID] = []
        state.withLock { state in
            for pending in effects {
                let effect = pending.effect
                var entry = OutboxQueue.Entry(
                    effect: effect, attempts: effect.attempts, isUncertain: pending.isUncertain)
                entry.notBefore = pending.nextTryAt
                if effect.attempts > 0, pending.nextTryAt == nil {
                    switch effect.kind {
                    case .send: entry.isUncertain = true
                    case .sendOnCode: lost.append(effect.id)
                    case .change: settling.append(effect.id)
                    case .readState: break
                    }
                }
                state.queue.add(entry)
            }
            for id in lost + settling { state.queue.takeInHand(id) }
        }
        for id in lost { report(id, .unknown, isUnderWay: false) }
        for id in settling { settle(id) }
        pump()
    }

    /// Takes over what a commit says.
    func take(_ news: CommitNews) {
        guard
            !news.effects.isEmpty || !news.finishedEffects.isEmpty
                || !news.hurriedEffects.isEmpty
        else { return }
        state.withLock { state in
            for effect in news.effects {
                state.queue.add(
                    OutboxQueue.Entry(
                        effect: effect, attempts: effect.attempts, isUncertain: false))
            }
            for id in news.finishedEffects { state.queue.remove(id) }
            for id in news.hurriedEffects { state.queue.hurry(id) }
        }
        pump()
    }

    /// Begins whatever may begin now.
    func pump() {
        let now = engine.clock.now
        for id in state.withLock({ $0.queue.overdue(at: now) }) {
            report(id, .missed, isUnderWay: false)
        }
        while let entry = takeNext(at: now) { begin(entry) }
        engine.nudge()
    }

    /// Starts no more calls; the completion is called when those under way are reported.
    func stop(then: @escaping @Sendable () -> Void) {
        let isIdle = state.withLock { state in
            state.isStopping = true
            if state.underWay > 0 { state.whenIdle.append(then) }
            return state.underWay == 0
        }
        if isIdle { then() }
    }

    /// The next effect that may be performed, with its place among the calls taken.
    private func takeNext(at now: Instant) -> OutboxQueue.Entry? {
        state.withLock { state in
            while !state.isStopping, state.underWay < Self.callsMax,
                let entry = state.queue.next(at: now)
            {
                let id = entry.effect.id
                if !entry.isReadBack, let deadline = entry.effect.deadline, deadline <= now {
                    state.underWay += 1
                    return entry
                }
                let api = entry.isReadBack ? .readState : OutgoingAPI(entry.effect.kind)
                let isUrgent = entry.effect.deadline.map { $0 < now + .minutes(1) } ?? false
                guard let pause = platform.wait(before: api, isUrgent: isUrgent) else {
                    state.underWay += 1
                    return entry
                }
                state.queue.giveBack(id, until: now + Interval(milliseconds: max(pause, 10)))
            }
            return nil
        }
    }

    private func begin(_ entry: OutboxQueue.Entry) {
        let effect = entry.effect
        if entry.isReadBack {
            readBack(effect)
        } else if let deadline = effect.deadline, deadline <= engine.clock.now {
            report(effect.id, .missed)
        } else {
            attempt(effect)
        }
    }

    /// Counts the attempt, and makes the call once that is durable.
    private func attempt(_ effect: Effect) {
        engine.submit { core -> OutgoingCall? in
            guard try core.apply(.attempting(effect.id)) == .attempt(.proceed) else { return nil }
            return try core.call(for: effect)
        } then: { [self] result in
            switch result {
            case .success(let call?):
                state.withLock { $0.queue.update(effect.id) { $0.attempts += 1 } }
                perform(call, for: effect)
            case .success(nil):
                state.withLock { $0.queue.remove(effect.id) }
                done()
            case .failure:
                giveBack(effect.id, until: engine.clock.now + .seconds(1))
            }
        }
    }

    private func perform(_ call: OutgoingCall, for effect: Effect) {
        if faults(.beforeCall) != nil { return }
        platform.perform(call) { [self] result in
            if faults(.afterCall) != nil { return }
            if case .readState = call {
                answered(effect, result.sayingState)
            } else {
                answered(effect, result)
            }
        }
    }

    private func answered(_ effect: Effect, _ result: Result<CallReply, CallFailure>) {
        switch result {
        case .success(let reply):
            if case .readState = effect.kind {
                report(effect.id, observed: reply)
            } else {
                report(effect.id, .accepted(code: reply.code))
            }
        case .failure(let failure):
            engine.metrics.failed(failure)
            let isUncertain = state.withLock { $0.queue.entries[effect.id]?.isUncertain ?? false }
            switch CallVerdict.of(failure, for: effect.kind, isUncertain: isUncertain) {
            case .finish(let outcome): report(effect.id, outcome)
            case .again(let isUncertain): putOff(effect, failure, isUncertain: isUncertain)
            case .readBack:
                settle(effect.id)
                done()
            }
        }
    }

    /// Waits for a pull of the account, then lets the state be read (section 3.1: the platform may
    /// be in a newer conversation by then). The conversation waits; a place among the calls does
    /// not.
    private func settle(_ id: EffectID) {
        guard let account = state.withLock({ $0.queue.entries[id]?.effect.conversation.account })
        else { return }
        puller.afterNextPull(of: account) { [self] in
            state.withLock { $0.queue.giveBack(id) { $0.isReadBack = true } }
            pump()
        }
    }

    private func readBack(_ effect: Effect) {
        engine.submit { core in
            OutgoingCall.readState(try core.chat(effect.conversation))
        } then: { [self] result in
            guard case .success(let call) = result else {
                return giveBack(effect.id, until: engine.clock.now + .seconds(1))
            }
            platform.perform(call) { [self] result in
                switch result.sayingState {
                case .success(let reply): report(effect.id, observed: reply)
                case .failure(let failure):
                    engine.metrics.failed(failure)
                    switch CallVerdict.of(
                        failure, for: .readState(adopts: false), isUncertain: false)
                    {
                    case .finish(let outcome): report(effect.id, outcome)
                    case .again, .readBack: giveBack(effect.id, until: nextTry(effect))
                    }
                }
            }
        }
    }
}

extension Result<CallReply, CallFailure> {
    /// An answer to a state read that does not say the state is no answer.
    fileprivate var sayingState: Self {
        flatMap { reply in
            reply.saysState ? .success(reply) : .failure(.unknown("the answer names no state"))
        }
    }
}
