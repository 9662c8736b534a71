import Crypto
import HTTPServer
import Routing
import Testing

@testable import API

/// Each limit of an account on both of its sides; those of pictures and hours have suites of their
/// own.
@Suite struct LimitTests {
    private func patch(_ world: World, _ body: JSON) async -> World.Answer {
        await world.ask("PATCH", "/api/accounts/wkA", body, as: world.admin)
    }

    @Test(
        arguments: [
            ("name", .string(String(repeating: "客", count: 16)), true),
            ("name", .string(String(repeating: "客", count: 17)), false),
            ("name", .string(String(repeating: "👩‍👩‍👧‍👦", count: 16)), true),
            ("name", .string(String(repeating: "👩‍👩‍👧‍👦", count: 17)), false),
            ("name", "x", true), ("name", " ", false),
            ("cap", 1, true), ("cap", 0, false), ("cap", 50, true), ("cap", 51, false),
            ("visitor_silence", 60, true), ("visitor_silence", 59, false),
            ("visitor_silence", 172_800, true), ("visitor_silence", 172_801, false),
            ("agent_silence", 60, true), ("agent_silence", 59, false),
            ("agent_silence", 172_800, true), ("agent_silence", 172_801, false),
        ] as [(String, JSON, Bool)])
    func theEdgeIsInsideAndOneMoreIsOutside(
        field: String, value: JSON, isGood: Bool
    ) async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: [])
            let answer = await patch(world, .object([JSON.Member(name: field, value: value)]))
            #expect(answer.status == (isGood ? 200 : 422), "\(answer.pointers)")
            #expect(answer.pointers == (isGood ? [] : ["#/\(field)"]))
        }
    }

    @Test func departmentsFillTheListUpToTwoHundredAndTellOfWhoIsLeftOut() async throws {
        try await withWorld { world in
            _ = await world.ask(
                "POST", "/api/departments", ["id": "7", "name": "Sales"], as: world.admin)
            let file =
                "userid,name,departments\n"
                + (1...199).map { "user\($0),User \($0),Sales\n" }.joined()
            let imported = await world.ask(
                "POST", "/api/directory/import", bytes: Array(file.utf8), as: world.admin)
            #expect(imported.json["created"] == 199, "\(imported.json.text)")
            let full = await world.ask(
                "POST", "/api/accounts",
                ["open_kfid": "wkA", "agents": ["boss"], "departments": ["7"]], as: world.admin)
            #expect(full.json["receiving_agents"]?.items.count == 200)
            #expect(full.json["receiving_agents"]?.items.first == "boss")
            #expect(full.json["warnings"] == [])
            let more = await patch(world, ["agents": ["boss", "aide"]])
            #expect(more.json["receiving_agents"]?.items.count == 200)
            #expect(more.json["warnings"]?.items.count == 1)
            // Whoever looks later is told, too, in its language.
            let later = await world.ask(
                "GET", "/api/accounts/wkA", as: world.admin, headers: [("Accept-Language", "zh")])
            #expect(later.json["warnings"] == ["有 1 名成员未能加入：一个客服账号最多 200 名接待人员"])
        }
    }

    @Test func tenAccountsAreTheMostHoweverTheyCome() async throws {
        let names = (1...10).map { "wk\($0)" }
        try await withWorld(accounts: names) { world in
            for name in names.dropLast() {
                #expect(await world.adopt(name, agents: []).status == 201)
            }
            // Two hands at once, and one place.
            async let adopted = world.adopt("wk10", agents: [])
            async let made = world.ask("POST", "/api/accounts", ["name": "New"], as: world.admin)
            let statuses = [await adopted.status, await made.status].sorted()
            #expect(statuses == [201, 422])
            let list = await world.ask("GET", "/api/accounts?limit=200", as: world.admin)
            let active = list.json["items"]?.items.filter { $0["status"] == "active" }
            #expect(active?.count == 10)
        }
    }

    // MARK: Prompts and menus

    private func wrong(_ prompt: String, _ text: Int, menu: [JSON] = []) -> [String] {
        let errors = InputErrors()
        let json = JSON.object([
            JSON.Member(
                name: prompt,
                value: [
                    "enabled": true, "text": .string(String(repeating: "x", count: text)),
                    "menu": .array(menu),
                ])
        ])
        _ = PromptsForm.read(Fields(json, at: "#", errors), over: .ofANewAccount)
        return errors.errors.map(\.pointer)
    }

    private func reply(_ id: Int, _ text: Int) -> JSON {
        [
            "type": "reply", "id": .string(String(repeating: "i", count: id)),
            "text": .string(String(repeating: "t", count: text)),
        ]
    }

    private func link(_ text: Int, _ url: Int) -> JSON {
        let address = "https://" + String(repeating: "u", count: url - 8)
        return [
            "type": "link", "text": .string(String(repeating: "t", count: text)),
            "url": .string(address),
        ]
    }

    @Test(arguments: ["welcome", "queue", "offline", "end"])
    func aTextHas2048BytesAtMost(prompt: String) {
        #expect(wrong(prompt, 2_048) == [])
        #expect(wrong(prompt, 2_049) == ["#/\(prompt)/text"])
    }

    @Test(arguments: ["welcome", "end"])
    func aMenuKeepsThePlatformsBounds(prompt: String) {
        let at = "#/\(prompt)/menu"
        #expect(wrong(prompt, 1_024, menu: [reply(1, 1)]) == [])
        #expect(wrong(prompt, 1_025, menu: [reply(1, 1)]) == ["#/\(prompt)/text"])
        let lines = (1...10).map { reply($0, 1) }
        #expect(wrong(prompt, 1, menu: lines) == [])
        #expect(wrong(prompt, 1, menu: lines + [reply(11, 1)]) == [at])
        #expect(wrong(prompt, 1, menu: [reply(32, 128)]) == [])
        #expect(wrong(prompt, 1, menu: [reply(33, 1)]) == ["\(at)/0/id"])
        #expect(wrong(prompt, 1, menu: [reply(1, 129)]) == ["\(at)/0/text"])
        #expect(wrong(prompt, 1, menu: [link(1_024, 2_048)]) == [])
        #expect(wrong(prompt, 1, menu: [link(1_025, 20)]) == ["\(at)/0/text"])
        #expect(wrong(prompt, 1, menu: [link(1, 2_049)]) == ["\(at)/0/url"])
    }
}
