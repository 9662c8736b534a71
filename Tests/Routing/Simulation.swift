@testable import Routing

/// A world that is moved by chance: visitors, agents in both channels, supervisors, administrators,
/// a platform that answers late, refuses or keeps silent, and a daemon that stops at any moment.
/// Each step draws from its own number, so a step does much the same when others are left out.
struct Simulation {
    /// A call that has been made and whose answer has not been taken in.
    struct Call {
        let effect: Effect
        var answer: EffectOutcome?
    }

    var bench: Bench
    var platform: ModelPlatform
    var calls: [EffectID: Call] = [:]
    /// Attempted state changes of which nobody knows whether they were made.
    var unsettled: Set<EffectID> = []
    /// Visitors' messages that the core was given while their account was active.
    var delivered: [MessageID: ConversationID] = [:]
    var hasFaults = true
    var steps = 0
    var log: [String] = []
    var isVerbose = false

    static let accounts = [one, two, three]
    static let lists = [one: [ann, bob, cid], two: [bob, cid, dot], three: [ann, dot, eve]]
    static let agents = [ann, bob, cid, dot, eve]
    static let visitors: ClosedRange<Int64> = 1...5

    init(seed: UInt64) {
        var random = Seeded(state: seed)
        bench = Bench()
        platform = ModelPlatform(allowsOpenCells: Bool.random(using: &random))
        for id in Self.accounts {
            var settings = AccountSettings.plain(
                Self.lists[id] ?? [], on: id == two ? .relay : .wecom)
            settings.cap = Int.random(in: 1...3, using: &random)
            settings.strategy = Bool.random(using: &random) ? .roundRobin : .idleFirst
            settings.priorAgentFirst = Bool.random(using: &random)
            settings.whenNobody = Bool.random(using: &random) ? .end : .queue
            settings.visitorSilence = Bool.random(using: &random) ? .minutes(10) : nil
            settings.agentSilence = Bool.random(using: &random) ? .minutes(3) : nil
            settings.prompts.welcome.isEnabled = true
            settings.prompts.queue.isEnabled = Bool.random(using: &random)
            settings.prompts.offline.isEnabled = Bool.random(using: &random)
            settings.prompts.end.isEnabled = Bool.random(using: &random)
            bench.apply(.accountSet(id, settings))
            bench.apply(.pulledToEnd(id))
            for agent in settings.agents where Int.random(in: 0...3, using: &random) > 0 {
                platform.reception[id, default: [:]][agent] = .receiving
                bench.apply(.receptionChanged(id, agent, .receiving, asOf: bench.seconds))
            }
        }
        for agent in Self.agents where Bool.random(using: &random) {
            bench.apply(.pollBegan(agent))
            bench.apply(.setStatus(agent, .online))
        }
    }

    /// The platform's clock.
    var seconds: Int64 { bench.now.milliseconds / 1_000 }

    mutating func say(_ text: @autoclosure () -> String) {
        if isVerbose { log.append("\(steps) +\(bench.now.milliseconds % 100_000_000): \(text())") }
    }

    /// Runs these steps, with the checks after each one, then calms the world down.
    mutating func run(_ rolls: [UInt64]) throws {
        for roll in rolls {
            var random = Seeded(state: roll)
            steps += 1
            step(&random)
            try check()
        }
        try comeToRest()
    }

    // The pull.

    /// Takes in the next entries of an account's log, in order.
    mutating func pull(_ account: AccountID, atMost count: Int) {
        for _ in 0..<count {
            guard let (entry, at) = platform.logs[account]?.first else { return }
            platform.logs[account]?.removeFirst()
            take(entry, sentAt: at)
        }
    }

    private mutating func take(_ entry: ModelPlatform.Entry, sentAt seconds: Int64) {
        let at = bench.moment.instant(ofPlatformSeconds: seconds)
        switch entry {
        case .visit(let id, let code):
            admit(id)
            say("pulls visit \(name(id))")
            bench.apply(.visited(id, at: at, channel: "web", welcomeCode: code))
        case .visitor(let id, let choice):
            admit(id)
            let message = bench.core.newMessageID()
            // A tap on "end" of a visitor who never had a session belongs to none.
            let belongs = choice == nil || bench.disk.conversations[id]?.latestSession != nil
            if belongs, bench.core.account(id.account)?.status == .active {
                delivered[message] = id
            }
            say("pulls visitor's \(message.rawValue) \(name(id))")
            bench.apply(.visitorWrote(id, message, at: at, choice: choice))
        case .agent(let id, let agent):
            admit(id)
            say("pulls agent \(agent.rawValue)'s message \(name(id))")
            bench.apply(.agentWrote(id, agent, bench.core.newMessageID(), at: at))
        case .change(let id, let change):
            admit(id)
            say("pulls \(change) \(name(id))")
            bench.apply(.changedInClient(id, change, at: at))
        case .reception(let account, let agent, let reception):
            say("pulls \(reception) of \(agent.rawValue) in \(account.rawValue)")
            bench.apply(.receptionChanged(account, agent, reception, asOf: seconds))
        }
    }

    mutating func admit(_ id: ConversationID) {
        _ = bench.chat(id.visitor.rawValue, in: id.account)
    }

    // The outbox.

    /// The oldest pending effect of each chat, where no call is under way.
    var ready: [Effect] {
        var first: [ConversationID: Effect] = [:]
        for effect in bench.disk.effects.values {
            if first[effect.conversation].map({ effect.id < $0.id }) ?? true {
                first[effect.conversation] = effect
            }
        }
        return first.values.filter { calls[$0.id] == nil }.sorted { $0.id < $1.id }
    }

    /// Makes the call, or settles the state change whose outcome is unknown.
    mutating func attempt(_ effect: Effect) {
        if unsettled.contains(effect.id) { return settle(effect) }
        guard bench.apply(.attempting(effect.id)) == .attempt(.proceed) else {
            return say("attempt \(effect.id.rawValue) withdrawn")
        }
        say("attempts \(effect.id.rawValue) \(effect.kind) \(name(effect.conversation))")
        calls[effect.id] = Call(effect: effect)
    }

    /// Section 3.1: a pull and a read settle it.
    private mutating func settle(_ effect: Effect) {
        pull(effect.conversation.account, atMost: .max)
        guard bench.disk.effects[effect.id] != nil else { return }
        unsettled.remove(effect.id)
        admit(effect.conversation)
        let isGone = platform.withdrawn.contains(effect.conversation.account)
        let state = platform.state(effect.conversation)
        say("settles \(effect.id.rawValue) \(effect.kind): \(isGone ? "gone" : "\(state)")")
        bench.apply(.finished(effect.id, isGone ? .unknown : .observed(state)))
    }

    /// The call reaches the platform.
    mutating func execute(_ id: EffectID, refusing code: Int? = nil) {
        guard let call = calls[id], call.answer == nil else { return }
        let refusal = code.map { EffectOutcome.refused(code: $0) }
        let answer = refusal ?? platform.perform(call.effect, at: seconds)
        calls[id]?.answer = answer
    }

    /// The answer reaches kefud.
    mutating func answer(_ id: EffectID) {
        execute(id)
        guard let outcome = calls.removeValue(forKey: id)?.answer else { return }
        say("answer to \(id.rawValue): \(outcome)")
        bench.apply(.finished(id, outcome))
    }

    /// The answer is lost, and with it whether the call was made.
    mutating func lose(_ id: EffectID) {
        guard let call = calls.removeValue(forKey: id) else { return }
        say("answer to \(id.rawValue) lost")
        switch call.effect.kind {
        case .change: unsettled.insert(id)
        case .sendOnCode: bench.apply(.finished(id, .unknown))
        case .send, .readState: break
        }
    }

    /// The daemon stops and starts; calls under way come to nothing that it learns of.
    mutating func restart(after downtime: Interval) {
        say("restarts after \(downtime.milliseconds)")
        bench.restart(after: downtime, settled: false)
        for id in calls.keys.sorted() { lose(id) }
        for effect in bench.disk.effects.values.sorted(by: { $0.id < $1.id })
        where effect.attempts > 0 {
            if case .change = effect.kind { unsettled.insert(effect.id) }
        }
    }
}

/// A chat in a story.
func name(_ id: ConversationID) -> String { "\(id.account.rawValue)/\(id.visitor.rawValue)" }
