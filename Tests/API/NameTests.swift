import Engine
import HTTPServer
import Routing
import Storage
import Testing

@testable import API

@Suite struct NameTests {
    private func name(_ text: String) -> (name: String?, wrong: [String]) {
        let errors = InputErrors()
        let fields = Fields(["name": .string(text)], at: "#", errors)
        return (fields.line("name", characters: 1...16).value, errors.errors.map(\.detail.english))
    }

    @Test(arguments: ["好", "👨‍👩‍👧‍👦", "e\u{301}"])
    func sixteenCharactersAreThoseThatAPersonCounts(character: String) {
        #expect(name(String(repeating: character, count: 16)).name?.count == 16)
        #expect(
            name(String(repeating: character, count: 17)).wrong
                == ["must have 1 to 16 characters, not 17"])
    }

    @Test(arguments: ["a\nb", "tab\there", "bell\u{7}"])
    func aNameStaysOnOneLine(text: String) {
        #expect(
            name(text).wrong == ["must not contain line breaks, tabs or other control characters"])
    }

    @Test func whatIsWrongWithAZeroIsSaid() {
        #expect(name("a\0b").wrong == ["must not contain the character U+0000"])
    }

    @Test(arguments: [
        ("ann", true), ("", false), (" ann", false), ("a\tb", false),
        (String(repeating: "x", count: 64), true), (String(repeating: "x", count: 65), false),
    ])
    func theCommandLineTakesTheUserNamesOfTheAPI(name: String, isGood: Bool) {
        #expect((Credential.fault(ofNewName: name) == nil) == isGood)
    }

    @Test(arguments: [("zhang.san@x", true), ("", false), ("zhang san", false), ("张三", false)])
    func theCommandLineTakesTheUserIDsOfTheAPI(userID: String, isGood: Bool) {
        #expect((Credential.fault(ofUserID: userID) == nil) == isGood)
    }

    @Test func anAccountWhoseNameIsNotReadYetIsNotRenamedByAdoptingIt() async throws {
        try await withWorld { world in
            _ = try await world.engine.perform { core in
                try core.store.discover(
                    openKfID: "wkNew", managePrivilege: true, at: core.moment.now)
            }
            let early = await world.adopt("wkNew", agents: [])
            #expect(early.status == 422)
            #expect(early.pointers == ["#/open_kfid"])
            #expect(await world.adopt("wkNew", agents: [], ["name": "售前"]).status == 201)
        }
    }

    @Test func whoIsStillReferredToIsNotExplainedInSQL() async throws {
        try await withWorld { world in
            let above = await world.ask(
                "POST", "/api/departments", ["name": "销售"], as: world.admin)
            let id = try #require(above.json["id"])
            await world.ask(
                "POST", "/api/departments", ["name": "北区", "parent": id], as: world.admin)
            let answer = await world.ask(
                "DELETE", "/api/departments/\(id.string ?? "")", as: world.admin)
            #expect(answer.problem == "in-use")
            #expect(answer.json["detail"]?.string?.contains("department WHERE") == false)
        }
    }
}
