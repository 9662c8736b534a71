import Engine
import Foundation
import Lifecycle
import Routing
import Storage

/// Everything from the puller to SQLite in a world that is moved by chance: the engine, driven by
/// hand, with its puller, outbox and survey around it, on a database in a file that outlives its
/// crashes.
final class FullWorld: World {
    let shape: Shape
    let time: ManualTime
    let platform: FullPlatform
    let trouble = Trouble()
    let disk: ScratchDatabase
    private(set) var engine: Engine
    /// What the engine owns, to look at between two of its turns.
    private(set) var core: EngineCore?
    /// The unfinished effects of each chat.
    var pending: [[EffectID]]
    var memory: Memory
    let trace: Trace
    let tally = Tally()
    let isThorough: Bool
    /// Agents' clients, and what surrounds the engine.
    var clients: [PollingClient]
    private(set) var shell: Shell?
    let endings = PollEndings()
    var steps = 0
    /// Texts of agents' replies that kefud took, by their messages.
    var replies: [MessageID: String] = [:]
    /// When the wall clock jumped: hours follow it with the next tick, ten seconds later at most.
    var jumpedAt: Instant?
    /// Whether something was done that leaves messages without a session.
    var mayLeaveUnplaced = false
    /// Hours as the clock on the wall of each account has them.
    var hours: HoursOnTheWall
    private let news = NewsBox()

    init(seed: UInt64, isThorough: Bool, isTracing: Bool) throws(Broken) {
        var random = Seeded(seed)
        let shape = Shape(&random)
        self.shape = shape
        self.isThorough = isThorough
        trace = Trace(isOn: isTracing)
        time = ManualTime(wallMilliseconds: shape.start.milliseconds)
        platform = FullPlatform(shape, tally)
        memory = Memory(shape)
        pending = Array(repeating: [], count: shape.chats)
        clients = Array(repeating: PollingClient(), count: shape.agents)
        hours = HoursOnTheWall(shape)
        do {
            disk = try ScratchDatabase()
            engine = try Self.engine(disk.path, time, trouble)
        } catch {
            throw Broken(.stored, "cannot make a database: \(error)")
        }
        try takeCore()
        try setUp(&random)
    }

    private static func engine(
        _ path: String, _ time: ManualTime, _ trouble: Trouble
    ) throws(StoreError) -> Engine {
        try Engine(
            configuration: RoutingConfiguration(), clock: EngineClock(time), drive: .byHand,
            faults: { trouble.fault(at: $0) }
        ) { () throws(StoreError) in
            let store = try Store(path: path, cacheKibibytes: 1_024)
            store.zones = KnownZones.shared.zones
            return store
        }
    }

    /// Gets hold of what the engine owns, and listens to its commits.
    private func takeCore() throws(Broken) {
        let news = news
        let trouble = trouble
        engine.observe { news.add($0) }
        engine.onFatal { _ in trouble.isFatal = true }
        let box = CoreBox()
        engine.submit {
            box.core = $0
        } then: { _ in
        }
        engine.turn()
        core = box.core
        try expect(core != nil, .stored, "the engine does not start")
    }

    var now: Instant { engine.clock.now }

    func say(_ text: @autoclosure () -> String) {
        guard trace.isOn else { return }
        trace.lines.append("\(steps) +\((now - shape.start).milliseconds): \(text())")
    }

    func name(_ chat: Int) -> String {
        let id = shape.id(chat)
        return "\(id.account.rawValue)/\(id.visitor.rawValue)"
    }

    /// Hands a work to the engine, and lets everything be done that can be.
    @discardableResult
    func work<T: Sendable>(
        _ body: @escaping @Sendable (EngineCore) throws -> T
    ) throws(Broken) -> T? {
        let box = ResultBox<T>()
        engine.submit(body) { box.result = $0 }
        try settle()
        guard case .success(let value) = box.result else { return nil }
        return value
    }

    /// Does everything that can be done without time passing.
    func settle() throws(Broken) {
        var rounds = 0
        while !trouble.isDead, engine.turn() {
            rounds += 1
            try expect(rounds < 2_000, .rest, "the engine does not come to rest")
            try checkCommit()
        }
        if let broken = platform.broken { throw broken }
    }

    private func checkCommit() throws(Broken) {
        let committed = news.take()
        for news in committed {
            for effect in news.effects {
                pending[shape.index(effect.conversation)].append(effect.id)
                memory.note(effect.id.rawValue)
            }
            for id in news.finishedEffects {
                for chat in pending.indices { pending[chat].removeAll { $0 == id } }
            }
        }
        // After a commit that failed memory is thrown away and read anew before the next one.
        guard let routing = core?.routing, isSound else { return }
        for news in committed {
            // One commit may hold a hand in the client that went above the cap after a choice.
            let isOver = news.alerts.contains { $0.kind == .overCap }
            for effect in news.effects where !isOver { try checkEffect(effect, routing) }
        }
        for news in committed { try checkPolls(of: news.feedAgents) }
        if !committed.isEmpty || isThorough { try checkRouting(routing) }
    }

    /// Whether memory is what the last commit left.
    var isSound: Bool { !trouble.isDead && engine.health.failuresInARow == 0 }

    /// Time goes on, and whoever wants to be woken is.
    func advance(milliseconds: Int64) throws(Broken) {
        var left = milliseconds
        while left > 0 {
            let part = min(left, max(1, engine.millisecondsToNextTurn))
            try letPass(milliseconds: part)
            left -= part
            try settle()
        }
    }

    /// Nothing runs for a while: the machine was suspended, or hung.
    func freeze(milliseconds: Int64) throws(Broken) {
        try letPass(milliseconds: milliseconds)
        try settle()
    }

    private func letPass(milliseconds: Int64) throws(Broken) {
        let before = now
        time.advance(milliseconds: milliseconds)
        platform.now = platform.now + Interval(milliseconds: milliseconds)
        let gone = (now - before).milliseconds
        try expect(
            gone == milliseconds, .time,
            "\(milliseconds) ms have passed, and kefud's line has gone \(gone)")
    }

    /// The process dies and another one starts on the same file.
    func restart(after milliseconds: Int64, _ meanwhile: () -> Void = {}) throws(Broken) {
        tally.note(.restart)
        say("dies, and starts again after \(milliseconds) ms")
        if let zones = core?.store.zones { KnownZones.shared.zones = zones }
        core = nil
        shell = nil
        platform.isStored = nil
        engine.kill()
        trouble.revive()
        _ = news.take()
        meanwhile()
        time.advance(milliseconds: milliseconds)
        platform.now = platform.now + Interval(milliseconds: milliseconds)
        platform.forgetCaller()
        clientsLoseTheirPolls()
        do {
            engine = try Self.engine(disk.path, time, trouble)
        } catch {
            throw Broken(.stored, "cannot open the database again: \(error)")
        }
        try takeCore()
        memory.restarted(at: now)
        try readPending()
        startShell()
        try settle()
        try checkStored()
        try decideEdits()
    }

    private func startShell() {
        let trouble = trouble
        let shell = Shell(
            engine: engine, platform: platform, settings: Shell.Settings(),
            faults: { trouble.fault(at: $0) })
        let store = core?.store
        let clock = engine.clock
        platform.isStored = { account, id in
            do { return try store?.isSeen(id, in: account) ?? true } catch { return true }
        }
        platform.line = { clock.now }
        shell.start()
        self.shell = shell
    }

    private func readPending() throws(Broken) {
        pending = Array(repeating: [], count: shape.chats)
        do {
            for pending in try core?.store.pendingEffects() ?? [] {
                self.pending[shape.index(pending.effect.conversation)].append(pending.effect.id)
            }
        } catch {
            throw Broken(.stored, "the outbox cannot be read: \(error)")
        }
    }

    private func setUp(_ random: inout Seeded) throws(Broken) {
        let shape = shape
        try work { core in
            for agent in 1...Int64(shape.agents) {
                _ = try core.store.agentID(userID: FullPlatform.name(AgentID(agent)))
            }
            for visitor in 0..<shape.visitors {
                let name = FullPlatform.name(visitor: visitor)
                _ = try core.store.visitorID(externalUserID: name)
            }
        }
        for account in 0..<shape.accounts {
            let configuration = configuration(of: account, &random)
            hours.plans[account] = .init(configuration)
            try work { core in
                let now = core.moment.now
                let id = try core.store.discover(openKfID: FullPlatform.name(account), at: now)
                let settings = try core.store.adopt(id, configuration, at: now)
                try core.apply(.accountSet(id, settings))
            }
            for agent in shape.lists[account] where !random.isOne(in: 4) {
                platform.model.reception[account][agent.index] = .receiving
            }
        }
        for number in 1...Int64(shape.agents) where random.coin() {
            try work { core in
                try core.apply(.pollBegan(AgentID(number)))
                try core.apply(.setStatus(AgentID(number), .online))
            }
        }
        startShell()
        try settle()
        for _ in 0..<20 {
            while !platform.pending.isEmpty { try answer(platform.pending.count - 1) }
            try advance(milliseconds: 1_000)
        }
    }
}
