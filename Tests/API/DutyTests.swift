import Engine
import Routing
import Testing

@testable import API

/// What an agent's client has to know before it can act.
@Suite struct DutyTests {
    private func set(_ world: World, _ token: String, _ status: String) async {
        let answer = await world.ask(
            "PUT", "/api/agent/status", ["status": .string(status)], as: token)
        #expect(answer.status == 200)
    }

    @Test func anAgentSeesWhatItHasSetAndWhatThatMeansInEachAccount() async throws {
        try await withWorld(accounts: ["wkA", "wkB", "wkC"]) { world in
            let ann = try await world.makeAgent("ann")
            #expect(await world.adopt("wkA", agents: ["ann"], ["cap": 7]).status == 201)
            #expect(
                await world.adopt(
                    "wkB", agents: ["ann"], ["reception_channel": "wecom"]
                ).status == 201)
            #expect(await world.adopt("wkC", agents: ["bob"]).status == 201)
            let before = await world.ask("GET", "/api/agent/status", as: ann)
            #expect(before.status == 200 && before.json["status"] == .null)
            await set(world, ann, "online")
            try await world.visitorWrites("hello")
            let after = await world.ask("GET", "/api/agent/status", as: ann)
            #expect(after.json["status"] == "online")
            #expect(
                after.json["accounts"] == [
                    [
                        "id": "wkA", "name": "wkA", "reception_channel": "relay",
                        "status": "online", "load": 1, "cap": 7, "open": true,
                    ],
                    [
                        "id": "wkB", "name": "wkB", "reception_channel": "wecom",
                        "status": "offline", "load": 0, "cap": 50, "open": true,
                    ],
                ])
        }
    }

    @Test func theTargetsOfASessionAreThoseThatATransferWouldReach() async throws {
        try await withWorld(accounts: ["wkA", "wkB", "wkC"]) { world in
            let ann = try await world.makeAgent("ann")
            let bob = try await world.makeAgent("bob")
            let cid = try await world.makeAgent("cid")
            let made = await world.ask(
                "POST", "/api/members", ["userid": "bob", "name": "鲍勃"], as: world.admin)
            #expect(made.status == 201)
            #expect(await world.adopt("wkA", agents: ["ann", "bob", "cid"]).status == 201)
            #expect(await world.adopt("wkB", agents: ["bob"]).status == 201)
            #expect(await world.adopt("wkC", agents: ["eve"]).status == 201)
            await set(world, ann, "online")
            let session = try #require(try await world.visitorWrites("hello"))
            await set(world, bob, "online")
            let path = "/api/agent/sessions/\(session.rawValue)"
            try await world.until {  // the accounts' links come with calls of their own
                let accounts = await world.ask("GET", "\(path)/targets", as: ann).json["accounts"]
                return accounts?.items.first?["reason"] == .null
            }
            let answer = await world.ask("GET", "\(path)/targets", as: ann)
            #expect(answer.json["queue"] == ["reason": .null])
            #expect(
                answer.json["agents"] == [
                    [
                        "member": "bob", "name": "鲍勃", "avatar": .null, "status": "online",
                        "load": 0, "reason": .null,
                    ],
                    [
                        "member": "cid", "name": "cid", "avatar": .null, "status": "offline",
                        "load": 0, "reason": "offline",
                    ],
                ])
            #expect(
                answer.json["accounts"] == [
                    ["id": "wkB", "name": "wkB", "reason": .null],
                    ["id": "wkC", "name": "wkC", "reason": "nobody-there"],
                ])
            let refused = await world.ask(
                "POST", "\(path)/transfer", ["account": "wkC"], as: ann)
            #expect(refused.problem == "nobody-there")
            #expect(await world.ask("GET", "\(path)/targets", as: cid).status == 404)
            let moved = await world.ask("POST", "\(path)/transfer", ["agent": "bob"], as: ann)
            #expect(moved.status == 200)
            let late = await world.ask("GET", "\(path)/targets", as: ann)
            #expect(late.status == 409 && late.problem == "not-your-session")
        }
    }
}
