import Engine
import Routing
import Storage
import Testing

@testable import API

@Suite struct ErasureTests {
    private func erase(_ world: World, _ visitor: String) async -> World.Answer {
        await world.ask("DELETE", "/api/visitors/\(visitor)", as: world.admin)
    }

    private func number(_ world: World, _ visitor: String) async throws -> VisitorID? {
        try await world.engine.perform { try $0.store.existingVisitorID(externalUserID: visitor) }
    }

    @Test func anOpenSessionRefusesAndAnEndedOneIsErased() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            #expect(await world.adopt(agents: ["ann"]).status == 201)
            await world.ask("PUT", "/api/agent/status", ["status": "online"], as: ann)
            let session = try #require(try await world.visitorWrites("hello"))
            let visitor = try #require(try await number(world, "wmV"))
            let early = await erase(world, "wmV")
            #expect(early.status == 409 && early.problem == "open-sessions")
            let path = "/api/agent/sessions/\(session.rawValue)"
            let before = await world.ask("GET", "\(path)/messages", as: ann)
            #expect(before.json["items"]?.items.isEmpty == false, "nothing is erased")

            #expect(await world.ask("POST", "\(path)/end", as: ann).status == 200)
            // The platform's answer to the end is still awaited for a moment.
            var answer = early
            for _ in 1...2_000 where answer.status == 409 { answer = await erase(world, "wmV") }
            #expect(answer.status == 204)
            let messages = await world.ask(
                "GET", "/api/sessions/\(session.rawValue)/messages", as: world.admin)
            #expect(messages.status == 200 && messages.json["items"]?.items.isEmpty == true)
            let left = await world.ask(
                "GET", "/api/sessions/\(session.rawValue)", as: world.admin)
            #expect(left.json["visitor"]?["id"]?.string == "erased-\(visitor.rawValue)")
            #expect(await erase(world, "wmV").status == 404)
            #expect(await erase(world, "erased-\(visitor.rawValue)").status == 404)

            // Who writes again is a new visitor, and nothing has come back by itself.
            let next = try #require(try await world.visitorWrites("again"))
            #expect(try await number(world, "wmV") != visitor)
            let kept = try await world.engine.perform { core in
                let account = try core.store.accountID(openKfID: "wkA")
                return try account.flatMap {
                    try core.store.conversation(ConversationID($0, visitor))
                }
            }
            #expect(kept == nil && next != session)
        }
    }

    @Test func whomNobodyKnowsCannotBeErased() async throws {
        try await withWorld { world in
            let answer = await erase(world, "wmNobody")
            #expect(answer.status == 404 && answer.problem == "not-found")
        }
    }
}
