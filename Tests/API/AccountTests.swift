import Crypto
import Engine
import Routing
import Storage
import Synchronization
import Testing

@testable import API

@Suite struct AccountTests {
    private func post(_ world: World, _ body: JSON) async -> World.Answer {
        await world.ask("POST", "/api/accounts", body, as: world.admin)
    }

    private func patch(
        _ world: World, _ body: JSON, headers: [(String, String)] = []
    ) async -> World.Answer {
        await world.ask("PATCH", "/api/accounts/wkA", body, as: world.admin, headers: headers)
    }

    /// An account without what changes whenever the platform has time for it.
    private func withoutLink(_ answer: World.Answer) -> [String: JSON] {
        guard case .object(let members) = answer.json else { return [:] }
        let others = members.filter { $0.name != "link" && $0.name != "platform" }
        return Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0.value) })
    }

    @Test func anAdoptedAccountHasEveryFieldOfItsInterface() async throws {
        try await withWorld { world in
            let found = await world.ask("GET", "/api/accounts", as: world.admin)
            #expect(found.json["items"]?.items.first?["status"] == "not_adopted")
            let answer = await post(world, ["open_kfid": "wkA", "agents": ["ann", "bob", "ann"]])
            #expect(answer.status == 201)
            #expect(
                answer.json.names.isSuperset(of: [
                    "open_kfid", "name", "sub_organisation", "avatar", "agents", "departments",
                    "strategy", "prior_agent_first", "cap", "time_zone", "hours",
                    "visitor_silence", "agent_silence", "when_nobody", "bot", "reception_channel",
                ]))
            #expect(answer.json["id"] == "wkA" && answer.json["status"] == "active")
            #expect(answer.json["agents"] == ["ann", "bob"])
            #expect(answer.json["receiving_agents"] == ["ann", "bob"])
            #expect(answer.json["bot"] == false && answer.json["visitor_silence"] == .null)
            let one = await world.ask("GET", "/api/accounts/wkA", as: world.admin)
            #expect(withoutLink(one) == withoutLink(answer) && one.headers["etag"] != nil)
            let again = await post(world, ["open_kfid": "wkA"])
            #expect(again.status == 422 && again.pointers == ["#/open_kfid"])
            #expect(await post(world, ["open_kfid": "wkNone"]).pointers == ["#/open_kfid"])
        }
    }

    @Test func everyWrongFieldIsNamedAtOnceAndNothingIsSaved() async throws {
        try await withWorld { world in
            _ = await post(world, ["open_kfid": "wkA"])
            let before = await world.ask("GET", "/api/accounts/wkA", as: world.admin)
            let answer = await patch(
                world,
                [
                    "name": "12345678901234567", "sub_organisation": "99", "avatar": "data:x",
                    "agents": ["a b", 5], "departments": ["7"], "strategy": "random",
                    "prior_agent_first": 1, "cap": 51, "time_zone": "Mars/Olympus",
                    "hours": ["weekly": [["day": 1, "from": "24:00", "to": "06:00"]]],
                    "visitor_silence": 59, "agent_silence": 172_801, "when_nobody": "panic",
                    "bot": true, "reception_channel": "pigeon",
                ])
            #expect(answer.status == 422)
            #expect(
                Set(answer.pointers) == [
                    "#/name", "#/sub_organisation", "#/avatar", "#/agents/0", "#/agents/1",
                    "#/departments/0", "#/strategy", "#/prior_agent_first", "#/cap",
                    "#/time_zone", "#/hours/weekly/0/from", "#/visitor_silence",
                    "#/agent_silence", "#/when_nobody", "#/bot", "#/reception_channel",
                ])
            let after = await world.ask("GET", "/api/accounts/wkA", as: world.admin)
            #expect(withoutLink(after) == withoutLink(before))
        }
    }

    @Test(
        arguments: [
            (JSON.object(["name": "一二三四五六七八九十一二三四五六"]), 200),
            (["name": "一二三四五六七八九十一二三四五六七"], 422),
            (["name": "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦"], 200), (["name": "  x  "], 200),
            (["name": "   "], 422), (["name": ""], 422), (["name": .null], 422), (["cap": 1], 200),
            (["cap": 50], 200), (["cap": 0], 422), (["cap": "10"], 422),
            (["visitor_silence": 60], 200), (["visitor_silence": 172_800], 200),
            (["visitor_silence": .null], 200), (["visitor_silence": .number(61.5)], 422),
            (["bot": false], 200), (["time_zone": "Europe/Berlin"], 200), (["agents": []], 200),
            (["hours": ["weekly": [], "dates": []]], 200), (["unknown": 1], 200),
        ] as [(JSON, Int)])
    func boundsAreExact(body: JSON, status: Int) async throws {
        try await withWorld { world in
            _ = await post(world, ["open_kfid": "wkA"])
            let answer = await patch(world, body)
            #expect(answer.status == status, "\(answer.pointers)")
        }
    }

    @Test func twoHundredAgentsAreTheMost() async throws {
        try await withWorld { world in
            func agents(_ count: Int) -> JSON {
                .array((0..<count).map { .string("agent\($0)") })
            }
            let most = await post(world, ["open_kfid": "wkA", "agents": agents(200)])
            #expect(most.status == 201 && most.json["agents"]?.items.count == 200)
            #expect(await patch(world, ["agents": agents(201)]).pointers == ["#/agents"])
        }
    }

    @Test func theSecondOfTwoEditorsIsTold() async throws {
        try await withWorld { world in
            let answer = await post(world, ["open_kfid": "wkA"])
            let tag = [("If-Match", answer.headers["etag"] ?? "")]
            let first = await patch(world, ["cap": 5], headers: tag)
            #expect(first.status == 200 && first.headers["etag"] != answer.headers["etag"])
            let second = await patch(world, ["cap": 6], headers: tag)
            #expect(second.status == 412 && second.problem == "edit-conflict")
            #expect(await patch(world, ["cap": 7]).json["cap"] == 7)
            #expect(await patch(world, ["cap": 8], headers: [("If-Match", "*")]).status == 200)
        }
    }

    @Test func aNewAccountWaitsForThePlatform() async throws {
        try await withWorld { world in
            let answer = await post(world, ["name": "New", "agents": ["ann"]])
            #expect(answer.status == 201 && answer.json["id"] == "wkNew")
            world.platform.state.withLock { $0.newAccount = .failure(.refused(code: 95005)) }
            let refused = await post(world, ["name": "More"])
            #expect(refused.status == 502 && refused.problem == "platform-refused")
            #expect(refused.json["code"] == 95_005)
            world.platform.state.withLock { $0.newAccount = nil }
            let unknown = await post(world, ["name": "More"])
            #expect(unknown.status == 504 && unknown.problem == "platform-unknown")
            let list = await world.ask("GET", "/api/accounts", as: world.admin)
            #expect(list.json["items"]?.items.count == 2)
            #expect(await post(world, [:]).pointers == ["#/name"])
        }
    }

    @Test func tenAccountsAreTheMost() async throws {
        let names = (1...11).map { "wk\($0)" }
        try await withWorld(accounts: names) { world in
            for name in names.dropLast() {
                #expect(await post(world, ["open_kfid": .string(name)]).status == 201)
            }
            #expect(await post(world, ["open_kfid": "wk11"]).status == 422)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func changedAgentsOfAWeComAccountAreToldToThePlatform() async throws {
        try await withWorld { world in
            _ = await post(world, ["open_kfid": "wkA", "agents": ["ann", "bob"]])
            #expect(await patch(world, ["agents": ["bob", "cy"], "name": "Other"]).status == 200)
            let wanted: Set<AccountCall> = [
                .addServicers(openKfID: "wkA", ["ann", "bob"]),
                .addServicers(openKfID: "wkA", ["cy"]),
                .deleteServicers(openKfID: "wkA", ["ann"]),
                .update(openKfID: "wkA", name: "Other", picture: nil),
                .fetchLink(openKfID: "wkA"),
            ]
            try await world.until {
                Set(world.platform.state.withLock { $0.accountCalls }).isSuperset(of: wanted)
            }
            var items: [JSON] = []
            try await world.until {
                let list = await world.ask("GET", "/api/effects", as: world.admin)
                items = list.json["items"]?.items ?? []
                return items.filter { $0["state"] == "done" }.count >= wanted.count
            }
            #expect(items.allSatisfy { $0["id"]?.string?.hasPrefix("a") == true })
            let first = items.first?["id"]?.string ?? ""
            let again = await world.ask("POST", "/api/effects/\(first)/retry", as: world.admin)
            #expect(again.status == 409)
        }
    }

    @Test func theAccountsPictureIsServedBack() async throws {
        try await withWorld { world in
            _ = await post(world, ["open_kfid": "wkA"])
            let plain = await world.ask("GET", "/api/accounts/wkA/avatar", as: world.admin)
            #expect(plain.status == 200 && plain.body == BuiltInAvatar.bytes)
            let picture = AvatarTests.jpeg(128, 128)
            let url = "data:image/jpeg;base64,\(Base64.encode(picture))"
            let answer = await patch(world, ["avatar": .string(url)])
            #expect(answer.status == 200)
            #expect(answer.json["avatar"] == "/api/accounts/wkA/avatar")
            let own = await world.ask("GET", "/api/accounts/wkA/avatar", as: world.admin)
            #expect(own.body == picture && own.headers["content-type"] == "image/jpeg")
            // What was read may be written back.
            #expect(await patch(world, ["avatar": "/api/accounts/wkA/avatar"]).status == 200)
            #expect(await patch(world, ["avatar": .null]).status == 200)
            let none = await world.ask("GET", "/api/accounts/wkA/avatar", as: world.admin)
            #expect(none.body == BuiltInAvatar.bytes)
        }
    }

    @Test func anAccountWithOpenSessionsIsDeletedOnlyOnDemand() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            #expect(await world.adopt(agents: ["ann"]).status == 201)
            _ = await world.ask("PUT", "/api/agent/status", ["status": "online"], as: ann)
            try await world.visitorWrites("hello")
            let path = "/api/accounts/wkA"
            let refused = await world.ask("DELETE", path, as: world.admin)
            #expect(refused.status == 409 && refused.problem == "open-sessions")
            let restored = await world.ask("POST", "\(path)/restore", as: world.admin)
            #expect(restored.status == 409)
            let deleted = await world.ask("DELETE", "\(path)?end_sessions=true", as: world.admin)
            #expect(deleted.status == 202 && deleted.json["status"] == "deleting")
        }
    }

    @Test func promptsAreReadAndChanged() async throws {
        try await withWorld { world in
            let path = "/api/accounts/wkA/prompts"
            #expect(await world.ask("GET", path, as: world.admin).status == 404)
            _ = await post(world, ["open_kfid": "wkA"])
            let old = await world.ask("GET", path, as: world.admin)
            #expect(old.json["welcome"]?["enabled"] == true)
            #expect(old.json["queue"]?["enabled"] == false)
            #expect(old.json["offline"]?["suppress_while_online"] == false)
            #expect(old.json["end"]?["enabled"] == false)
            let menu: JSON = [["type": "reply", "id": "1", "text": "好"]]
            let body: JSON = [
                "end": ["enabled": true, "text": "bye", "menu": menu],
                "offline": ["enabled": true, "text": "later", "suppress_while_online": true],
            ]
            let new = await world.ask("PUT", path, body, as: world.admin)
            #expect(new.status == 200 && new.json["end"]?["menu"] == menu)
            #expect(new.json["welcome"] == old.json["welcome"])
            #expect(await world.ask("GET", path, as: world.admin).json == new.json)
            let tag = [("If-Match", old.headers["etag"] ?? "")]
            let late = await world.ask("PUT", path, body, as: world.admin, headers: tag)
            #expect(late.status == 412)
            let bad: JSON = ["queue": ["enabled": true, "text": "x", "menu": menu]]
            #expect(
                await world.ask("PUT", path, bad, as: world.admin).pointers == ["#/queue/menu"])
        }
    }
}
