import HTTPClient
import Synchronization
import Testing

@testable import kefu_platform

/// A daemon with one agent's feed, which can be made to misbehave.
private final class FakeDaemon: Sendable {
    struct State {
        var changes: [JSON] = []
        var keys: [String: JSON] = [:]
        var ended: [String] = []
        var skipsLive = false
        var repeatsLive = false
        var failures = 0
        var livePolls = 0
    }
    let state: Mutex<State>

    init(_ state: sending State) { self.state = Mutex(state) }

    func call(_ request: AgentClient.Request) -> (status: Int, body: JSON)? {
        state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                return nil
            }
            if request.method == .put { return (204, .null) }
            if request.path.hasPrefix("/api/agent/assignments") {
                return (200, page(request.path, &state))
            }
            if request.path.hasSuffix("/end") {
                state.ended.append(request.path)
                return (200, [:])
            }
            let key = request.headers.first { $0.name == "Idempotency-Key" }?.value ?? ""
            let message = state.keys[key] ?? ["id": .string("m\(state.keys.count)")]
            state.keys[key] = message
            return (201, message)
        }
    }

    /// Two changes a page; the cursor is the number of changes read.
    private func page(_ path: String, _ state: inout State) -> JSON {
        guard let mark = path.firstRange(of: "cursor=") else {
            return ["cursor": "0", "more": false, "changes": []]
        }
        let isLive = !path.contains("wait=0")
        let start = Int(path[mark.upperBound...]) ?? 0
        var from = start
        if isLive {
            state.livePolls += 1
            if state.skipsLive, state.livePolls == 2 { from += 1 }
            if state.repeatsLive, state.livePolls == 2 { from -= 1 }
        }
        let end = min(state.changes.count, max(from, start) + 2)
        let slice = from < end ? Array(state.changes[from..<end]) : []
        return ["cursor": .string(String(end)), "more": false, "changes": .array(slice)]
    }

    static let day: [JSON] = (0..<7).map { number in
        [
            "type": "message", "at": .string("2026-01-01T00:00:0\(number)Z"),
            "session": ["id": "s1"], "message": ["id": .string("v\(number)"), "from": "visitor"],
        ]
    }
}

/// Moves by a second with each look.
private final class SteppingClock: Sendable {
    private let now = Mutex<Int64>(0)
    @Sendable func read() -> Int64 {
        now.withLock {
            $0 += 1000
            return $0
        }
    }
}

private func client(_ daemon: FakeDaemon) -> AgentClient {
    AgentClient(
        mind: AgentMind(name: "ann", colleagues: [], seed: 1), token: "t", seed: 2,
        clock: SteppingClock().read
    ) { daemon.call($0) }
}

@Suite struct AgentTests {
    @Test func aTrueFeedPassesTheCheck() async {
        let daemon = FakeDaemon(.init(changes: FakeDaemon.day))
        let agent = client(daemon)
        await agent.poll(until: 40_000)
        await agent.replay()
        let feed = await agent.feed
        #expect(feed.marks.count == 7 && feed.mismatches.isEmpty && feed.repeated.isEmpty)
        #expect(await agent.mind.visitorMessageCount == 7)
    }

    @Test func aFeedThatSkipsIsFoundOut() async {
        let daemon = FakeDaemon(.init(changes: FakeDaemon.day, skipsLive: true))
        let agent = client(daemon)
        await agent.poll(until: 40_000)
        await agent.replay()
        #expect(await agent.feed.mismatches.count == 1)
    }

    @Test func aFeedThatRepeatsIsFoundOut() async {
        let daemon = FakeDaemon(.init(changes: FakeDaemon.day, repeatsLive: true))
        let agent = client(daemon)
        await agent.poll(until: 40_000)
        await agent.replay()
        #expect(await agent.feed.repeated.count == 1)
        #expect(await agent.feed.mismatches.count == 1)
    }

    @Test func anAgentAnswersAndEndsItsRelaySessions() {
        var mind = AgentMind(name: "ann", colleagues: [], seed: 3)
        mind.received(
            [["type": "assigned", "session": ["id": "s1", "agent": "ann", "unanswered": true]]],
            now: 0)
        var deeds: [AgentMind.Deed] = []
        for now in stride(from: Int64(0), to: 120_000, by: 500) {
            while let deed = mind.next(now: now, isClosing: false) {
                deeds.append(deed)
                if case .end(let session) = deed { mind.gone(session) }
            }
            let message: JSON = [
                "type": "message", "session": ["id": "s1"],
                "message": ["id": "m", "from": "visitor"],
            ]
            if now.isMultiple(of: 5000) { mind.received([message], now: now) }
        }
        #expect(deeds.first == .setStatus("online"))
        #expect(deeds.contains { if case .reply("s1", _) = $0 { true } else { false } })
        #expect(mind.openSessions.isEmpty)
    }

    @Test func anAgentLeavesSessionsOfTheClientAlone() {
        var mind = AgentMind(name: "ann", colleagues: ["bo"], seed: 3)
        mind.received(
            [["type": "assigned", "session": ["id": "s1", "reception_channel": "wecom"]]], now: 0)
        for now in stride(from: Int64(0), to: 60_000, by: 500) {
            while let deed = mind.next(now: now, isClosing: false) {
                guard case .setStatus = deed else {
                    Issue.record("did \(deed)")
                    continue
                }
            }
        }
        #expect(mind.openSessions == ["s1"])
    }

    @Test func interruptionsAreCountedAndOvercome() async {
        let daemon = FakeDaemon(.init(changes: FakeDaemon.day, failures: 2))
        let agent = client(daemon)
        await agent.poll(until: 40_000)
        #expect(await agent.counts.interruptions == 2)
        #expect(await agent.feed.marks.count == 7)
    }

    @Test func tokensAreReadLineByLine() throws {
        let found = try AgentCrowd.credentials("# agents\nann t1\n\nbo\tt2\n")
        #expect(found.map(\.name) == ["ann", "bo"] && found.map(\.token) == ["t1", "t2"])
        for text in ["", "ann\n", "a b c\n"] {
            #expect(throws: Options.Mistake.self) { try AgentCrowd.credentials(text) }
        }
    }

    @Test func wrongCommandLinesAreToldWhy() {
        for words in [["--listen"], ["--colour", "red"], ["loud"], ["--seed", "x"]] {
            #expect(throws: Options.Mistake.self) { try ServeProgram(words) }
        }
        #expect(throws: Options.Mistake.self) { try AgentsProgram(["--kefud", "http://x"]) }
    }
}

@Suite struct SilentDaemonTests {
    @Test func aRunThatNeverGotAnAnswerIsNotGood() async {
        let clock = SteppingClock()
        let crowd = AgentCrowd([.init(name: "ann", token: "t")], seed: 1, clock: clock.read) { _ in
            nil
        }
        await crowd.run(until: 4000)
        let (summary, isGood) = await crowd.summary()
        #expect(!isGood)
        #expect(summary["problems"]?.array?.count == 1)
    }
}
