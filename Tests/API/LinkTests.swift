import HTTPServer
import Synchronization
import Testing

@testable import API

@Suite struct LinkTests {
    private func make(_ world: World, _ body: JSON) async -> World.Answer {
        await world.ask("POST", "/api/accounts/wkA/access/links", body, as: world.admin)
    }

    @Test func eachSceneHasALinkThatIsAskedForOnce() async throws {
        try await withWorld { world in
            let path = "/api/accounts/wkA/access"
            #expect(await world.ask("GET", path, as: world.admin).status == 404)
            _ = await world.adopt(agents: ["ann"])
            let first = await world.ask("GET", path, as: world.admin)
            let scenes = first.json["scenes"]?.items ?? []
            #expect(scenes.map { $0["scene"]?.string } == AccessScene.allCases.map(\.rawValue))
            #expect(Set(scenes.compactMap { $0["url"]?.string }).count == scenes.count)
            #expect(scenes.allSatisfy { $0["name"]?["zh"] != nil && $0["name"]?["en"] != nil })
            let again = await world.ask("GET", path, as: world.admin)
            #expect(again.json["scenes"] == first.json["scenes"])
            let asked = world.platform.state.withLock { $0.sceneCalls }
            #expect(asked.sorted() == AccessScene.allCases.map(\.rawValue).sorted())
        }
    }

    @Test func parametersBecomeTheChannelOfTheVisit() async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: ["ann"])
            let plain = await make(world, ["scene": "menu"])
            #expect(plain.status == 201 && plain.json["channel"] == "menu")
            let url = plain.json["url"]?.string ?? ""
            let marked = await make(world, ["scene": "menu", "parameters": "春季 & 1"])
            #expect(marked.json["channel"] == "春季 & 1")
            #expect(
                marked.json["url"]?.string == url + "&scene_param=%E6%98%A5%E5%AD%A3%20%26%201")
            #expect(await make(world, ["scene": "moon"]).pointers == ["#/scene"])
            // 42 Chinese characters and two letters are 380 bytes; the limit is 128.
            let most = String(repeating: "a", count: 128)
            #expect(
                await make(world, ["scene": "menu", "parameters": .string(most)]).status == 201)
            let more = await make(world, ["scene": "menu", "parameters": .string(most + "a")])
            #expect(more.pointers == ["#/parameters"])
            let chinese = String(repeating: "春", count: 15)
            let wide = await make(world, ["scene": "menu", "parameters": .string(chinese)])
            #expect(wide.pointers == ["#/parameters"])
        }
    }

    @Test func aPlatformThatRefusesIsNamedAndNothingIsKept() async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: ["ann"])
            world.platform.state.withLock { $0.sceneAnswer = .failure(.refused(code: 48002)) }
            let refused = await make(world, ["scene": "web"])
            #expect(refused.status == 502 && refused.json["code"] == 48_002)
            let access = await world.ask("GET", "/api/accounts/wkA/access", as: world.admin)
            #expect(access.json["scenes"]?.items.allSatisfy { $0["url"] == .null } == true)
            world.platform.state.withLock { $0.sceneAnswer = nil }
            #expect(await make(world, ["scene": "web"]).status == 201)
        }
    }

    @Test func theQRCodeComesAsPNGAndSVG() async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: ["ann"])
            let path = "/api/accounts/wkA/qr"
            func ask(_ rest: String) async -> World.Answer {
                await world.ask("GET", path + rest, as: world.admin)
            }
            let png = await ask(".png?scene=qr&size=400")
            #expect(png.status == 200 && png.headers["content-type"] == "image/png")
            #expect(png.body.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            #expect(png.headers["content-disposition"] == nil)
            let svg = await ask(".svg?scene=qr&parameters=a&download=true")
            #expect(svg.headers["content-type"] == "image/svg+xml")
            #expect(String(decoding: svg.body.prefix(4), as: UTF8.self) == "<svg")
            #expect(
                svg.headers["content-disposition"] == "attachment; filename=\"wkA-qr.svg\"")
            #expect(await ask(".png?scene=moon").pointers == ["?scene"])
            #expect(await ask(".png?parameters=a").pointers == ["?scene"])
            for (size, status) in [("64", 200), ("63", 422), ("2048", 200), ("2049", 422)] {
                #expect(await ask(".png?scene=qr&size=\(size)").status == status)
            }
        }
    }
}
