import Routing
import Testing

@testable import Storage

struct DirectoryTests {
    @Test func departmentsAreExpandedInJoinOrderAfterTheMembersChosenByHand() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.database)
        let top = try store.createDepartment(name: "客服部", parent: nil, subOrganisation: nil)
        let below = try store.createDepartment(name: "夜班", parent: top, subOrganisation: nil)
        let other = try store.createDepartment(
            id: DepartmentID(900), name: "销售", parent: nil, subOrganisation: nil)
        func member(_ name: String, _ departments: [DepartmentID]) throws -> AgentID {
            try store.createMember(
                userID: name, name: name, departments: departments, at: .at(1))
        }
        let anna = try member("anna", [other])
        let bert = try member("bert", [below])
        let carl = try member("carl", [top])
        let emil = try member("emil", [top])
        let dora = try member("dora", [top, below])
        let list = try store.expand(agents: [dora, anna], departments: [top, other]).list
        #expect(list == [dora, anna, carl, emil, bert])
        // Who stays in a department keeps its place; who comes back to it is a newcomer.
        for departments in [[top], [other], [top, other]] {
            try store.updateMember(
                carl, name: "Carl", avatar: nil, subOrganisation: nil, departments: departments,
                isActive: true)
            let agents = try store.expand(agents: [], departments: [top]).list
            switch departments {
            case [top]: #expect(agents == [carl, emil, dora, bert])
            case [other]: #expect(agents == [emil, dora, bert])
            default: #expect(agents == [emil, dora, carl, bert])
            }
        }
        try store.removeMember(dora, at: .at(2))
        #expect(try !store.expand(agents: [dora], departments: [top]).list.contains(dora))
        #expect(
            try store.view.members(department: top, limit: 9).map(\.userID)
                == ["emil", "carl", "bert"])
        #expect(try store.view.members(keyword: "AN", limit: 9).map(\.userID) == ["anna"])
        #expect(try store.view.departments().map(\.id) == [other, top, below])
        #expect(try store.view.member(userID: "carl")?.departments == [other, top])
    }

    @Test func aDepartmentOfOurOwnNeverHasANumberThatThePlatformGives() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.database)
        let own = try store.createDepartment(name: "自建", parent: nil, subOrganisation: nil)
        let read = try store.createDepartment(
            id: DepartmentID(1), name: "总部", parent: nil, subOrganisation: nil)
        let second = try store.createDepartment(name: "二", parent: own, subOrganisation: nil)
        #expect(own.rawValue == Store.firstOwnDepartment && read.rawValue == 1)
        #expect(second.rawValue == own.rawValue + 1)
    }

    @Test func noMoreThanTwoHundredAgentsFindRoom() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.database)
        let agents = try store.transaction { () throws in
            try (1...203).map { try store.agentID(userID: "u\($0)") }
        }
        let (list, leftOut) = try store.expand(agents: agents + agents, departments: [])
        #expect(list == Array(agents.prefix(200)) && leftOut == 3)
    }

    @Test func whoIsStillChosenKeepsItsPlaceAndNewcomersJoinAtTheEnd() throws {
        let store = try makeStore(try TemporaryFolder())
        let first = try store.createDepartment(name: "一", parent: nil, subOrganisation: nil)
        let second = try store.createDepartment(name: "二", parent: nil, subOrganisation: nil)
        let anna = try store.createMember(
            userID: "anna", name: "Anna", departments: [first], at: .at(1))
        let bert = try store.createMember(
            userID: "bert", name: "Bert", departments: [second], at: .at(1))
        let configuration = AccountConfiguration(
            name: "客服", departments: [first, second], prompts: .plain)
        #expect(try store.configure(AccountID(1), configuration).agents == [anna, bert])
        #expect(try store.expandAgain(AccountID(1)) == nil)
        let carl = try store.createMember(
            userID: "carl", name: "Carl", departments: [first], at: .at(2))
        #expect(try store.expandAgain(AccountID(1))?.agents == [anna, bert, carl])
        try store.removeMember(anna, at: .at(3))
        #expect(try store.expandAgain(AccountID(1))?.agents == [bert, carl])
        #expect(try store.settings(of: AccountID(1))?.agents == [bert, carl])
        #expect(try store.view.account(AccountID(1))?.agents == [bert, carl])
    }

    @Test func whatIsInUseCannotBeDeleted() throws {
        let store = try makeStore(try TemporaryFolder())
        let branch = try store.createSubOrganisation(name: "南京", at: .at(1))
        let top = try store.createDepartment(name: "上", parent: nil, subOrganisation: branch)
        let below = try store.createDepartment(name: "下", parent: top, subOrganisation: nil)
        var configuration = AccountConfiguration(name: "客服", prompts: .plain)
        configuration.departments = [below]
        try store.configure(AccountID(1), configuration)
        let refusals: [(StoreError.Kind, () throws -> Void)] = [
            (.dangling, { try store.deleteSubOrganisation(branch) }),
            (.dangling, { try store.deleteDepartment(top) }),
            (.dangling, { try store.deleteDepartment(below) }),
            (.notFound, { try store.deleteDepartment(DepartmentID(99)) }),
            (.notFound, { try store.renameSubOrganisation(SubOrganisationID(99), to: "x") }),
            (.duplicate, { _ = try store.createSubOrganisation(name: "南京", at: .at(2)) }),
            (
                .invalid,
                {
                    try store.updateDepartment(
                        top, name: "上", parent: below, position: 0, subOrganisation: nil)
                }
            ),
            (
                .dangling,
                {
                    _ = try store.createMember(
                        userID: "x", name: "x", departments: [DepartmentID(99)], at: .at(1))
                }
            ),
        ]
        for (kind, attempt) in refusals {
            let error = #expect(throws: StoreError.self) {
                try store.transaction { () throws in try attempt() }
            }
            #expect(error?.kind == kind, "\(String(describing: error))")
        }
        configuration.departments = []
        try store.configure(AccountID(1), configuration)
        try store.deleteDepartment(below)
        try store.deleteDepartment(top)
        try store.deleteSubOrganisation(branch)
        #expect(try store.view.subOrganisations().isEmpty && store.view.departments().isEmpty)
    }

    @Test func aUserIDThatIsUsedAgainInheritsNothing() throws {
        let store = try makeStore(try TemporaryFolder())
        let old = try #require(try store.existingAgentID(userID: "agent1"))
        // Seen at the platform, then entered: the same person.
        #expect(try store.createMember(userID: "agent1", name: "甲", at: .at(1)) == old)
        #expect(throws: StoreError.self) {
            try store.createMember(userID: "agent1", name: "乙", at: .at(1))
        }
        try store.removeMember(old, at: .at(2))
        #expect(try store.existingAgentID(userID: "agent1") == old)
        #expect(try store.view.member(old)?.isActive == false)
        #expect(try store.view.agentID(userID: "agent1") == nil)
        let new = try store.createMember(userID: "agent1", name: "丙", at: .at(3))
        #expect(new != old)
        #expect(try store.agentID(userID: "agent1") == new)
        #expect(try store.userID(of: old) == "agent1")
        let agents = try store.loadSnapshot().agents
        #expect(agents.first { $0.id == new } == Agent(id: new))
    }

    @Test func anEditOfAnOlderVersionIsAConflict() throws {
        let store = try makeStore(try TemporaryFolder())
        let version = try #require(try store.view.account(AccountID(1))).version
        let configuration = AccountConfiguration(name: "新", prompts: .plain)
        try store.configure(AccountID(1), configuration, expecting: version)
        let conflict = #expect(throws: StoreError.self) {
            try store.configure(AccountID(1), configuration, expecting: version)
        }
        #expect(conflict?.kind == .editConflict)
        let fresh = try store.discover(openKfID: "wk9", at: .at(1))
        let missing = #expect(throws: StoreError.self) {
            try store.configure(fresh, configuration)
        }
        #expect(missing?.kind == .notFound)
        var nowhere = configuration
        nowhere.timeZone = "Mars/Olympus"
        let invalid = #expect(throws: StoreError.self) {
            try store.configure(AccountID(1), nowhere)
        }
        #expect(invalid?.kind == .invalid)
        #expect(try store.view.account(openKfID: "wk1")?.name == "新")
        // The platform's name does not undo the administrator's.
        try store.discover(openKfID: "wk1", name: "旧", avatar: "http://b", at: .at(2))
        #expect(try store.view.account(openKfID: "wk1")?.name == "新")
        #expect(try store.view.account(openKfID: "wk1")?.avatar == "http://b")
    }

    @Test func aPictureIsKeptAndTakenAway() throws {
        let store = try makeStore(try TemporaryFolder())
        try store.setOwnAvatar(("image/png", [0, 1, 255]), of: AccountID(1))
        let found = try store.view.ownAvatar(of: AccountID(1))
        #expect(found?.type == "image/png" && found?.bytes == [0, 1, 255])
        #expect(try store.view.account(AccountID(1))?.hasOwnAvatar == true)
        try store.setOwnAvatar(nil, of: AccountID(1))
        #expect(try store.view.ownAvatar(of: AccountID(1)) == nil)
    }
}
