import Engine
import HTTPServer
import Routing
import Storage
import Testing

@testable import API

/// Routes × roles × sub-organisations: what each caller gets of a thing that is inside of its scope
/// and of one that is outside. A route without a line here fails.
@Suite struct ScopeTests {
    /// The `{id}`s of things in the North and in the South, where the supervisor is of the North
    /// and the agent Ann works there.
    private static let things: [ScopeRule: (inside: String, outside: String)] = [
        .account: ("wkN", "wkS"), .session: ("1", "2"), .alert: ("1", "2"),
        .member: ("ann", "bob"), .department: ("7", "8"), .subOrganisation: ("1", "2"),
    ]

    private struct Cast {
        let world: World
        let supervisor: String
        let agent: String
    }

    private func withCast(_ body: (Cast) async throws -> Void) async throws {
        try await withWorld(accounts: ["wkN", "wkS"]) { world in
            func make(_ path: String, _ body: JSON) async {
                let answer = await world.ask("POST", "/api/\(path)", body, as: world.admin)
                #expect(answer.status == 201, "\(path): \(answer.json.text)")
            }
            await make("sub-organisations", ["name": "North"])
            await make("sub-organisations", ["name": "South"])
            await make("departments", ["id": "7", "name": "N", "sub_organisation": "1"])
            await make("departments", ["id": "8", "name": "S", "sub_organisation": "2"])
            for (name, sub) in [("ann", "1"), ("bob", "2")] {
                await make(
                    "members",
                    ["userid": .string(name), "name": "x", "sub_organisation": .string(sub)])
            }
            let supervisor = SecretText.make()
            try await world.makeUser(
                "sue", .supervisor, subOrganisation: SubOrganisationID(1), token: supervisor)
            let agent = try await world.makeAgent("ann")
            _ = await world.adopt(
                "wkN", agents: ["ann"], ["sub_organisation": "1", "when_nobody": "queue"])
            _ = await world.adopt(
                "wkS", agents: ["bob"], ["sub_organisation": "2", "when_nobody": "queue"])
            _ = await world.ask("PUT", "/api/agent/status", ["status": "online"], as: agent)
            try await world.visitorWrites("one", "wm1", in: "wkN")
            try await world.visitorWrites("two", "wm2", in: "wkS")
            try await world.engine.perform { core in
                for name in ["wkN", "wkS"] {
                    guard let id = try core.store.accountID(openKfID: name) else { continue }
                    try core.raise(.agentSilent, id, "x")
                }
            }
            try await body(Cast(world: world, supervisor: supervisor, agent: agent))
        }
    }

    private func status(
        _ cast: Cast, _ route: APIRoute, _ id: String, as token: String
    ) async -> Int {
        let target = route.path.replacing("{id}", with: id)
        // A body that no route takes: whoever may gets no further than that.
        return await cast.world.ask(
            route.method.rawValue, target, bytes: Array("[]".utf8), as: token,
            headers: [("If-Match", "nothing")]
        ).status
    }

    @Test func everyRouteThatNamesSomethingSaysWhoseItIs() async throws {
        try await withWorld { world in
            for route in world.api.table.routes {
                #expect(ScopeRule.of(route.path) != nil, "\(route.path) has no scope rule")
            }
            let paths = Set(world.api.table.routes.map(\.path))
            for path in ScopeRule.rules.keys {
                #expect(paths.contains(path), "there is no route \(path)")
            }
        }
    }

    @Test func whatIsOutsideOfASupervisorsScopeDoesNotExistForIt() async throws {
        try await withCast { cast in
            var looked = 0
            for route in cast.world.api.table.routes where route.access == .supervisor {
                guard let rule = ScopeRule.of(route.path), rule != .none else { continue }
                guard let thing = Self.things[rule] else {
                    Issue.record("no things for \(route.path)")
                    continue
                }
                let name = "\(route.method.rawValue) \(route.path)"
                #expect(
                    await status(cast, route, thing.outside, as: cast.supervisor) == 404,
                    "\(name) outside")
                let inside = await status(cast, route, thing.inside, as: cast.supervisor)
                #expect(inside != 404 && inside != 403 && inside < 500, "\(name): \(inside)")
                looked += 1
            }
            #expect(looked > 12)
        }
    }

    @Test func anAgentSeesItsOwnSessionsOnly() async throws {
        try await withCast { cast in
            for route in cast.world.api.table.routes
            where [.signedIn, .agent].contains(route.access) {
                guard let rule = ScopeRule.of(route.path), [.session, .own].contains(rule) else {
                    continue
                }
                let name = "\(route.method.rawValue) \(route.path)"
                let outside = await status(cast, route, "2", as: cast.agent)
                #expect(outside == 404, "\(name): \(outside)")
                let inside = await status(cast, route, "1", as: cast.agent)
                #expect(inside != 404 && inside < 500, "\(name): \(inside)")
            }
        }
    }

    /// Each list and the field by which its items are told apart.
    private static let lists: [String: (field: String, inside: String)] = [
        "/api/accounts": ("id", "wkN"), "/api/sessions": ("id", "1"), "/api/alerts": ("id", "1"),
        "/api/members": ("userid", "ann"), "/api/departments": ("id", "7"),
        "/api/sub-organisations": ("id", "1"),
    ]

    @Test func everyListShowsTheCallersScopeOnly() async throws {
        try await withCast { cast in
            for route in cast.world.api.table.routes
            where route.method == .get && !route.path.contains("{")
                && [.supervisor, .signedIn].contains(route.access)
            {
                if route.path == "/api/me" || route.path == "/api/board" { continue }
                guard let list = Self.lists[route.path] else {
                    Issue.record("no line for the list \(route.path)")
                    continue
                }
                let own = await cast.world.ask("GET", route.path, as: cast.supervisor)
                let names = own.json["items"]?.items.map { $0[list.field]?.string }
                #expect(names == [list.inside], "\(route.path): \(own.json.text)")
                let all = await cast.world.ask("GET", route.path, as: cast.world.admin)
                #expect(all.json["items"]?.items.count == 2, "\(route.path)")
            }
        }
    }
}
