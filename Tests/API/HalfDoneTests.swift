import Crypto
import Engine
import HTTPServer
import Synchronization
import Testing

@testable import API

/// What is half-done at the platform is visible and can be repeated.
@Suite struct HalfDoneTests {
    private func platform(_ world: World) async -> JSON {
        let answer = await world.ask("GET", "/api/accounts/wkA", as: world.admin)
        return answer.json["platform"] ?? .null
    }

    private func settled(_ world: World) async throws {
        try await world.until { await platform(world)["pending"] == 0 }
    }

    private func retry(_ world: World, _ effect: JSON?) async -> World.Answer {
        await world.ask("POST", "/api/effects/\(effect?.string ?? "")/retry", as: world.admin)
    }

    @Test(.timeLimit(.minutes(1)))
    func aRefusedServicerIsShownWithItsCodeAndAloneTriedAgain() async throws {
        try await withWorld { world in
            world.platform.state.withLock { $0.refusedServicers = ["bob": 60_111] }
            _ = await world.ask(
                "POST", "/api/accounts", ["open_kfid": "wkA", "agents": ["ann", "bob"]],
                as: world.admin)
            try await settled(world)
            let failures = await platform(world)["failures"]?.items ?? []
            #expect(failures.count == 1)
            #expect(failures.first?["kind"] == "servicers_add")
            #expect(failures.first?["items"] == [["agent": "bob", "code": 60_111]])
            let list = await world.ask("GET", "/api/accounts", as: world.admin)
            #expect(list.json["items"]?.items.first?["platform"]?["failures"]?.items.count == 1)
            world.platform.state.withLock { $0.refusedServicers = [:] }
            #expect(await retry(world, failures.first?["effect"]).status == 200)
            try await settled(world)
            #expect(await platform(world)["failures"] == [])
            let calls = world.platform.state.withLock { $0.accountCalls }
            #expect(calls.contains(.addServicers(openKfID: "wkA", ["bob"])))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func whoIsTakenOffTheListIsNoFailureAnyMoreAndIsNotBroughtBack() async throws {
        try await withWorld { world in
            world.platform.state.withLock { $0.refusedServicers = ["bob": 60_111] }
            _ = await world.ask(
                "POST", "/api/accounts", ["open_kfid": "wkA", "agents": ["ann", "bob"]],
                as: world.admin)
            try await settled(world)
            let effect = await platform(world)["failures"]?.items.first?["effect"]
            _ = await world.ask(
                "PATCH", "/api/accounts/wkA", ["agents": ["ann"]], as: world.admin)
            try await settled(world)
            #expect(await platform(world)["failures"] == [])
            world.platform.state.withLock { $0.accountCalls = [] }
            #expect(await retry(world, effect).status == 200)
            try await settled(world)
            #expect(world.platform.state.withLock { $0.accountCalls } == [])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aNewNameTakesThePlaceOfOneThatWasRefused() async throws {
        try await withWorld { world in
            _ = await world.ask(
                "POST", "/api/accounts", ["open_kfid": "wkA", "agents": ["ann"]], as: world.admin)
            try await settled(world)
            world.platform.state.withLock { $0.updateRefusal = 95_006 }
            let picture = "data:image/jpeg;base64,\(Base64.encode(AvatarTests.jpeg(128, 128)))"
            let change: JSON = ["name": "bad", "avatar": .string(picture)]
            #expect(
                await world.ask("PATCH", "/api/accounts/wkA", change, as: world.admin).status
                    == 200)
            try await settled(world)
            let failure = await platform(world)["failures"]?.items.first
            #expect(failure?["kind"] == "account_update" && failure?["code"] == 95_006)
            world.platform.state.withLock { $0.updateRefusal = nil }
            _ = await world.ask("PATCH", "/api/accounts/wkA", ["name": "good"], as: world.admin)
            try await settled(world)
            #expect(await platform(world)["failures"] == [])
            let last = world.platform.state.withLock { $0.accountCalls.last }
            guard case .update("wkA", "good", .some) = last else {
                Issue.record("\(String(describing: last))")
                return
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aFailureThatIsDroppedIsNotShown() async throws {
        try await withWorld { world in
            world.platform.state.withLock { $0.refusedServicers = ["bob": 60_111] }
            _ = await world.ask(
                "POST", "/api/accounts", ["open_kfid": "wkA", "agents": ["bob"]], as: world.admin)
            try await settled(world)
            let effect = await platform(world)["failures"]?.items.first?["effect"]?.string ?? ""
            let path = "/api/effects/\(effect)/drop"
            #expect(await world.ask("POST", path, as: world.admin).json["state"] == "dropped")
            #expect(await platform(world)["failures"] == [])
            #expect(await world.ask("POST", path, as: world.admin).status == 409)
        }
    }

    @Test func peopleAndDepartmentsAreNamed() async throws {
        try await withWorld { world in
            _ = await world.ask(
                "POST", "/api/departments", ["id": "7", "name": "销售"], as: world.admin)
            _ = await world.ask(
                "POST", "/api/members",
                ["userid": "ann", "name": "安", "departments": ["7"]], as: world.admin)
            let account = await world.ask(
                "POST", "/api/accounts",
                ["open_kfid": "wkA", "agents": ["bob"], "departments": ["7"]], as: world.admin)
            #expect(account.json["agent_names"] == ["bob": "bob", "ann": "安"])
            #expect(account.json["department_names"] == ["7": "销售"])
        }
    }
}
