import Routing

/// A routing core under load: ten accounts that list the same two hundred agents, everybody online
/// and at the cap, and visitors who wait. Its platform accepts everything at once.
struct CoreWorld {
    private(set) var core: RoutingCore
    private(set) var now = Instant(milliseconds: 1_767_600_000_000)
    /// Sessions that an agent has.
    private(set) var active: [SessionID] = []
    /// Calls that are to be made.
    private var calls: [EffectID] = []
    private var nextVisitor: Int64 = 1
    private var random = Chance(state: 7)
    /// How many decisions the core has noted.
    private(set) var decisions = 0

    /// What the world is made of.
    struct Shape {
        var strategy = Strategy.idleFirst
        var channel = ReceptionChannel.wecom
        var accounts: Int64 = 10
        var agents: Int64 = 200
        /// Sessions of one account for each agent; ten accounts with five make the fifty of rule 4.
        var cap = 5
    }
    let shape: Shape

    /// Inputs that are one commit, as the engine batches them under load.
    static let batch = 64

    init(_ shape: Shape) {
        self.shape = shape
        let moment = Moment(now: now, wall: now)
        core = RoutingCore(RoutingConfiguration(), Snapshot(), at: moment)
        let agents = (1...shape.agents).map { AgentID($0) }
        for number in 1...shape.accounts {
            let id = AccountID(number)
            apply(.accountSet(id, .underLoad(agents, shape)))
            apply(.pulledToEnd(id))
            for agent in agents { apply(.receptionChanged(id, agent, .receiving, asOf: 1)) }
        }
        for agent in agents {
            apply(.pollBegan(agent))
            apply(.setStatus(agent, .online))
        }
        commit()
    }

    /// Nanoseconds that inputs took, with the journals that they left, and how many they were.
    struct Cost {
        var nanoseconds: Int64 = 0
        var inputs = 0
        var perInput: Double { Double(nanoseconds) / Double(max(1, inputs)) }

        static func + (left: Cost, right: Cost) -> Cost {
            Cost(
                nanoseconds: left.nanoseconds + right.nanoseconds,
                inputs: left.inputs + right.inputs)
        }
    }

    /// New visitors write; each goes to an agent who is free or waits.
    mutating func visitorsWrite(_ count: Int) -> Cost {
        let visitors = nextVisitor..<(nextVisitor + Int64(count))
        nextVisitor += Int64(count)
        let accounts = shape.accounts
        return measure(Array(visitors)) { core, visitor, moment in
            let id = ConversationID(AccountID(visitor % accounts + 1), VisitorID(visitor))
            core.admit(Conversation(id))
            _ = core.apply(
                .visitorWrote(id, core.newMessageID(), at: moment.now, choice: nil), at: moment)
        }
    }

    /// A supervisor ends sessions that agents have, here and there.
    mutating func sessionsEnd(_ count: Int) -> Cost {
        var ending: [SessionID] = []
        for _ in 0..<min(count, active.count) {
            let index = Int(random.next() % UInt64(active.count))
            active.swapAt(index, active.count - 1)
            ending.append(active.removeLast())
        }
        return measure(ending) { core, session, moment in
            _ = core.apply(.command(session, .end, by: .supervisor(user: 1)), at: moment)
        }
    }

    /// Every call that is waiting is counted as tried.
    mutating func callsAreTried() -> (cost: Cost, tried: [EffectID]) {
        let tried = calls
        calls = []
        let cost = measure(tried) { core, call, moment in
            _ = core.apply(.attempting(call), at: moment)
        }
        return (cost, tried)
    }

    /// Every call that was tried is answered.
    mutating func callsAreAnswered(_ tried: [EffectID]) -> Cost {
        measure(tried) { core, call, moment in
            let code = "code-of-48-hours-0123456789"
            _ = core.apply(.finished(call, .accepted(code: code)), at: moment)
        }
    }

    /// Makes the calls until none is left.
    mutating func callsComeOut() -> Cost {
        var cost = Cost()
        while !calls.isEmpty {
            let (attempts, tried) = callsAreTried()
            cost = cost + attempts + callsAreAnswered(tried)
        }
        return cost
    }

    private mutating func measure<Element>(
        _ all: [Element], _ input: (inout RoutingCore, Element, Moment) -> Void
    ) -> Cost {
        var cost = Cost(nanoseconds: 0, inputs: all.count)
        var first = 0
        while first < all.count {
            now = now + Interval(milliseconds: 5)
            let moment = Moment(now: now, wall: now)
            let last = min(first + Self.batch, all.count)
            let start = Meter.nanoseconds()
            for index in first..<last { input(&core, all[index], moment) }
            let journal = core.takeJournal()
            core.forgetIdle(journal)
            cost.nanoseconds += Meter.nanoseconds() - start
            note(journal)
            first = last
        }
        return cost
    }

    private mutating func apply(_ input: Input) {
        _ = core.apply(input, at: Moment(now: now, wall: now))
    }

    private mutating func commit() {
        let journal = core.takeJournal()
        core.forgetIdle(journal)
        note(journal)
    }

    private mutating func note(_ journal: Journal) {
        decisions += journal.decisions.count
        for effect in journal.effects { calls.append(effect.id) }
        for decision in journal.decisions where decision.agent != nil {
            active.append(decision.session)
        }
    }
}

extension AccountSettings {
    fileprivate static func underLoad(
        _ agents: [AgentID], _ shape: CoreWorld.Shape
    ) -> AccountSettings {
        let silent = Prompt(isEnabled: false, text: "")
        return AccountSettings(
            agents: agents, strategy: shape.strategy, priorAgentFirst: true, cap: shape.cap,
            hours: ReceptionHours(zone: ZoneOffsets(initialSeconds: 8 * 3_600)),
            visitorSilence: .minutes(30), agentSilence: nil, whenNobody: .queue,
            receptionChannel: shape.channel,
            prompts: Prompts(
                welcome: silent, queue: silent, offline: silent,
                offlineSuppressedWhileOnline: false, end: silent))
    }
}

/// A small generator with a seed, the same on every machine.
struct Chance {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
