/// A seeded day at the platform: visitors, and agents in the WeCom client. A value without clock:
/// `step` does what is due.
struct Traffic: Sendable {
    enum Phase: String, Sendable {
        case idle
        /// Visitors arrive.
        case running
        /// Nobody arrives any more; what is under way is finished.
        case draining
        case done
    }

    struct Counts: Equatable, Sendable {
        var arrived = 0
        var visits = 0
        var messages = 0
        var taps = 0
        var silent = 0
        var cameBack = 0
        var answers = 0
        var transfers = 0
        var ends = 0
        var reopened = 0
        var taken = 0
        var breaks = 0
    }

    private(set) var phase = Phase.idle
    private(set) var plan = TrafficPlan()
    var counts = Counts()
    var random = SplitMix64(seed: 0)
    var visitors: [Visitor] = []
    var chats: [ConversationKey: ClientChat] = [:]
    var breaks: [String: Int64] = [:]
    /// How often a servicer has written in the client to this visitor.
    var clientAnswers: [ConversationKey: Int] = [:]
    private(set) var startedAt: Int64 = 0
    private var nextArrivalAt: Int64 = 0
    private var nextVisitorStepAt: Int64 = 0
    private var nextAgentStepAt: Int64 = 0

    var isRunning: Bool { phase == .running || phase == .draining }

    mutating func start(_ plan: TrafficPlan, now: Int64) throws(SimError) {
        guard !isRunning else { throw .conflict("traffic is running; stop it first") }
        self = Traffic()
        self.plan = plan
        random = SplitMix64(seed: plan.seed)
        phase = .running
        startedAt = now
        nextArrivalAt = now
    }

    /// Lets nobody in any more and finishes what is under way.
    mutating func stop() {
        if phase == .running { phase = .draining }
    }

    mutating func step(_ model: inout PlatformModel, now: Int64) {
        guard isRunning else { return }
        if phase == .running {
            admitArrivals(&model, now: now)
            let over = now - startedAt >= plan.seconds * 1000
            if over { phase = .draining }
        }
        if now >= nextVisitorStepAt {
            nextVisitorStepAt = now + 10
            stepVisitors(&model, now: now)
        }
        if plan.clientAgents, now >= nextAgentStepAt {
            nextAgentStepAt = now + 100
            stepClientAgents(&model, now: now)
        }
        if phase == .draining, isFinished(model, now: now) {
            endBreaks(&model, now: now, all: true)
            phase = .done
        }
    }

    private mutating func admitArrivals(_ model: inout PlatformModel, now: Int64) {
        let accounts = plan.accounts.isEmpty ? model.accountOrder : plan.accounts
        while nextArrivalAt <= now, counts.arrived < plan.visitors,
            let account = random.pick(accounts), model.accounts[account] != nil
        {
            let mean = 1000 / plan.arrivalsPerSecond
            // Twice the mean at most: bursts without an unbounded tail.
            nextArrivalAt += random.int(0...max(1, Int64(mean * 2)))
            counts.arrived += 1
            let id = "wm" + random.word(30)
            SetUpOrders.add(
                customer: id, name: "访客\(counts.arrived)", gender: random.int(0...2), to: &model)
            visitors.append(
                Visitor(key: ConversationKey(account: account, customer: id), at: now))
        }
    }

    private func isFinished(_ model: PlatformModel, now: Int64) -> Bool {
        if now - startedAt >= (plan.seconds + plan.drainSeconds) * 1000 { return true }
        guard visitors.allSatisfy({ $0.step == .gone }), chats.isEmpty else { return false }
        // Whoever still waits in the pool or sits with a servicer is to be seen to.
        return !plan.clientAgents
            || !model.live.contains {
                let state = model.conversations[$0]?.state
                return state == .pool || state == .human
            }
    }

    /// How far it is, for whoever watches.
    func progress(now: Int64) -> JSON {
        [
            "phase": .string(phase.rawValue),
            "elapsed_ms": .int(phase == .idle ? 0 : now - startedAt),
            "arrived": .int(Int64(counts.arrived)), "visits": .int(Int64(counts.visits)),
            "active_visitors": .int(Int64(visitors.count { $0.step != .gone })),
            "messages": .int(Int64(counts.messages)), "taps": .int(Int64(counts.taps)),
            "silent": .int(Int64(counts.silent)), "came_back": .int(Int64(counts.cameBack)),
            "client_chats": .int(Int64(chats.count)), "client_answers": .int(Int64(counts.answers)),
            "client_transfers": .int(Int64(counts.transfers)),
            "client_ends": .int(Int64(counts.ends)),
            "client_reopened": .int(Int64(counts.reopened)),
            "client_taken": .int(Int64(counts.taken)), "breaks": .int(Int64(counts.breaks)),
        ]
    }
}
