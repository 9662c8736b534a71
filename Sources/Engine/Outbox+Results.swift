import Routing
import Storage
import Synchronization

extension Outbox {
    /// Stores what came of an effect. If that cannot be stored now it is tried until it can: the
    /// call must not be made again only because the disk is full.
    func report(_ id: EffectID, _ outcome: EffectOutcome, isUnderWay: Bool = true) {
        store(id, isUnderWay: isUnderWay) { core in
            try core.apply(.finished(id, outcome))
        }
    }

    /// Stores what a state read shows.
    func report(_ id: EffectID, observed reply: CallReply) {
        store(id, isUnderWay: true) { core in
            let state = try core.platformState(reply)
            try core.apply(.finished(id, .observed(state)))
        }
    }

    private func store(
        _ id: EffectID, isUnderWay: Bool,
        _ work: @escaping @Sendable (EngineCore) throws -> Void
    ) {
        engine.submit(work) { [self] result in
            switch result {
            case .success:
                // The commit's news have removed it already, unless routing did not know it.
                state.withLock { $0.queue.remove(id) }
                if isUnderWay { done() } else { pump() }
            case .failure(.stopped):
                if isUnderWay { done() }
            case .failure:
                let again = Again(at: engine.clock.now + .seconds(1)) { [self] in
                    store(id, isUnderWay: isUnderWay, work)
                }
                state.withLock { $0.again.append(again) }
                engine.nudge()
            }
        }
    }

    /// "Not now": notes when to try again, or that this would be too late.
    func putOff(_ effect: Effect, _ failure: CallFailure, isUncertain: Bool) {
        let id = effect.id
        guard let next = nextTry(effect, before: effect.deadline) else {
            return report(id, .missed)
        }
        engine.metrics.count(.retries)
        engine.submit { core in
            try core.store.deferEffect(
                id, until: next, isUncertain: isUncertain, code: failure.code,
                error: failure.words)
        } then: { [self] _ in
            giveBack(id, until: next) { $0.isUncertain = isUncertain }
        }
    }

    /// When this effect may be tried again; nil when that is not before the deadline.
    private func nextTry(_ effect: Effect, before deadline: Instant?) -> Instant? {
        let attempts = state.withLock { $0.queue.entries[effect.id]?.attempts ?? 1 }
        let now = engine.clock.now
        return RetrySchedule.next(
            afterAttempts: attempts, of: effect.id.rawValue, now: now, deadline: deadline)
    }

    /// When to try again what has no deadline.
    func nextTry(_ effect: Effect) -> Instant {
        nextTry(effect, before: nil) ?? engine.clock.now + RetrySchedule.longest
    }

    /// Puts an effect back at the head of its conversation and frees its place among the calls.
    func giveBack(
        _ id: EffectID, until: Instant,
        _ change: @escaping @Sendable (inout OutboxQueue.Entry) -> Void = { _ in }
    ) {
        state.withLock { $0.queue.giveBack(id, until: until, change) }
        done()
    }

    /// A place among the calls is free again.
    func done() {
        let idle = state.withLock { state -> [@Sendable () -> Void] in
            state.underWay -= 1
            guard state.isStopping, state.underWay == 0 else { return [] }
            defer { state.whenIdle = [] }
            return state.whenIdle
        }
        for one in idle { one() }
        pump()
    }

    /// Something to do again at a time.
    struct Again: Sendable {
        var at: Instant
        var then: @Sendable () -> Void

        init(at: Instant, then: @escaping @Sendable () -> Void) {
            self.at = at
            self.then = then
        }
    }
}

extension Outbox: Timed {
    var nextWake: Instant? {
        state.withLock { state in
            // With all places taken nothing may begin, whatever is due: the next free place looks.
            let isFull = state.isStopping || state.underWay >= Self.callsMax
            let next = isFull ? state.queue.nextDeadline : state.queue.nextWake
            return [next, state.again.map(\.at).min()].compactMap { $0 }.min()
        }
    }

    func wake(at now: Instant) {
        let due = state.withLock { state in
            let due = state.again.filter { $0.at <= now }
            state.again.removeAll { $0.at <= now }
            return due
        }
        for one in due { one.then() }
        pump()
    }
}

extension EngineCore {
    /// A chat by the platform's names.
    func chat(_ id: ConversationID) throws(StoreError) -> OutgoingCall.Chat {
        OutgoingCall.Chat(
            openKfID: try store.openKfID(of: id.account),
            externalUserID: try store.externalUserID(of: id.visitor))
    }

    /// The call that an effect stands for.
    func call(for effect: Effect) throws(StoreError) -> OutgoingCall {
        let messageID = store.platformMessageID(of: effect.id)
        switch effect.kind {
        case .readState:
            return .readState(try chat(effect.conversation))
        case .change(to: let target):
            let (state, agent) = target.wire
            let servicer = try agent.map { (agent) throws(StoreError) in
                try store.userID(of: agent)
            }
            return .changeState(try chat(effect.conversation), state: state, servicer: servicer)
        case .send(let content, _, let prompt):
            let wire = content.wire(prompt: prompt, session: effect.session)
            return .send(try chat(effect.conversation), messageID: messageID, wire)
        case .sendOnCode(let code, let content, _, let prompt):
            let wire = content.wire(prompt: prompt, session: effect.session)
            return .sendOnCode(code, messageID: messageID, wire)
        }
    }

    /// What a state read says, in our words.
    func platformState(_ reply: CallReply) throws(StoreError) -> PlatformState {
        switch reply.state {
        case 0, 1: return .open
        case 2: return .pool
        case 3: return .agent(try store.agentID(userID: reply.servicer ?? ""))
        default: return .ended
        }
    }
}

extension PlatformState {
    /// The platform's number, and who has the chat.
    fileprivate var wire: (Int, AgentID?) {
        switch self {
        case .open: (1, nil)
        case .pool: (2, nil)
        case .agent(let agent): (3, agent)
        case .ended: (4, nil)
        }
    }
}

extension Content {
    /// The content with the identifiers that the platform gives back when a line is tapped.
    func wire(prompt: PromptKind?, session: SessionID?) -> Content {
        guard !menu.isEmpty else { return self }
        var content = self
        content.menu = menu.map { item in
            guard case .reply(let id, let text, let action) = item else { return item }
            let encoded =
                if prompt == .end, let session {
                    MenuIdentifier.encode(line: id, ratingOf: session)
                } else {
                    MenuIdentifier.encode(line: id, action: action)
                }
            return .reply(id: encoded, text: text, action: action)
        }
        return content
    }
}
