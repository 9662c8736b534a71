import HTTPServer
import Storage
import Testing

@testable import API

@Suite struct AuditTests {
    private func lines(_ world: World, _ query: String = "") async -> [JSON] {
        await world.ask("GET", "/api/audit\(query)", as: world.admin).json["items"]?.items ?? []
    }

    @Test func aLineSaysWhoWhenWhatBeforeAndAfter() async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: ["ann"])
            _ = await world.ask("PATCH", "/api/accounts/wkA", ["cap": 3], as: world.admin)
            let line = await lines(world).first
            #expect(line?["actor"] == "root" && line?["action"] == "account.update")
            #expect(line?["subject"] == "account/wkA")
            #expect(line?["before"] == ["cap": 50] && line?["after"] == ["cap": 3])
            #expect(line?["at"]?.string?.hasPrefix("20") == true)
        }
    }

    @Test func itIsFoundByActorAndSubjectAndReadPageByPage() async throws {
        try await withWorld(accounts: ["wkA", "wkB"]) { world in
            let other = SecretText.make()
            try await world.makeUser("boss", .admin, token: other)
            _ = await world.adopt("wkA", agents: ["ann"])
            _ = await world.adopt("wkB", agents: ["ann"])
            _ = await world.ask("PATCH", "/api/accounts/wkA", ["cap": 3], as: other)
            _ = await world.ask("PATCH", "/api/accounts/wkB", ["cap": 4], as: world.admin)
            #expect(await lines(world, "?actor=boss").map { $0["subject"] } == ["account/wkA"])
            #expect(await lines(world, "?subject=account/wkB").count == 2)
            #expect(await lines(world, "?subject=account/wkB&actor=boss").isEmpty)
            #expect(await lines(world, "?subject=account/").count == 4)
            #expect(await lines(world, "?subject=account").isEmpty)
            let first = await world.ask("GET", "/api/audit?limit=3", as: world.admin)
            let next = first.json["next"]?.string ?? ""
            let second = await world.ask("GET", "/api/audit?limit=3&after=\(next)", as: world.admin)
            #expect(first.json["items"]?.items.count == 3)
            #expect(second.json["items"]?.items.count == 1 && second.json["next"] == .null)
        }
    }

    /// Each route that changes settings, in an order in which all of them succeed.
    private static let changes: [(method: String, path: String, body: JSON, action: String)] = [
        ("POST", "sub-organisations", ["name": "North"], "sub_organisation.create"),
        ("PATCH", "sub-organisations/1", ["name": "South"], "sub_organisation.rename"),
        ("DELETE", "sub-organisations/1", .null, "sub_organisation.delete"),
        ("POST", "departments", ["id": "7", "name": "Sales"], "department.create"),
        ("PATCH", "departments/7", ["name": "Service"], "department.update"),
        ("DELETE", "departments/7", .null, "department.delete"),
        ("POST", "members", ["userid": "ann", "name": "Ann"], "member.create"),
        ("PATCH", "members/ann", ["name": "Anna"], "member.update"),
        ("POST", "accounts", ["open_kfid": "wkA", "agents": ["ann"]], "account.adopt"),
        ("PATCH", "accounts/wkA", ["cap": 3], "account.update"),
        ("PUT", "accounts/wkA/prompts", ["end": ["text": "bye"]], "prompts.update"),
        ("PUT", "accounts/wkA/invitation", ["upgrade": ["text": "hi"]], "invitation.update"),
        ("DELETE", "members/ann", .null, "member.delete"),
        ("POST", "users", ["name": "sue", "role": "supervisor"], "user.create"),
        ("PATCH", "users/2", ["name": "susan"], "user.update"),
        ("PUT", "users/2/password", ["password": "long enough"], "user.password"),
        ("POST", "users/2/tokens", ["label": "x"], "token.create"),
        ("DELETE", "users/2/tokens/2", .null, "token.revoke"),
        ("DELETE", "users/2", .null, "user.delete"),
        ("DELETE", "accounts/wkA", .null, "account.delete"),
    ]

    /// Routes of administrators that the list above leaves out, and where their lines are tested.
    private static let elsewhere: Set<String> = [
        "POST /api/accounts/{id}/restore",  // as account.delete
        "POST /api/effects/{id}/retry", "POST /api/effects/{id}/drop",  // calls, not settings
        "POST /api/directory/import", "POST /api/directory/sync",  // ImportTests
        "DELETE /api/visitors/{external_userid}",  // ErasureTests
    ]

    @Test func everyRouteThatChangesSettingsIsInTheListAbove() async throws {
        try await withWorld { world in
            for route in world.api.table.routes where route.access == .admin && route.method != .get
            {
                let name = "\(route.method.rawValue) \(route.path)"
                let parts = route.path.split(separator: "/")
                let isHere = Self.changes.contains { change in
                    let own = "/api/\(change.path)".split(separator: "/")
                    return change.method == route.method.rawValue && own.count == parts.count
                        && zip(own, parts).allSatisfy { $0 == $1 || $1.hasPrefix("{") }
                }
                #expect(isHere || Self.elsewhere.contains(name), "\(name)")
            }
        }
    }

    @Test func everyChangeOfSettingsHasItsLine() async throws {
        try await withWorld { world in
            for change in Self.changes {
                let body = change.body == .null ? nil : change.body
                let answer = await world.ask(
                    change.method, "/api/\(change.path)", body, as: world.admin)
                #expect(
                    (200..<300).contains(answer.status),
                    "\(change.method) \(change.path): \(answer.json.text)")
                let line = await lines(world, "?limit=1").first
                #expect(line?["action"]?.string == change.action)
                let text = line?.text ?? ""
                #expect(!text.contains("long enough") && !text.contains("scrypt"))
            }
        }
    }
}
