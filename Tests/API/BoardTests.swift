import Engine
import HTTPServer
import Lifecycle
import Routing
import Storage
import Synchronization
import Testing
import WeCom

@testable import API

@Suite struct BoardTests {
    private func board(_ world: World, as token: String? = nil) async -> JSON {
        await world.ask("GET", "/api/board", as: token ?? world.admin).json
    }

    @Test func itShowsWhoWaitsWhoIsThereAndWhy() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            _ = await world.adopt(agents: ["ann", "bob"], ["cap": 1, "when_nobody": "queue"])
            let before = await board(world)["accounts"]?.items.first
            #expect(before?["open"] == true && before?["active"] == 0)
            let reasons = before?["agents"]?.items.map { $0["reason"] }
            #expect(reasons == ["offline", "offline"])
            _ = await world.ask("PUT", "/api/agent/status", ["status": "online"], as: ann)
            try await world.visitorWrites("one", "wm1")
            try await world.visitorWrites("two", "wm2")
            try await world.visitorWrites("three", "wm3")
            let after = await board(world)["accounts"]?.items.first
            #expect(after?["active"] == 1 && after?["waiting_total"] == 2)
            let waiting = after?["waiting"]?.items.map { $0["visitor"]?["id"] }
            #expect(waiting == ["wm2", "wm3"])
            let line = after?["agents"]?.items.first
            #expect(line?["member"] == "ann" && line?["load"] == 1 && line?["total"] == 1)
            #expect(line?["reason"] == "at_cap" && line?["status"] == "online")
        }
    }

    @Test func aSupervisorSeesItsOwnSubOrganisationOnly() async throws {
        try await withWorld(accounts: ["wkA", "wkB"]) { world in
            let north = try await world.engine.perform { core in
                try core.store.createSubOrganisation(name: "North", at: core.moment.now)
            }
            let token = SecretText.make()
            try await world.makeUser("sue", .supervisor, subOrganisation: north, token: token)
            _ = await world.adopt("wkA", agents: ["ann"], ["sub_organisation": .id(north)])
            _ = await world.adopt("wkB", agents: ["ann"])
            let own = await board(world, as: token)["accounts"]?.items.map { $0["id"] }
            #expect(own == ["wkA"])
            #expect(await board(world)["accounts"]?.items.count == 2)
            let other = await world.ask("GET", "/api/board?account=wkB", as: token)
            #expect(other.status == 404)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func whatThePlatformShowsOtherwiseIsDrift() async throws {
        try await withWorld { world in
            world.platform.state.withLock { state in
                state.servicers["wkA"] = [ListedServicer(userID: "ann", status: 1, stopType: 1)]
            }
            _ = await world.ask(
                "POST", "/api/accounts", ["open_kfid": "wkA", "agents": ["ann", "bob"]],
                as: world.admin)
            // A list is asked for a second after the adoption.
            world.time.advance(milliseconds: 2_000)
            try await world.until {
                let line = await board(world)["accounts"]?.items.first?["agents"]?.items.first
                return line?["status"] == "away"
            }
            guard let session = try await world.visitorWrites("one", "wm1") else {
                Issue.record("no session")
                return
            }
            try await world.until {
                let state = try? await world.engine.perform { core in
                    core.routing.session(session).flatMap {
                        core.routing.conversation($0.conversation)?.platform
                    }
                }
                return state == .pool
            }
            #expect(await board(world)["drift"] == [])
            // Bob takes it in the client, a supervisor takes it from him, and nobody else is there:
            // the platform goes on showing Bob (rule 10).
            try await world.engine.perform { core in
                guard let conversation = core.routing.session(session)?.conversation else { return }
                let bob = try core.store.agentID(userID: "bob")
                try core.apply(.changedInClient(conversation, .took(bob), at: core.moment.now))
                try core.apply(.command(session, .requeue, by: .supervisor(user: 1)))
            }
            let drift = await board(world)["drift"]?.items ?? []
            #expect(drift.first?["platform_agent"] == "bob" && drift.first?["agent"] == .null)
            #expect(drift.first?["account"] == "wkA" && drift.first?["visitor"] == "wm1")
            #expect(drift.first?["session"]?.string == "\(session.rawValue)")
        }
    }
}
