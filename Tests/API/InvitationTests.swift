import HTTPServer
import Synchronization
import Testing

@testable import API

@Suite struct InvitationTests {
    private let path = "/api/accounts/wkA/invitation"

    private func put(
        _ world: World, _ body: JSON, headers: [(String, String)] = []
    ) async -> World.Answer {
        await world.ask("PUT", path, body, as: world.admin, headers: headers)
    }

    private func enter(_ world: World, _ names: String...) async {
        for name in names {
            _ = await world.ask(
                "POST", "/api/members", ["userid": .string(name), "name": .string(name)],
                as: world.admin)
        }
    }

    @Test func itStartsWithTheCurrentAgentsCardAndKeepsWhatIsSaid() async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: ["ann"])
            await enter(world, "ann", "bob")
            world.platform.state.withLock { $0.upgradeMembers = ["ann", "bob"] }
            let old = await world.ask("GET", path, as: world.admin)
            #expect(old.json["upgrade"]?["card"]?["kind"] == "current")
            #expect(old.json["toolbar"]?["card"]?["kind"] == "current")
            let card: JSON = ["kind": "member", "member": "ann"]
            let cards: JSON = ["kind": "members", "members": ["bob", "ann"]]
            let new = await put(
                world,
                [
                    "upgrade": ["text": "加我", "card": card],
                    "toolbar": ["enabled": false, "card": cards],
                ])
            #expect(new.status == 200)
            #expect(new.json["upgrade"]?["card"] == card && new.json["upgrade"]?["text"] == "加我")
            #expect(new.json["toolbar"]?["card"] == cards)
            #expect(new.json["toolbar"]?["text"] == old.json["toolbar"]?["text"])
            #expect(await world.ask("GET", path, as: world.admin).json == new.json)
            let tag = [("If-Match", old.headers["etag"] ?? "")]
            #expect(await put(world, ["upgrade": ["text": "x"]], headers: tag).status == 412)
        }
    }

    @Test func membersOutsideTheRangeAreRefusedAtTheirField() async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: ["ann"])
            await enter(world, "ann", "bob")
            world.platform.state.withLock { $0.upgradeMembers = ["ann"] }
            let one = await put(
                world, ["upgrade": ["card": ["kind": "member", "member": "bob"]]])
            #expect(one.pointers == ["#/upgrade/card/member"])
            let several = await put(
                world,
                ["toolbar": ["card": ["kind": "members", "members": ["ann", "bob", "nobody"]]]])
            #expect(
                several.pointers == [
                    "#/toolbar/card/members/1", "#/toolbar/card/members/2",
                ])
            world.platform.state.withLock { $0.upgradeDepartments = [7] }
            for (id, parent) in [("7", JSON.null), ("8", "7")] {
                _ = await world.ask(
                    "POST", "/api/departments",
                    ["id": .string(id), "name": .string(id), "parent": parent], as: world.admin)
            }
            _ = await world.ask(
                "PATCH", "/api/members/bob", ["departments": ["8"]], as: world.admin)
            let below = await put(
                world, ["upgrade": ["card": ["kind": "member", "member": "bob"]]])
            #expect(below.status == 200)
        }
    }

    @Test func onlyAPlatformThatAnswersLetsACardBeNamed() async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: ["ann"])
            await enter(world, "ann")
            world.platform.state.withLock { $0.upgradeMembers = nil }
            let named: JSON = ["upgrade": ["card": ["kind": "member", "member": "ann"]]]
            let refused = await put(world, named)
            #expect(refused.status == 502 && refused.json["code"] == 48_002)
            let current: JSON = ["upgrade": ["text": "x", "card": ["kind": "current"]]]
            #expect(await put(world, current).status == 200)
        }
    }

    @Test(
        arguments: [
            (
                ["upgrade": ["card": ["kind": "members", "members": ["ann"]]]],
                "#/upgrade/card/kind"
            ),
            (["toolbar": ["card": ["kind": "member", "member": "ann"]]], "#/toolbar/card/kind"),
            (["toolbar": ["card": ["kind": "members", "members": []]]], "#/toolbar/card/members"),
            (["upgrade": ["card": ["kind": "member"]]], "#/upgrade/card/member"),
            (["upgrade": ["enabled": true, "text": ""]], "#/upgrade/text"),
            (["toolbar": ["card": [:]]], "#/toolbar/card/kind"),
        ] as [(JSON, String)])
    func everyFieldIsChecked(body: JSON, pointer: String) async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: ["ann"])
            #expect(await put(world, body).pointers == [pointer])
        }
    }

    @Test func aTextOf1024BytesIsTheLongest() async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: ["ann"])
            func text(_ count: Int) -> JSON {
                ["upgrade": ["text": .string(String(repeating: "x", count: count))]]
            }
            #expect(await put(world, text(1_024)).status == 200)
            #expect(await put(world, text(1_025)).pointers == ["#/upgrade/text"])
        }
    }
}
