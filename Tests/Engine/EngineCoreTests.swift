import Foundation
import Lifecycle
import Routing
import Storage
import Testing

@testable import Engine

@Suite struct EngineCoreTests {
    @Test func aHintIsDurableBeforeItsCompletionIsCalled() throws {
        let world = try World()
        let seen = Box<Bool?>(nil)
        let path = world.path
        world.engine.submitHint(openKfID: "wk1", token: "T") { _ in
            // Another connection sees only what is committed.
            let copy = FileManager.default.contents(atPath: path + "-wal") ?? Data()
            seen.value = copy.range(of: Data("wk1".utf8)) != nil
        }
        #expect(seen.value == nil, "nothing is done before the engine's turn")
        world.settle()
        #expect(seen.value == true)
    }

    /// Not told as done, the platform sends it again.
    @Test func aHintThatCannotBeStoredHasFailed() async throws {
        let world = try World()
        let results = Box<[Bool]>([])
        func hint() {
            world.engine.submitHint(openKfID: "wk1", token: "T") { result in
                let isDone = if case .success = result { true } else { false }
                results.change { $0.append(isDone) }
            }
            world.engine.turn()
        }
        world.faults.setDiskFull(true)
        hint()
        world.faults.setDiskFull(false)
        hint()
        await world.engine.stop()
        hint()
        #expect(results.value == [false, true, false])
    }

    @Test func whatWaitsIsCommittedTogether() throws {
        let world = try World()
        let before = world.engine.metrics.now.counts[.commits] ?? 0
        for number in 0..<1_500 {
            world.engine.submit { core in
                try core.noteHint(openKfID: "wk\(number % 3)", token: nil)
            } then: { _ in
            }
        }
        world.settle()
        let figures = world.engine.metrics.now
        #expect((figures.counts[.commits] ?? 0) - before == 2, "1,000 and then 500")
        #expect(figures.counts[.works] == 1_500)
    }

    @Test func hintsOfOneBatchLeaveTheNewestToken() throws {
        let world = try World()
        for (name, token) in [("wk1", "T1"), ("wk2", nil), ("wk1", "T2"), ("wk1", nil)] {
            world.engine.submit { core in
                try core.noteHint(openKfID: name, token: token)
            } then: { _ in
            }
        }
        world.settle()
        let states = try world.work { core in
            try ["wk1", "wk2"].map { name in
                try core.store.pullState(
                    try core.store.hintedAccount(openKfID: name, at: core.moment.now))
            }
        }
        #expect(states.map(\.token) == ["T2", nil])
        #expect(states.allSatisfy { $0.hintedAt != nil })
    }

    @Test func aWorkThatRefusesLeavesItsBatchAlone() throws {
        struct Refused: Error {}
        let world = try World()
        let results = Box<[String]>([])
        for number in 0..<3 {
            world.engine.submit { core in
                if number == 1 { throw Refused() }
                try core.noteHint(openKfID: "wk\(number)", token: nil)
            } then: { result in
                switch result {
                case .success: results.change { $0.append("\(number) done") }
                case .failure(.work): results.change { $0.append("\(number) refused") }
                case .failure: results.change { $0.append("\(number) failed") }
                }
            }
        }
        world.settle()
        #expect(results.value == ["0 done", "1 refused", "2 done"])
    }

    @Test func aWorkThatTheDatabaseRefusesFailsAlone() throws {
        let world = try World()
        let results = Box<[Bool]>([])
        for number in 0..<3 {
            world.engine.submit { core in
                try core.noteHint(openKfID: "wk\(number)", token: nil)
                if number == 1 {
                    throw StoreError(.duplicate, doing: "try", because: "the name is taken")
                }
            } then: { result in
                let isDone = if case .success = result { true } else { false }
                results.change { $0.append(isDone) }
            }
        }
        world.settle()
        #expect(results.value == [true, false, true])
        let known = try world.work { core in
            try (0..<3).map { try core.store.accountID(openKfID: "wk\($0)") != nil }
        }
        #expect(known == [true, false, true], "nothing of the refused work was kept")
    }

    @Test func aDeadProcessHasKeptWhatItCommittedAndNothingElse() throws {
        let world = try World()
        world.faults.die(after: 0, at: .beforeCommit)
        let called = Box(false)
        world.engine.submit {
            try $0.noteHint(openKfID: "wk1", token: nil)
        } then: { _ in
            called.value = true
        }
        world.settle()
        #expect(called.value == false)
        try world.restart()
        #expect(try world.work { try $0.store.accountID(openKfID: "wk1") } == nil)

        world.faults.die(after: 0, at: .afterCommit)
        world.engine.submit {
            try $0.noteHint(openKfID: "wk1", token: nil)
        } then: { _ in
            called.value = true
        }
        world.settle()
        #expect(called.value == false)
        try world.restart()
        #expect(try world.work { try $0.store.accountID(openKfID: "wk1") } != nil)
    }

    @Test func kefudsLineGoesOnAfterTheLastCommitThoughTheWallClockWentBack() throws {
        let world = try World()
        world.advance(.seconds(30))
        let before = world.engine.clock.now
        let wall = world.time.wallMilliseconds
        world.time.setWall(milliseconds: wall - 3_600_000)
        #expect(world.engine.clock.now == before)
        try world.restart()
        #expect(world.engine.clock.now >= before - .seconds(10))
        #expect(world.engine.clock.moment.wall.milliseconds == wall - 3_600_000)
    }

    @Test func anEngineWithAThreadOfItsOwnWorksAndStops() async throws {
        let world = try World()
        let path = world.folder.appending(path: "other.db").path
        let engine = try Engine(
            configuration: RoutingConfiguration(), clock: EngineClock(SystemTime())
        ) { () throws(StoreError) in try Store(path: path, cacheKibibytes: 1_024) }
        try await engine.perform { try $0.noteHint(openKfID: "wk1", token: nil) }
        let isKnown = try await engine.perform { try $0.store.accountID(openKfID: "wk1") != nil }
        #expect(isKnown)
        #expect(engine.health.isHealthy)
        await engine.stop()
        await #expect(throws: EngineError.self) { try await engine.perform { _ in } }
    }

    @Test func worksOfManyThreadsAreAllDoneInTheOrderOfEach() async throws {
        let world = try World()
        let path = world.folder.appending(path: "other.db").path
        let engine = try Engine(
            configuration: RoutingConfiguration(), clock: EngineClock(SystemTime())
        ) { () throws(StoreError) in try Store(path: path, cacheKibibytes: 1_024) }
        let seen = Box<[Int: [Int]]>([:])
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        engine.submit { _ in
                            number
                        } then: { result in
                            guard case .success(let number) = result else { return }
                            seen.change { $0[sender, default: []].append(number) }
                        }
                    }
                }
            }
        }
        await engine.stop()
        for sender in 0..<8 { #expect(seen.value[sender] == Array(0..<500)) }
    }

    @Test func aStoreThatCannotBeOpenedIsSaidAtOnce() {
        #expect(throws: StoreError.self) {
            _ = try Engine(
                configuration: RoutingConfiguration(), clock: EngineClock(ManualTime())
            ) { () throws(StoreError) in try Store(path: "/nonexistent/kefud.db") }
        }
    }
}
