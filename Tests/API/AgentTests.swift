import Engine
import Routing
import Storage
import Testing

@testable import API

@Suite struct AgentTests {
    /// Ann and Bob receive for `wkA`; Ann is online and has a session.
    private func withSession(
        _ body: (World, _ ann: String, _ bob: String, _ session: String) async throws -> Void
    ) async throws {
        try await withWorld(accounts: ["wkA", "wkB"]) { world in
            let ann = try await world.makeAgent("ann")
            let bob = try await world.makeAgent("bob")
            #expect(await world.adopt(agents: ["ann", "bob"]).status == 201)
            await status(world, ann, "online")
            let session = try #require(try await world.visitorWrites("hello"))
            try await body(world, ann, bob, "\(session.rawValue)")
        }
    }

    private func status(_ world: World, _ token: String, _ status: String) async {
        let answer = await world.ask(
            "PUT", "/api/agent/status", ["status": .string(status)], as: token)
        #expect(answer.status == 200)
    }

    private func write(
        _ world: World, _ token: String, _ session: String, _ text: String, key: String? = nil
    ) async -> World.Answer {
        await world.ask(
            "POST", "/api/agent/sessions/\(session)/messages",
            ["type": "text", "text": .string(text)], as: token,
            headers: key.map { [("Idempotency-Key", $0)] } ?? [])
    }

    @Test func aSessionHasEveryFieldOfItsInterface() async throws {
        try await withSession { world, ann, _, session in
            let answer = await world.ask("GET", "/api/agent/sessions/\(session)", as: ann)
            #expect(
                answer.json.names == [
                    "id", "account", "visitor", "state", "agent", "channel", "reception_channel",
                    "opened_at", "opened_by", "waiting_since", "assigned_at", "ended_at",
                    "end_reason", "last_message_at", "unanswered", "rating", "send_window",
                ])
            #expect(answer.json["state"] == "active" && answer.json["agent"] == "ann")
            #expect(answer.json["unanswered"] == true)
            #expect(answer.json["send_window"]?["messages_left"] == 5)
            #expect(answer.json["opened_at"] == "2025-07-22T03:57:38.000Z")
            let list = await world.ask("GET", "/api/agent/sessions", as: ann)
            #expect(list.json["items"]?.items == [answer.json])
            let messages = await world.ask(
                "GET", "/api/agent/sessions/\(session)/messages", as: ann)
            let message = messages.json["items"]?.items.first
            #expect(
                message?.names == [
                    "id", "from", "agent", "type", "text", "media", "at", "state", "code",
                ])
            #expect(message?["from"] == "visitor" && message?["text"] == "hello")
        }
    }

    @Test func aRepeatedReplyIsOneMessage() async throws {
        try await withSession { world, ann, _, session in
            let first = await write(world, ann, session, "hi", key: "k1")
            #expect(first.status == 201 && first.json["state"] == "pending")
            let again = await write(world, ann, session, "hi", key: "k1")
            #expect(again.status == 201 && again.body == first.body)
            let other = await write(world, ann, session, "ho", key: "k1")
            #expect(other.status == 409 && other.problem == "key-reused")
            #expect(await write(world, ann, session, "hi", key: "k2").status == 201)
            #expect(await write(world, ann, session, "hi").status == 201)
            let messages = await world.ask(
                "GET", "/api/agent/sessions/\(session)/messages", as: ann)
            #expect(messages.json["items"]?.items.count == 4)
        }
    }

    @Test func atMostFiveMessagesFollowOneOfTheVisitor() async throws {
        try await withSession { world, ann, _, session in
            for number in 1...5 {
                #expect(await write(world, ann, session, "\(number)").status == 201)
            }
            let sixth = await write(world, ann, session, "6")
            #expect(sixth.status == 409 && sixth.problem == "window-closed")
            try await world.visitorWrites("more")
            #expect(await write(world, ann, session, "6").status == 201)
        }
    }

    @Test func repliesAreChecked() async throws {
        try await withSession { world, ann, _, session in
            let path = "/api/agent/sessions/\(session)/messages"
            let cases: [(JSON, [String])] = [
                ([:], ["#/type", "#/text"]), (["type": "image", "text": "x"], ["#/type"]),
                (["type": "text", "text": ""], ["#/text"]),
                (
                    ["type": "text", "text": .string(String(repeating: "长", count: 683))],
                    ["#/text"]
                ),
            ]
            for (body, pointers) in cases {
                let answer = await world.ask("POST", path, body, as: ann)
                #expect(answer.status == 422 && answer.pointers == pointers)
            }
            #expect(await world.ask("POST", path, bytes: Array("{".utf8), as: ann).status == 400)
            #expect(await write(world, ann, session, "x", key: "").status == 422)
            let long = String(repeating: "k", count: 129)
            #expect(await write(world, ann, session, "x", key: long).status == 422)
        }
    }

    @Test func aTransferredSessionIsTheOthers() async throws {
        try await withSession { world, ann, bob, session in
            let path = "/api/agent/sessions/\(session)"
            let away = await world.ask("POST", "\(path)/transfer", ["agent": "bob"], as: ann)
            #expect(away.status == 409 && away.problem == "agent-not-eligible")
            await status(world, bob, "online")
            let moved = await world.ask("POST", "\(path)/transfer", ["agent": "bob"], as: ann)
            #expect(moved.status == 200 && moved.json["agent"] == "bob")
            let late = await world.ask("POST", "\(path)/end", as: ann)
            #expect(late.status == 409 && late.problem == "not-your-session")
            #expect(await world.ask("GET", path, as: ann).status == 404)
            let ended = await world.ask("POST", "\(path)/end", as: bob)
            #expect(ended.status == 200)
        }
    }

    @Test func anEndedSessionTakesNothingMore() async throws {
        try await withSession { world, ann, _, session in
            let path = "/api/agent/sessions/\(session)"
            #expect(await world.ask("POST", "\(path)/end", as: ann).status == 200)
            try await world.until {  // in the commit that counts the closing call
                await world.ask("GET", path, as: ann).json["state"] == "ended"
            }
            for (target, body) in [
                ("end", nil), ("transfer", ["queue": true]),
                ("messages", ["type": "text", "text": "x"]),
            ] as [(String, JSON?)] {
                let answer = await world.ask("POST", "\(path)/\(target)", body, as: ann)
                #expect(answer.status == 409 && answer.problem == "session-ended", "\(target)")
            }
        }
    }

    @Test func transfersAreChecked() async throws {
        try await withSession { world, ann, _, session in
            let path = "/api/agent/sessions/\(session)/transfer"
            for body: JSON in [[:], ["agent": "bob", "queue": true], ["queue": false]] {
                #expect(await world.ask("POST", path, body, as: ann).status == 422)
            }
            let unknown = await world.ask("POST", path, ["agent": "nobody"], as: ann)
            #expect(unknown.status == 409 && unknown.problem == "agent-not-eligible")
            let notAdopted = await world.ask("POST", path, ["account": "wkB"], as: ann)
            #expect(notAdopted.status == 409 && notAdopted.problem == "nobody-there")
        }
    }

    @Test func whatAnAgentNeverHadDoesNotExistForIt() async throws {
        try await withSession { world, _, bob, session in
            let path = "/api/agent/sessions/\(session)"
            #expect(await world.ask("GET", path, as: bob).status == 404)
            #expect(await world.ask("GET", "\(path)/messages", as: bob).status == 404)
            #expect(await world.ask("POST", "\(path)/end", as: bob).status == 404)
            #expect(await write(world, bob, session, "x", key: "k").status == 404)
            for id in ["0", "-1", "x", "99999999999999999999", "7777"] {
                let answer = await world.ask("GET", "/api/agent/sessions/\(id)", as: bob)
                #expect(answer.status == 404, "\(id)")
            }
            #expect(await world.ask("GET", "/api/sessions/\(session)", as: bob).status == 404)
            let list = await world.ask("GET", "/api/sessions", as: bob)
            #expect(list.json["items"] == [])
        }
    }
}
