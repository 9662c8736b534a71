import Engine
import Lifecycle
import Routing
import Storage
import Testing

@testable import API

@Suite struct PollTests {
    private func poll(
        _ world: World, _ token: String, _ cursor: String? = nil, wait: Int = 0
    ) async -> World.Answer {
        let position = cursor.map { "&cursor=\($0)" } ?? ""
        return await world.ask(
            "GET", "/api/agent/assignments?wait=\(wait)\(position)", as: token)
    }

    private func kinds(_ answer: World.Answer) -> [String] {
        (answer.json["changes"]?.items ?? []).compactMap { $0["type"]?.string }
    }

    private func cursor(_ answer: World.Answer) -> String {
        answer.json["cursor"]?.string ?? ""
    }

    private func goOnline(_ world: World, _ token: String) async {
        let answer = await world.ask("PUT", "/api/agent/status", ["status": "online"], as: token)
        #expect(answer.status == 200)
    }

    @Test(.timeLimit(.minutes(1)))
    func aHeldPollIsAnsweredByTheAssignmentAndGoesOnFromThere() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            #expect(await world.adopt(agents: ["ann"]).status == 201)
            await goOnline(world, ann)
            let start = await poll(world, ann)
            async let held = poll(world, ann, cursor(start), wait: 60)
            try await world.untilHeld(1)
            let session = try await world.visitorWrites("hello")
            let answer = await held
            #expect(kinds(answer).first == "assigned")
            let change = answer.json["changes"]?.items.first
            #expect(change?["session"]?["id"]?.string == session.map { "\($0.rawValue)" })
            #expect(change?["session"]?["visitor"]?["id"] == "wmV")
            let next = await poll(world, ann, cursor(answer))
            #expect(kinds(next).isEmpty && cursor(next) == cursor(answer))
            // The same cursor again gives the same changes: nothing is used up by reading.
            #expect(await poll(world, ann, cursor(start)).body == answer.body)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aPollThatWaitsInVainGetsItsCursorBack() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            let start = await poll(world, ann)
            async let held = poll(world, ann, cursor(start), wait: 5)
            try await world.untilHeld(1)
            world.time.advance(milliseconds: 5_001)
            world.engine.nudge()
            let answer = await held
            #expect(answer.status == 200 && kinds(answer).isEmpty)
            #expect(cursor(answer) == cursor(start))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func everyClientOfOneAgentGetsEverything() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            #expect(await world.adopt(agents: ["ann"]).status == 201)
            await goOnline(world, ann)
            let start = cursor(await poll(world, ann))
            async let one = poll(world, ann, start, wait: 60)
            async let two = poll(world, ann, start, wait: 60)
            try await world.untilHeld(2)
            try await world.visitorWrites("hello")
            let (first, second) = await (one, two)
            #expect(kinds(first) == ["assigned"] && first.body == second.body)
        }
    }

    @Test func withoutACursorAllOpenSessionsAreShown() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            #expect(await world.adopt(agents: ["ann"]).status == 201)
            await goOnline(world, ann)
            for visitor in ["wm1", "wm2", "wm3"] {
                try await world.visitorWrites("hello", visitor)
            }
            let answer = await poll(world, ann)
            #expect(kinds(answer) == ["assigned", "assigned", "assigned"])
            #expect(kinds(await poll(world, ann, cursor(answer))).isEmpty)
        }
    }

    @Test func pagesOf500FollowEachOtherWithoutAGap() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            #expect(await world.adopt(agents: ["ann"]).status == 201)
            await goOnline(world, ann)
            let start = cursor(await poll(world, ann))
            for number in 0..<1_201 { try await world.visitorWrites("message \(number)") }
            var (place, more, texts) = (start, true, [String]())
            while more {
                let answer = await poll(world, ann, place)
                #expect(kinds(answer).count <= 500)
                more = answer.json["more"] == true
                place = cursor(answer)
                texts += (answer.json["changes"]?.items ?? []).compactMap {
                    $0["message"]?["text"]?.string
                }
            }
            #expect(texts.suffix(1_200) == (1..<1_201).map { "message \($0)" }[...])
        }
    }

    @Test func aCursorOfAnotherAgentOrDatabaseHasExpired() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            let bob = try await world.makeAgent("bob")
            let good = cursor(await poll(world, ann))
            for bad in [
                "x", "v1.abc.1", "v2" + good.dropFirst(2), good + "x", good + "9999", "v1..0",
                String(good.dropLast()) + "-5",
            ] {
                let answer = await poll(world, ann, bad)
                #expect(answer.status == 410 && answer.problem == "cursor-expired", "\(bad)")
            }
            #expect(await poll(world, bob, good).status == 410)
            try await withWorld { other in
                let foreign = try await other.makeAgent("ann")
                #expect(await poll(other, foreign, good).status == 410)
            }
        }
    }

    @Test func waitHasBounds() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            for wait in ["-1", "61", "x", "1.5"] {
                let answer = await world.ask(
                    "GET", "/api/agent/assignments?wait=\(wait)", as: ann)
                #expect(answer.status == 422 && answer.pointers == ["?wait"])
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func stoppingAnswersHeldPolls() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            let start = cursor(await poll(world, ann))
            async let held = poll(world, ann, start, wait: 60)
            try await world.untilHeld(1)
            world.api.drain()
            world.shell.mailboxes.stop()
            let answer = await held
            #expect(answer.status == 200 && cursor(answer) == start)
            #expect(await poll(world, ann, start).status == 503)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func anAgentWhoPollsTooMuchAtOnceIsToldSo() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            let start = cursor(await poll(world, ann))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<32 {
                    group.addTask { await poll(world, ann, start, wait: 60).status }
                }
                try await world.untilHeld(32)
                #expect(await poll(world, ann, start, wait: 60).status == 429)
                world.shell.mailboxes.stop()
                for try await status in group { #expect(status == 200) }
            }
        }
    }
}
