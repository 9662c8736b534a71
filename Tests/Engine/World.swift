import Foundation
import Lifecycle
import Routing
import SQLite
import Synchronization
import WeCom

@testable import Engine
@testable import Storage

/// An engine over a database of its own, driven by hand, with clocks that go when they are told to.
final class World {
    let time = ManualTime()
    let folder: URL
    private(set) var engine: Engine
    let platform = FakePlatform()
    private(set) var shell: Shell?
    var settings = Shell.Settings()
    /// Dies at the fault point that this names, once; counts those that were reached.
    let faults = FaultPlan()

    var path: String { folder.appending(path: "kefud.db").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        engine = try Self.engine(folder, time, faults)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static func engine(
        _ folder: URL, _ time: ManualTime, _ faults: FaultPlan
    ) throws -> Engine {
        let path = folder.appending(path: "kefud.db").path
        return try Engine(
            configuration: RoutingConfiguration(), clock: EngineClock(time), drive: .byHand,
            faults: { faults.fault(at: $0) }
        ) { () throws(StoreError) in try Store(path: path, cacheKibibytes: 1_024) }
    }

    /// Lets the process die and starts another one on the same file.
    /// - Parameter meanwhile: runs when everything has been asked to start, and nothing done yet.
    func restart(_ meanwhile: () -> Void = {}) throws {
        engine.kill()
        faults.revive()
        engine = try Self.engine(folder, time, faults)
        if shell != nil { try start(meanwhile) }
    }

    /// Puts everything around the engine and lets it go on where the last run stopped.
    func start(_ meanwhile: () -> Void = {}) throws {
        let faults = faults
        let shell = Shell(
            engine: engine, platform: platform, settings: settings,
            faults: { faults.fault(at: $0) })
        self.shell = shell
        shell.start()
        meanwhile()
        settle()
    }

    /// Adopts an account with these agents, who are receiving.
    @discardableResult
    func adopt(
        _ name: String = "wk1", agents: [String] = ["ann"], cap: Int = 10,
        channel: ReceptionChannel = .relay,
        change: @escaping @Sendable (inout AccountConfiguration) -> Void = { _ in }
    ) throws -> AccountID {
        platform.change { state in
            if !state.accounts.contains(where: { $0.openKfID == name }) {
                state.accounts.append(ListedAccount(openKfID: name, name: name))
            }
            state.servicers[name] = agents.map {
                ListedServicer(userID: $0, status: 0, stopType: 0)
            }
        }
        return try work { core in
            let account = try core.store.discover(openKfID: name, at: core.moment.now)
            var configuration = AccountConfiguration(
                name: name, cap: cap, receptionChannel: channel, prompts: .silent)
            for agent in agents {
                let id = try core.store.agentID(userID: agent)
                configuration.agents.append(id)
            }
            change(&configuration)
            let settings = try core.store.adopt(account, configuration, at: core.moment.now)
            try core.apply(.accountSet(account, settings))
            for agent in configuration.agents {
                try core.apply(.agentActivated(agent, true))
                try core.apply(.setStatus(agent, .online))
            }
            return account
        }
    }

    /// Puts entries into an account's log at the platform, and says so by a callback.
    func deliver(_ entries: WireMessage..., to name: String = "wk1", token: String? = "T") throws {
        platform.change { $0.entries[name, default: []] += entries }
        try work { try $0.noteHint(openKfID: name, token: token) }
    }

    /// The open session of a visitor.
    func session(_ visitor: String = "wm1", in name: String = "wk1") throws -> Session? {
        try work { core in
            guard let account = try core.store.accountID(openKfID: name),
                let visitor = try core.store.existingVisitorID(externalUserID: visitor)
            else { return nil }
            let id = ConversationID(account, visitor)
            try core.admit(id)
            return core.routing.conversation(id)?.openSession.flatMap(core.routing.session)
        }
    }

    /// Does everything that can be done without time passing.
    func settle() {
        var rounds = 0
        while engine.turn(), rounds < 10_000 { rounds += 1 }
    }

    /// Lets the database file grow no more, as on a full disk, or lets it grow again.
    func setGrowth(_ isAllowed: Bool) throws {
        try work { core in
            let connection = core.store.connection
            let pages = isAllowed ? 1 << 30 : try connection.pageCount()
            try connection.setMaxPageCount(pages)
        }
    }

    /// Submits a work, lets it be done, and gives its result.
    func work<T: Sendable>(
        _ body: @escaping @Sendable (EngineCore) throws -> T
    ) throws -> T {
        let box = Box<Result<T, EngineError>?>(nil)
        engine.submit(body) { box.value = $0 }
        settle()
        guard let result = box.value else { throw NotDone() }
        return try result.get()
    }

    /// Lets time pass in steps, doing what comes due in each.
    func advance(_ interval: Interval, step: Int64 = 100) {
        var left = interval.milliseconds
        while left > 0 {
            let part = min(step, left)
            time.advance(milliseconds: part)
            left -= part
            settle()
        }
    }
}

struct NotDone: Error {}

/// A value that several closures share.
final class Box<T: Sendable>: Sendable {
    private let content: Mutex<T>
    init(_ value: T) { content = Mutex(value) }
    var value: T {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }
    func change(_ body: (inout sending T) -> Void) { content.withLock { body(&$0) } }
}

/// What goes wrong, and where. Who is dead stays dead until a restart.
final class FaultPlan: Sendable {
    private struct State {
        var left: Int?
        var only: FaultPoint?
        var isDiskFull = false
        var isDead = false
    }

    private let state = Mutex(State())

    /// Whether the process has died since the last restart.
    var isDead: Bool { state.withLock { $0.isDead } }

    /// A new process: nothing goes wrong any more, unless it is still to come.
    func revive() { state.withLock { $0.isDead = false } }

    /// Nothing goes wrong any more.
    func disarm() { state.withLock { $0 = State() } }

    /// Dies when this many more points (of this kind) have been reached.
    func die(after count: Int, at point: FaultPoint? = nil) {
        state.withLock { ($0.left, $0.only) = (count, point) }
    }

    /// Lets every commit fail, or no more.
    func setDiskFull(_ isFull: Bool) { state.withLock { $0.isDiskFull = isFull } }

    func fault(at point: FaultPoint) -> Fault? {
        state.withLock { state in
            if state.isDiskFull, point == .beforeCommit { return .diskFull }
            if state.isDead { return .death }
            guard let left = state.left, state.only == nil || state.only == point else {
                return nil
            }
            state.left = left == 0 ? nil : left - 1
            state.isDead = left == 0
            return state.isDead ? .death : nil
        }
    }
}

extension Prompts {
    /// Nothing is said.
    static let silent = Prompts(
        welcome: Prompt(isEnabled: false, text: ""), queue: Prompt(isEnabled: false, text: ""),
        offline: Prompt(isEnabled: false, text: ""), offlineSuppressedWhileOnline: false,
        end: Prompt(isEnabled: false, text: ""))
}
