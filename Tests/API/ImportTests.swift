import HTTPServer
import Lifecycle
import Synchronization
import Testing

@testable import API

@Suite struct CSVTests {
    private func cells(_ text: String) throws -> [[String]] {
        try CSV(Array(text.utf8)).records.map(\.cells)
    }

    @Test(
        arguments: [
            ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
            ("\u{FEFF}a\n", [["a"]]), ("a,,\n\n , \nb", [["a", "", ""], ["b"]]),
            ("\"a, \"\"b\"\"\",c\n", [["a, \"b\"", "c"]]), ("\"a\nb\",c", [["a\nb", "c"]]),
            ("\"a\"\r\n\"b\"\r\n", [["a"], ["b"]]), ("", []), ("a,", [["a", ""]]),
        ] as [(String, [[String]])])
    func spreadsheetsAreRead(text: String, expected: [[String]]) throws {
        #expect(try cells(text) == expected)
    }

    @Test func whatIsNoTableIsNamedByItsLine() throws {
        let open = #expect(throws: CSV.Fault.self) { try cells("a\n\"b\nc") }
        #expect(open?.line == 2)
        let behind = #expect(throws: CSV.Fault.self) { try cells("a\nb\n\"c\" d\n") }
        #expect(behind?.line == 3)
        #expect(throws: CSV.Fault.self) { try CSV([0xD6, 0xD0, 0x0A]) }
    }

    @Test func linesAreCountedThroughCellsOfSeveral() throws {
        #expect(try CSV(Array("a\n\"b\n\nc\"\nd\n".utf8)).records.map(\.line) == [1, 2, 5])
    }
}

@Suite struct ImportTests {
    private func take(_ world: World, _ file: String, _ query: String = "") async -> World.Answer {
        await world.ask(
            "POST", "/api/directory/import\(query)", bytes: Array(file.utf8), as: world.admin)
    }

    private static let file = """
        姓名,帐号,部门,子机构,启用,职务
        安妮,ann,总部/销售;总部/售后,北方,是,经理
        "波, 博",bob,总部/销售,,否,
        """

    @Test func aFileMakesMembersWithTheirDepartmentsAndSubOrganisations() async throws {
        try await withWorld { world in
            let dry = await take(world, Self.file, "?dry_run=true")
            let counts: [(String, JSON)] = [
                ("created", 2), ("changed", 0), ("unchanged", 0), ("departments_created", 3),
                ("sub_organisations_created", 1), ("errors", []), ("ignored_columns", ["职务"]),
            ]
            for (name, count) in counts { #expect(dry.json[name] == count, "\(name)") }
            let none = await world.ask("GET", "/api/members", as: world.admin)
            #expect(none.json["items"] == [])
            let done = await take(world, Self.file)
            #expect(done.status == 200 && done.json == dry.json)
            let ann = await world.ask("GET", "/api/members/ann", as: world.admin).json
            #expect(ann["name"] == "安妮" && ann["departments"]?.items.count == 2)
            #expect(ann["sub_organisation"] != .null)
            let bob = await world.ask("GET", "/api/members/bob", as: world.admin).json
            #expect(bob["name"] == "波, 博" && bob["active"] == false)
            let again = await take(world, Self.file)
            #expect(again.json["unchanged"] == 2 && again.json["departments_created"] == 0)
            let changed = await take(world, "userid,name\nann,Ann\nbob,\"波, 博\"\ncy,Cy\n")
            #expect(
                changed.json["created"] == 1 && changed.json["changed"] == 1
                    && changed.json["unchanged"] == 1)
            let kept = await world.ask("GET", "/api/members/ann", as: world.admin).json
            #expect(kept["name"] == "Ann" && kept["departments"] == ann["departments"])
            let line = await world.ask("GET", "/api/audit?limit=1", as: world.admin)
            #expect(line.json["items"]?.items.first?["action"] == "directory.import")
        }
    }

    @Test func nothingIsWrittenWhenALineIsWrong() async throws {
        try await withWorld { world in
            let file = """
                userid,name,departments,active
                ann,Ann,A/B,1
                b b,Bob,A,1
                cy,,A,1
                dee,Dee,A//B,1
                eve,Eve,A,perhaps
                ANN,Ann,A,1
                fay,Fay,A,1,more
                """
            let answer = await take(world, file)
            #expect(answer.status == 422 && answer.problem == "invalid-input")
            let lines = answer.json["errors"]?.items.map { $0["line"]?.int }
            #expect(lines == [3, 4, 5, 6, 7, 8])
            #expect(answer.pointers.first == "#/3")
            #expect(answer.json["created"] == 0)
            for path in ["members", "departments"] {
                let list = await world.ask("GET", "/api/\(path)", as: world.admin)
                #expect(list.json["items"] == [], "\(path)")
            }
            let chinese = await world.ask(
                "POST", "/api/directory/import", bytes: Array(file.utf8), as: world.admin,
                headers: [("Accept-Language", "zh")])
            #expect(
                chinese.json["errors"]?.items.last?["detail"] == "单元格数多于首行")
            #expect(await take(world, "name\nAnn\n").json["errors"]?.items.count == 1)
            #expect(await take(world, "").status == 422)
        }
    }

    @Test func accountsOfItsDepartmentsGetNewMembersAtOnce() async throws {
        try await withWorld { world in
            _ = await take(world, "userid,name,departments\nann,Ann,Sales\n")
            let department = await world.ask("GET", "/api/departments", as: world.admin)
            let id = department.json["items"]?.items.first?["id"] ?? .null
            _ = await world.ask(
                "POST", "/api/accounts", ["open_kfid": "wkA", "departments": [id]],
                as: world.admin)
            _ = await take(world, "userid,name,departments\nbob,Bob,Sales\n")
            let account = await world.ask("GET", "/api/accounts/wkA", as: world.admin)
            #expect(account.json["receiving_agents"] == ["ann", "bob"])
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct DirectorySyncTests {
    private func state(_ world: World) async -> JSON {
        await world.ask("GET", "/api/directory", as: world.admin).json
    }

    private func sync(_ world: World) async throws -> JSON {
        let begun = await world.ask("POST", "/api/directory/sync", as: world.admin)
        #expect(begun.status == 202)
        try await world.until { await state(world)["state"] != "running" }
        return await state(world)
    }

    private static let directory = PlatformDirectory(
        departments: [
            .init(id: 9, name: "售后", parent: 7, order: 1),
            .init(id: 8, name: "销售", parent: 7, order: 2),
            .init(id: 7, name: "总部", parent: 0), .init(id: 5, name: nil, parent: 4),
        ],
        members: [
            .init(userID: "ann", name: "安妮", departments: [8, 9]),
            .init(userID: "bob", name: nil, departments: [8]),
            .init(userID: "gone", name: "Gone", departments: [8], isDisabled: true),
        ])

    @Test func thePlatformsDirectoryBecomesOurs() async throws {
        try await withWorld { world in
            #expect(await state(world)["state"] == "never")
            _ = await world.ask(
                "POST", "/api/members", ["userid": "cy", "name": "Cy"], as: world.admin)
            _ = await world.ask(
                "POST", "/api/members", ["userid": "bob", "name": "Bob"], as: world.admin)
            world.platform.state.withLock { $0.directory = .success(Self.directory) }
            let done = try await sync(world)
            #expect(done["state"] == "done" && done["members"] == 3 && done["departments"] == 4)
            #expect(done["synced_at"] != .null && done["code"] == .null)
            let below = await world.ask("GET", "/api/departments/8", as: world.admin).json
            #expect(below["name"] == "销售" && below["parent"] == "7")
            let top = await world.ask("GET", "/api/departments/5", as: world.admin).json
            #expect(top["name"] == "5" && top["parent"] == .null)
            let ann = await world.ask("GET", "/api/members/ann", as: world.admin).json
            #expect(ann["name"] == "安妮" && ann["departments"] == ["8", "9"])
            let bob = await world.ask("GET", "/api/members/bob", as: world.admin).json
            #expect(bob["name"] == "Bob" && bob["departments"] == ["8"])
            #expect(await world.ask("GET", "/api/members/cy", as: world.admin).status == 200)
            #expect(await world.ask("GET", "/api/members/gone", as: world.admin).status == 404)
            // Whom the platform disables receives nobody; nobody is thrown out.
            var next = Self.directory
            next.members = [.init(userID: "ann", name: nil, departments: [8], isDisabled: true)]
            let changed = next
            world.platform.state.withLock { $0.directory = .success(changed) }
            _ = try await sync(world)
            let off = await world.ask("GET", "/api/members/ann", as: world.admin).json
            #expect(off["active"] == false && off["name"] == "安妮")
            #expect(await world.ask("GET", "/api/members/bob", as: world.admin).status == 200)
        }
    }

    @Test func whatIsNotPermittedIsSaidWithItsCode() async throws {
        try await withWorld { world in
            world.platform.state.withLock { $0.directory = .failure(.refused(code: 60_011)) }
            let refused = try await sync(world)
            #expect(refused["state"] == "refused" && refused["code"] == 60_011)
            world.platform.state.withLock { $0.directory = .failure(.unknown) }
            let failed = try await sync(world)
            #expect(failed["state"] == "failed" && failed["code"] == .null)
        }
    }
}
