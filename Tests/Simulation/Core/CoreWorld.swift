import Routing
import StoredForms

/// The routing core in a world that is moved by chance: visitors, agents in both channels,
/// supervisors, administrators, a platform that answers late, refuses or keeps silent, clocks that
/// jump, and a daemon that stops at any moment.
///
/// Each step draws from its own number, so a step does much the same when others are left out.
struct CoreWorld: World {
    /// A call that has been made and whose answer has not been taken in.
    struct Call {
        let effect: Effect
        let since: Instant
        var answer: EffectOutcome?

        /// How long an answer is waited for.
        static let timeMax = Interval.seconds(10)
    }

    let shape: Shape
    var core: RoutingCore
    var disk: CoreDisk
    var platform: ModelPlatform
    /// Kefud's line, which is also the platform's clock; the wall clock may be ahead or behind.
    var now: Instant
    var lead = Interval(milliseconds: 0)
    var lastTick: Instant
    /// When the wall clock jumped: hours follow it with the next tick, ten seconds later at most.
    var jumpedAt: Instant?
    var calls: [Call] = []
    /// The unfinished effects of each chat, oldest first, and the chats that have any.
    var pending: [[EffectID]]
    var busy = DenseSet()
    /// Attempted state changes of which nobody knows whether they were made.
    var unsettled: Set<EffectID> = []
    /// How many polls each agent has, and when its last one ended.
    var polls: [Int]
    var polledAt: [Instant]
    /// Messages of ours that the platform has accepted lately.
    var recent: [(chat: Int, message: MessageID)] = []
    /// What the checks remember from step to step.
    var memory: Memory
    var steps = 0
    /// Whether everything is checked after every step, and not only what it has changed.
    let isThorough: Bool
    let trace: Trace
    let tally = Tally()
    /// When the platform last gave each account back.
    var givenBackAt: [Instant?]
    /// The offset and the hours of each account when they were last looked at.
    var offsets: [Int]
    var wereOpen: [Bool]

    init(seed: UInt64, isThorough: Bool, isTracing: Bool) throws(Broken) {
        var random = Seeded(seed)
        let shape = Shape(&random)
        self.shape = shape
        self.isThorough = isThorough
        trace = Trace(isOn: isTracing)
        now = shape.start
        lastTick = now
        core = RoutingCore(
            RoutingConfiguration(), Snapshot(), at: Moment(now: now, wall: now))
        disk = CoreDisk(shape)
        platform = ModelPlatform(shape)
        pending = Array(repeating: [], count: shape.chats)
        busy = DenseSet(count: shape.chats)
        polls = Array(repeating: 0, count: shape.agents)
        polledAt = Array(repeating: now, count: shape.agents)
        memory = Memory(shape)
        givenBackAt = Array(repeating: nil, count: shape.accounts)
        offsets = Array(repeating: shape.zone.seconds(at: now), count: shape.accounts)
        wereOpen = Array(repeating: true, count: shape.accounts)
        try setUp(&random)
    }

    private mutating func setUp(_ random: inout Seeded) throws(Broken) {
        for number in shape.accountIDs {
            let id = AccountID(number)
            try apply(.accountSet(id, settings(of: id, &random)))
            try apply(.pulledToEnd(id))
            for agent in shape.list(id) where !random.isOne(in: 4) {
                platform.reception[id.index][agent.index] = .receiving
                try apply(.receptionChanged(id, agent, .receiving, asOf: seconds))
            }
        }
        for number in 1...Int64(shape.agents) where random.coin() {
            try pollBegins(AgentID(number))
            try apply(.setStatus(AgentID(number), .online))
        }
    }

    private func settings(of id: AccountID, _ random: inout Seeded) -> AccountSettings {
        func prompt(_ text: String) -> Prompt { Prompt(isEnabled: random.coin(), text: text) }
        let prompts = Prompts(
            welcome: prompt("welcome"), queue: prompt("place {position}"),
            offline: prompt("nobody"), offlineSuppressedWhileOnline: random.isOne(in: 4),
            end: prompt("bye"))
        return AccountSettings(
            agents: shape.list(id), strategy: random.coin() ? .roundRobin : .idleFirst,
            priorAgentFirst: random.coin(), cap: 1 + random.below(shape.capMax),
            hours: hours(&random), visitorSilence: random.coin() ? .minutes(10) : nil,
            agentSilence: random.coin() ? .minutes(3) : nil,
            whenNobody: random.coin() ? .end : .queue,
            receptionChannel: random.coin() ? .relay : .wecom, prompts: prompts)
    }

    /// Windows that cross midnight, whole days, and days without any.
    func hours(_ random: inout Seeded) -> ReceptionHours {
        var hours = ReceptionHours(zone: shape.zone)
        guard shape.hasHours, !random.isOne(in: 4) else { return hours }
        for day in 1...7 where !random.isOne(in: 8) {
            let from = random.below(1_440)
            let length = random.isOne(in: 5) ? 1_440 : 60 + random.below(900)
            let span = HoursSpan(
                from: MinuteOfDay(from), to: MinuteOfDay((from + length) % 1_440))
            hours.weekly[day] = [span]
        }
        return hours
    }

    /// The platform's clock.
    var seconds: Int64 { now.milliseconds / 1_000 }

    var moment: Moment { Moment(now: now, wall: now + lead) }

    func say(_ text: @autoclosure () -> String) {
        guard trace.isOn else { return }
        trace.lines.append("\(steps) +\((now - shape.start).milliseconds): \(text())")
    }

    func name(_ chat: Int) -> String {
        let id = shape.id(chat)
        return "\(id.account.rawValue)/\(id.visitor.rawValue)"
    }

    // Inputs and commits.

    /// One input, stored as one transaction.
    @discardableResult
    mutating func apply(_ input: Input) throws(Broken) -> Answer {
        let answer = core.apply(input, at: moment)
        if case .pulledToEnd(let account) = input { memory.isPulled[account.index] = true }
        try commit(after: input)
        return answer
    }

    mutating func commit(after input: Input) throws(Broken) {
        let journal = core.takeJournal()
        try checkEffects(journal)
        if !journal.decisions.isEmpty { try checkDecisions(journal, after: input) }
        if !journal.placements.isEmpty { try checkPlacements(journal) }
        try save(journal)
        try checkRows(journal)
        core.forgetIdle(journal)
    }

    /// Writes what the journal names, as it is in the core now.
    private mutating func save(_ journal: Journal) throws(Broken) {
        for id in journal.sessions {
            guard let session = core.session(id) else { continue }
            try checkTimeOut(session)
            disk.set(session)
        }
        for id in journal.conversations {
            if let chat = core.conversation(id) { disk.set(chat, at: shape.index(id)) }
        }
        for id in journal.agents { disk.agents[id.index] = core.agent(id) }
        for id in journal.accounts {
            if let account = core.account(id) { disk.set(account) }
        }
        for key in journal.reception {
            disk.lists[key.account.index][key.agent] =
                core.account(key.account)?.reception[key.agent]
        }
        for effect in journal.effects {
            disk.set(effect)
            let chat = shape.index(effect.conversation)
            pending[chat].append(effect.id)
            busy.insert(chat)
        }
        for id in journal.attempted { disk.countAttempt(id, at: now) }
        for (id, _) in journal.finished { finish(id) }
        disk.counters = core.counters
        disk.lastCommit = now
    }

    private mutating func finish(_ id: EffectID) {
        guard let conversation = disk.effect(id)?.conversation else { return }
        let chat = shape.index(conversation)
        pending[chat].removeAll { $0 == id }
        if pending[chat].isEmpty { busy.remove(chat) }
        disk.finish(id)
    }

    mutating func admit(_ id: ConversationID) {
        guard !core.knows(id) else { return }
        core.admit(disk.conversations[shape.index(id)]?.asStored ?? Conversation(id))
    }

    // Time.

    /// Ticks whenever a deadline comes, and every ten seconds or so, as the engine does; gives up
    /// calls that are not answered in time.
    mutating func advance(by interval: Interval) throws(Broken) {
        let end = now + interval
        while true {
            let givesUpAt = calls.first.map { $0.since + Call.timeMax }
            let next = [core.nextDeadline, givesUpAt].compactMap { $0 }.min()
            guard let next, next <= end else { break }
            now = max(now, next)
            if givesUpAt == next { try lose(calls.removeFirst()) } else { try tick() }
        }
        now = end
        if now >= lastTick + .seconds(10) { try tick() }
    }

    mutating func tick() throws(Broken) {
        lastTick = now
        try apply(.tick)
        try expect(
            core.nextDeadline.map { $0 > now } ?? true, .time,
            "a deadline stays due at \(now.milliseconds)")
    }

    /// The daemon stops and starts; calls under way come to nothing that it learns of.
    mutating func restart(after downtime: Interval) throws(Broken) {
        tally.note(.restart)
        say("restarts after \(downtime.milliseconds)")
        now = now + downtime
        let lost = calls
        calls = []
        core = RoutingCore(RoutingConfiguration(), disk.snapshot(shape), at: moment)
        memory.restarted(at: now)
        for agent in 0..<shape.agents { (polls[agent], polledAt[agent]) = (0, now) }
        // What came due meanwhile is done by the first tick, and nobody decides before it.
        memory.isStarting = true
        try commit(after: .tick)
        memory.isStarting = false
        if core.nextDeadline.map({ $0 <= now }) ?? false { try tick() }
        try checkEverything()
        for call in lost { try lose(call) }
        for chat in busy.members {
            for id in pending[chat] {
                guard let effect = disk.effect(id), effect.attempts > 0 else { continue }
                if case .change = effect.kind { unsettled.insert(id) }
            }
        }
    }
}
