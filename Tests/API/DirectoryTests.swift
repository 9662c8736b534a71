import HTTPServer
import Engine
import Routing
import Storage
import Testing

@testable import API

@Suite struct DirectoryTests {
    private func make(_ world: World, _ path: String, _ body: JSON) async -> World.Answer {
        await world.ask("POST", "/api/\(path)", body, as: world.admin)
    }

    private func id(_ answer: World.Answer) -> String { answer.json["id"]?.string ?? "" }

    @Test func membersDepartmentsAndSubOrganisationsAreKept() async throws {
        try await withWorld { world in
            let branch = await make(world, "sub-organisations", ["name": "North"])
            #expect(branch.status == 201)
            #expect(
                await make(world, "sub-organisations", ["name": "North"]).pointers == ["#/name"])
            let top = await make(world, "departments", ["name": "Sales", "id": "7"])
            #expect(top.status == 201 && top.json["id"] == "7")
            let below = await make(world, "departments", ["name": "Inside", "parent": "7"])
            #expect(below.status == 201 && below.json["parent"] == "7")
            let loop = await world.ask(
                "PATCH", "/api/departments/7", ["parent": .string(id(below))], as: world.admin)
            #expect(loop.status == 422)
            let ann = await make(
                world, "members",
                [
                    "userid": "ann", "name": "安", "departments": [.string(id(below))],
                    "sub_organisation": .string(id(branch)),
                ])
            #expect(ann.status == 201)
            #expect(
                ann.json.names.isSuperset(of: [
                    "userid", "name", "avatar", "departments", "sub_organisation",
                ]))
            #expect(await make(world, "members", ["userid": "ann", "name": "x"]).status == 422)
            let wrong = await make(
                world, "members", ["userid": "a b", "name": "", "departments": ["99"]])
            #expect(Set(wrong.pointers) == ["#/userid", "#/name", "#/departments/0"])
            for path in ["departments/7", "sub-organisations/\(id(branch))"] {
                let inUse = await world.ask("DELETE", "/api/\(path)", as: world.admin)
                #expect(inUse.status == 409, "\(path)")
            }
            let found = await world.ask("GET", "/api/members?q=%E5%AE%89", as: world.admin)
            #expect(found.json["items"]?.items.count == 1)
            #expect(
                await world.ask("DELETE", "/api/members/ann", as: world.admin).status == 204)
            #expect(
                await world.ask("DELETE", "/api/departments/\(id(below))", as: world.admin).status
                    == 204)
        }
    }

    @Test func anAccountsDepartmentsAreExpandedWhenTheirMembersChange() async throws {
        try await withWorld { world in
            _ = await make(world, "departments", ["name": "Sales", "id": "7"])
            for name in ["ann", "bob"] {
                _ = await make(
                    world, "members",
                    ["userid": .string(name), "name": .string(name), "departments": ["7"]])
            }
            let body: JSON = ["open_kfid": "wkA", "agents": ["cy"], "departments": ["7"]]
            let account = await make(world, "accounts", body)
            #expect(account.json["receiving_agents"] == ["cy", "ann", "bob"])
            _ = await world.ask("DELETE", "/api/members/ann", as: world.admin)
            _ = await make(
                world, "members", ["userid": "dee", "name": "Dee", "departments": ["7"]])
            let after = await world.ask("GET", "/api/accounts/wkA", as: world.admin)
            #expect(after.json["receiving_agents"] == ["cy", "bob", "dee"])
            #expect(after.json["departments"] == ["7"])
            let inUse = await world.ask("DELETE", "/api/departments/7", as: world.admin)
            #expect(inUse.status == 409)
        }
    }

    @Test func aTokenIsShownOnceAndHoldsUntilItIsRevoked() async throws {
        try await withWorld { world in
            let user = await make(
                world, "users", ["name": "sue", "role": "supervisor", "password": "long enough"])
            #expect(user.status == 201 && user.json["must_change_password"] == true)
            let path = "users/\(id(user))/tokens"
            let made = await make(world, path, ["label": "laptop"])
            #expect(made.status == 201)
            let token = made.json["token"]?.string ?? ""
            #expect(await world.ask("GET", "/api/me", as: token).json["name"] == "sue")
            let list = await world.ask("GET", "/api/\(path)", as: world.admin)
            #expect(list.json["items"]?.items.first?["label"] == "laptop")
            #expect(!String(decoding: list.body, as: UTF8.self).contains(token))
            let revoked = await world.ask(
                "DELETE", "/api/\(path)/\(id(made))", as: world.admin)
            #expect(revoked.status == 204)
            #expect(await world.ask("GET", "/api/me", as: token).status == 401)
            let twice = await world.ask("DELETE", "/api/\(path)/\(id(made))", as: world.admin)
            #expect(twice.status == 404)
        }
    }

    @Test func usersAreChecked() async throws {
        try await withWorld { world in
            let wrong = await make(
                world, "users", ["name": "", "role": "king", "password": "short"])
            #expect(Set(wrong.pointers) == ["#/name", "#/role", "#/password", "#/member"])
            let agent = await make(world, "users", ["name": "ann", "role": "agent"])
            #expect(agent.pointers == ["#/member"])
            let good = await make(
                world, "users", ["name": "ann", "role": "agent", "member": "ann"])
            #expect(good.status == 201 && good.json["member"] == "ann")
            #expect(
                await make(world, "users", ["name": "ANN", "role": "admin"]).pointers
                    == ["#/name"])
            let own = await world.ask("GET", "/api/me", as: world.admin)
            let path = "/api/users/\(id(own))"
            let demoted = await world.ask(
                "PATCH", path, ["role": "supervisor"], as: world.admin)
            #expect(demoted.status == 422)
            #expect(await world.ask("DELETE", path, as: world.admin).status == 409)
            let other = "/api/users/\(id(good))"
            let off = await world.ask("PATCH", other, ["active": false], as: world.admin)
            #expect(off.json["active"] == false)
            #expect(await world.ask("DELETE", other, as: world.admin).status == 204)
            #expect(await world.ask("GET", other, as: world.admin).status == 404)
        }
    }

    @Test func everyChangeOfSettingsIsInTheAuditLog() async throws {
        try await withWorld { world in
            _ = await make(world, "accounts", ["open_kfid": "wkA"])
            let change: JSON = ["cap": 3]
            _ = await world.ask("PATCH", "/api/accounts/wkA", change, as: world.admin)
            _ = await make(
                world, "users", ["name": "sue", "role": "supervisor", "password": "long enough"])
            let lines = try await world.engine.perform { core in
                try core.store.view.audit(limit: 10)
            }
            #expect(
                lines.map(\.action) == ["user.create", "account.update", "account.adopt"])
            #expect(lines.allSatisfy { $0.actor == "root" })
            #expect(lines[1].after == change.text)
            #expect(JSON(reading: Array((lines[1].before ?? "").utf8))?["cap"] == 50)
            #expect(!lines.contains { "\($0)".contains("long enough") })
        }
    }
}
