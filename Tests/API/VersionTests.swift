import HTTPServer
import Testing

@testable import API

/// Whoever has not seen another's change does not overwrite it.
@Suite struct VersionTests {
    /// Makes one of each, and says how it is changed.
    private static let things: [(made: String, body: JSON, at: String, change: JSON)] = [
        ("sub-organisations", ["name": "North"], "sub-organisations/1", ["name": "South"]),
        ("departments", ["id": "7", "name": "Sales"], "departments/7", ["name": "Service"]),
        ("members", ["userid": "ann", "name": "Ann"], "members/ann", ["name": "Anna"]),
        (
            "users", ["name": "sue", "role": "supervisor", "password": "long enough"], "users/2",
            ["name": "susan"]
        ),
        ("accounts", ["open_kfid": "wkA"], "accounts/wkA", ["cap": 3]),
    ]

    @Test(arguments: things.indices)
    func theSecondOfTwoEditorsIsTold(index: Int) async throws {
        let thing = Self.things[index]
        try await withWorld { world in
            let made = await world.ask("POST", "/api/\(thing.made)", thing.body, as: world.admin)
            #expect(made.status == 201)
            let path = "/api/\(thing.at)"
            let read = await world.ask("GET", path, as: world.admin)
            let tag = read.headers["etag"] ?? ""
            #expect(tag == made.headers["etag"] && !tag.isEmpty)
            func change(_ tag: String, _ method: String = "PATCH") async -> World.Answer {
                await world.ask(
                    method, path, thing.change, as: world.admin, headers: [("If-Match", tag)])
            }
            let first = await change(tag)
            #expect(first.status == 200 && first.headers["etag"] != tag)
            for method in ["PATCH", "DELETE"] {
                let second = await change(tag, method)
                #expect(second.status == 412 && second.problem == "edit-conflict", "\(method)")
            }
            #expect(await change("nonsense").status == 412)
            #expect(await change("*").status == 200)
            let now = await world.ask("GET", path, as: world.admin).headers["etag"] ?? ""
            let gone = await change(now, "DELETE").status
            #expect(gone == 204 || gone == 202)
        }
    }

    @Test func aPasswordSetByAnAdministratorHasToBeChanged() async throws {
        try await withWorld { world in
            let made = await world.ask(
                "POST", "/api/users", ["name": "sue", "role": "supervisor"], as: world.admin)
            let path = "/api/users/\(made.json["id"]?.string ?? "")"
            func set(_ body: JSON, _ tag: String) async -> World.Answer {
                await world.ask(
                    "PUT", "\(path)/password", body, as: world.admin, headers: [("If-Match", tag)])
            }
            #expect(await set(["password": "short"], "*").pointers == ["#/password"])
            #expect(await set([:], "*").pointers == ["#/password"])
            let body: JSON = ["password": "long enough"]
            #expect(await set(body, made.headers["etag"] ?? "").status == 204)
            #expect(await set(body, made.headers["etag"] ?? "").status == 412)
            let answer = await world.ask(
                "POST", "/api/sign-in", ["name": "sue", "password": "long enough"])
            #expect(answer.json["user"]?["must_change_password"] == true)
        }
    }
}
