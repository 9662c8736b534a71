import Lifecycle
import Synchronization
import Testing

@Suite struct SuperviseTests {
    /// What happened, in order, from all tasks.
    private final class Diary: Sendable {
        private let lines = Mutex<[String]>([])
        func write(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    /// Waits until it is cancelled, and then for its `farewell`.
    private struct Waiter: Service {
        let name: String
        let diary: Diary
        var begun: @Sendable () -> Void = {}
        var farewell: @Sendable () async -> Void = {}

        func run() async throws {
            begun()
            let (forever, _) = AsyncStream.makeStream(of: Never.self)
            for await _ in forever {}
            await farewell()
            diary.write(name)
        }
    }

    private struct Short: Service {
        struct Broken: Error {}
        let name: String
        let fails: Bool
        func run() async throws { if fails { throw Broken() } }
    }

    @Test func aSignalStopsTheServicesInReverseOrderOneAfterTheOther() async {
        let diary = Diary()
        let (signals, send) = AsyncStream.makeStream(of: CInt.self)
        let services = ["engine", "sender", "listener"].map { name in
            Waiter(name: name, diary: diary, farewell: { for _ in 0..<50 { await Task.yield() } })
        }
        send.yield(15)
        let ending = await supervise(services, until: signals, grace: .seconds(60)) {
            Issue.record("stopping took too long")
        }
        #expect(ending == .signal(15))
        #expect(diary.all == ["listener", "sender", "engine"])
    }

    @Test(arguments: [false, true]) func aServiceThatEndsStopsTheOthers(fails: Bool) async {
        let diary = Diary()
        let (signals, _) = AsyncStream.makeStream(of: CInt.self)
        let services: [any Service] = [
            Waiter(name: "engine", diary: diary), Short(name: "short", fails: fails),
        ]
        let ending = await supervise(services, until: signals, grace: .seconds(60)) {}
        #expect(ending == (fails ? .failed("short", why: "Broken()") : .ended("short")))
        #expect(diary.all == ["engine"])
    }

    @Test func aServiceThatDoesNotStopIsReported() async {
        let diary = Diary()
        let (signals, send) = AsyncStream.makeStream(of: CInt.self)
        let (overrun, overran) = AsyncStream.makeStream(of: Void.self)
        let stubborn = Waiter(
            name: "stubborn", diary: diary,
            farewell: {
                // Not in the cancelled task, so that only the overrun ends it.
                await Task { for await _ in overrun {} }.value
            })
        send.yield(2)
        let ending = await supervise([stubborn], until: signals, grace: .milliseconds(1)) {
            diary.write("overrun")
            overran.finish()
        }
        #expect(ending == .signal(2))
        #expect(diary.all == ["overrun", "stubborn"])
    }

    @Test func cancellingTheSupervisorStopsEverything() async {
        let diary = Diary()
        let (signals, _) = AsyncStream.makeStream(of: CInt.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            await supervise(
                [Waiter(name: "only", diary: diary, begun: { begin.finish() })], until: signals,
                grace: .seconds(60)
            ) {}
        }
        for await _ in begun {}
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(diary.all == ["only"])
    }
}
