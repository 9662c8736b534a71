import HTTPServer
import Testing

@testable import API

/// What a console filters by while somebody types.
@Suite struct AccountListTests {
    private func names(_ world: World, _ path: String, _ field: String) async -> [String] {
        let answer = await world.ask("GET", "/api/\(path)", as: world.admin)
        return (answer.json["items"]?.items ?? []).compactMap { $0[field]?.string }
    }

    @Test func accountsAreFoundByKeywordAndSubOrganisation() async throws {
        try await withWorld(accounts: ["wkA", "wkB", "wkC"]) { world in
            _ = await world.ask(
                "POST", "/api/sub-organisations", ["name": "North"], as: world.admin)
            _ = await world.adopt("wkA", agents: [], ["name": "华北销售", "sub_organisation": "1"])
            _ = await world.adopt("wkB", agents: [], ["name": "Sales South"])
            _ = await world.adopt("wkC", agents: [], ["name": "华北售后", "sub_organisation": "1"])
            #expect(await names(world, "accounts", "id") == ["wkC", "wkB", "wkA"])
            // 华北 and SALES, percent-encoded as a browser sends them.
            #expect(await names(world, "accounts?q=%E5%8D%8E%E5%8C%97", "id") == ["wkC", "wkA"])
            #expect(await names(world, "accounts?q=SALES", "id") == ["wkB"])
            #expect(await names(world, "accounts?sub_organisation=1", "id") == ["wkC", "wkA"])
            let both = "accounts?sub_organisation=1&q=%E9%94%80"
            #expect(await names(world, both, "id") == ["wkA"])
            #expect(await names(world, "accounts?q=", "id").count == 3)
            #expect(await names(world, "accounts?q=nothing", "id").isEmpty)
        }
    }

    @Test func membersAreFoundByWordDepartmentAndSubOrganisation() async throws {
        try await withWorld { world in
            let file = """
                userid,name,departments,sub_organisation
                ann,安妮,总部/销售,North
                bob,Bob,总部/售后,South
                cy,Cy,总部/销售/电话,North
                dee,Dee,,
                """
            let done = await world.ask(
                "POST", "/api/directory/import", bytes: Array(file.utf8), as: world.admin)
            #expect(done.json["created"] == 4)
            let tree = await world.ask("GET", "/api/departments", as: world.admin)
            func department(_ name: String) -> String {
                let found = tree.json["items"]?.items.first { $0["name"]?.string == name }
                return found?["id"]?.string ?? ""
            }
            func members(_ query: String) async -> Set<String> {
                Set(await names(world, "members?\(query)", "userid"))
            }
            #expect(await members("department=\(department("总部"))") == ["ann", "bob", "cy"])
            #expect(await members("department=\(department("销售"))") == ["ann", "cy"])
            #expect(await members("sub_organisation=1") == ["ann", "cy"])
            #expect(await members("q=%E5%AE%89") == ["ann"])
            #expect(await members("q=B") == ["bob"])
            let all = "sub_organisation=1&q=c&department=\(department("电话"))"
            #expect(await members(all) == ["cy"])
        }
    }
}
