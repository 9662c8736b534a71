import Foundation
import Lifecycle
import Routing
import Storage
import Synchronization

@testable import Engine

/// An engine over a database of its own, driven by hand, with clocks that go when they are told to.
final class World {
    let time = ManualTime()
    let folder: URL
    private(set) var engine: Engine
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
            faults: { faults.dies(at: $0) }
        ) { () throws(StoreError) in try Store(path: path, cacheKibibytes: 1_024) }
    }

    /// Lets the process die and starts another one on the same file.
    func restart() throws {
        engine.kill()
        engine = try Self.engine(folder, time, faults)
    }

    /// Does everything that can be done without time passing.
    func settle() {
        var rounds = 0
        while engine.turn(), rounds < 10_000 { rounds += 1 }
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

/// Which fault point ends the process.
final class FaultPlan: Sendable {
    private let state = Mutex<(left: Int?, only: FaultPoint?, reached: Int)>((nil, nil, 0))

    /// Dies when this many more points (of this kind) have been reached.
    func die(after count: Int, at point: FaultPoint? = nil) {
        state.withLock { $0 = (count, point, $0.reached) }
    }

    func dies(at point: FaultPoint) -> Bool {
        state.withLock { state in
            state.reached += 1
            guard let left = state.left, state.only == nil || state.only == point else {
                return false
            }
            state.left = left == 0 ? nil : left - 1
            return left == 0
        }
    }
}
