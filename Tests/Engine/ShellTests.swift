import Lifecycle
import Routing
import Storage
import Testing
import WeCom

@testable import Engine

@Suite struct ShellTests {
    @Test func aDrainFinishesTheCallsUnderWayAndStoresTheirResults() async throws {
        let world = try World()
        try world.adopt()
        try world.start()
        world.advance(.seconds(20))
        try world.deliver(world.text("m1"))
        world.platform.change { $0.isHoldingBack = true }
        let session = try #require(try world.session())
        for text in ["one", "two"] {
            let agent = try #require(session.agent)
            try world.work { core in
                _ = try core.apply(
                    .reply(session.id, by: agent, core.newMessageID(), Content(text: text)))
            }
        }
        let shell = try #require(world.shell)
        let endings = Box<[Mailboxes.Ending]>([])
        shell.mailboxes.hold(
            AgentID(1), since: shell.mailboxes.mark(of: AgentID(1)), until: .never
        ) { ending in endings.change { $0.append(ending) } }

        let platform = world.platform
        let engine = world.engine
        async let drained: Void = shell.drain(within: .seconds(60))
        while endings.value.isEmpty { await Task.yield() }
        #expect(endings.value == [.stopping], "held polls are answered at once")
        platform.release()
        while shell.outbox.size.underWay > 0 {
            engine.turn()
            await Task.yield()
        }
        await drained
        #expect(platform.messages == ["one"], "nothing new is begun")
        try world.restart()
        #expect(platform.messages == ["one", "two"], "the next start goes on")
    }

    @Test func itIsReadyWhenTheFirstPullsAreThroughOrHaveHadAMinute() throws {
        let world = try World()
        try world.adopt()
        world.platform.change { state in
            state.pullAnswers = Array(repeating: .failure(.notSent("no route")), count: 99)
        }
        try world.start()
        let shell = try #require(world.shell)
        world.advance(.seconds(59))
        #expect(!shell.isReady)
        world.advance(.seconds(1))
        #expect(shell.isReady)
        world.platform.change { $0.pullAnswers = [] }
        try world.restart()
        world.advance(.seconds(20))
        #expect(world.shell?.isReady == true)
    }

    @Test func itIsReadyAtOnceWhenThePullThatMustWaitWasMadeSecondsBeforeTheStart() throws {
        let world = try World()
        try world.adopt()
        try world.start()
        world.advance(.seconds(20))
        #expect(world.shell?.isReady == true)
        let pulls = world.platform.now.pulls.count
        world.platform.change { state in
            state.pullAnswers = Array(repeating: .failure(.notSent("no route")), count: 99)
        }
        try world.restart()
        #expect(world.shell?.isReady == true)
        #expect(world.platform.now.pulls.count == pulls, "it waits")
    }

    @Test func anAccountThatThePlatformTakesAwayIsWithdrawnAndComesBack() throws {
        let world = try World()
        let account = try world.adopt()
        try world.start()
        world.advance(.seconds(20))
        func status() throws -> AccountStatus? {
            try world.work { $0.routing.account(account)?.status }
        }
        #expect(try status() == .active)
        world.platform.change { $0.accounts = [] }
        try world.work { try $0.noteAccountsChanged(added: [], removed: ["wk1"]) }
        world.advance(.seconds(1))
        #expect(try status() == .withdrawn)
        let pulls = world.platform.now.pulls.count
        world.advance(.minutes(6), step: 1_000)
        #expect(world.platform.now.pulls.count == pulls, "it is not pulled meanwhile")

        world.platform.change { $0.accounts = [ListedAccount(openKfID: "wk1", name: "wk1")] }
        try world.work { try $0.noteAccountsChanged(added: ["wk1"], removed: []) }
        world.advance(.seconds(1))
        #expect(try status() == .active)
        #expect(world.platform.now.pulls.count > pulls)
    }

    @Test func anAccountMissingFromTheListIsWithdrawn() throws {
        let world = try World()
        let account = try world.adopt()
        world.platform.change { $0.accounts = [ListedAccount(openKfID: "wk2", name: "other")] }
        try world.start()
        let status = try world.work { $0.routing.account(account)?.status }
        #expect(status == .withdrawn)
        let other = try world.work { try $0.store.view.account(openKfID: "wk2") }
        #expect(other?.status == nil, "known and not adopted")
    }

    @Test func anAccountListedWithoutTheRightToManageItIsWithdrawnUntilTheRightIsBack() throws {
        let world = try World()
        let account = try world.adopt()
        func list(_ mayManage: Bool?) {
            world.platform.change {
                $0.accounts = [
                    ListedAccount(openKfID: "wk1", name: "wk1", managePrivilege: mayManage)
                ]
            }
        }
        func status() throws -> AccountStatus? {
            try world.work { $0.routing.account(account)?.status }
        }
        list(false)
        try world.start()
        #expect(try status() == .withdrawn)
        for told in [true, nil] {
            list(told)
            try world.work { try $0.noteAccountsChanged(added: ["wk1"], removed: []) }
            world.advance(.seconds(1))
            #expect(try status() == .active, "nothing said is no refusal")
        }
    }

    @Test func servicersAreReadAtTheStartAndEveryTenMinutes() throws {
        let world = try World()
        let account = try world.adopt(agents: ["ann"], channel: .wecom)
        try world.start()
        func reception() throws -> Routing.Reception? {
            try world.work { $0.routing.account(account)?.reception.values.first?.reception }
        }
        #expect(try reception() == .receiving)
        world.platform.change { state in
            state.servicers["wk1"] = [ListedServicer(userID: "ann", status: 1, stopType: 0)]
        }
        world.advance(.minutes(9), step: 1_000)
        #expect(try reception() == .receiving)
        world.advance(.minutes(2), step: 1_000)
        #expect(try reception() == .stopped, "1 in the list is stopped")
    }

    @Test func aHintWhoseAccountCouldNotBeLookedAtIsPulledOnceTheDiskHasRoom() throws {
        let world = try World()
        try world.start()
        let (hinted, faults) = (Box(false), world.faults)
        world.engine.observe { _ in
            // The hint is stored; nothing after it is.
            if !hinted.value { faults.setDiskFull(true) }
            hinted.value = true
        }
        try world.work { core in try core.noteHint(openKfID: "wkNew", token: "T") }
        world.advance(.seconds(5))
        #expect(world.platform.now.pulls.allSatisfy { $0.openKfID != "wkNew" })
        world.faults.setDiskFull(false)
        world.advance(.seconds(5))
        #expect(world.platform.now.pulls.contains { $0.openKfID == "wkNew" })
    }

    @Test func theServicersOfAnAdoptedAccountBecomeItsAgents() throws {
        let world = try World()
        try world.start()
        let account = try world.adopt(agents: []) { $0.takesPlatformList = true }
        world.platform.change { state in
            state.servicers["wk1"] = ["bo", "ann"].map {
                ListedServicer(userID: $0, status: 0, stopType: 0)
            }
        }
        world.advance(.seconds(5))
        let names = try world.work { core in
            try core.routing.account(account)?.settings.agents.map {
                try core.store.userID(of: $0)
            }
        }
        #expect(names == ["bo", "ann"])
    }

    @Test func departmentsOfAnAdoptedAccountBecomeItsAgentsOnceTheDirectoryHasThem() throws {
        let world = try World()
        try world.start()
        let account = try world.adopt(agents: []) { $0.takesPlatformList = true }
        world.platform.change { state in
            state.servicers["wk1"] = [
                ListedServicer(userID: "bo", status: 0, stopType: 0),
                ListedServicer(departmentID: 2),
            ]
        }
        func names() throws -> [String?]? {
            try world.work { core in
                try core.routing.account(account)?.settings.agents.map {
                    try core.store.userID(of: $0)
                }
            }
        }
        world.advance(.seconds(5))
        #expect(try names() == ["bo"])
        try world.work { core in
            _ = try core.store.createDepartment(
                id: DepartmentID(2), name: "销售", parent: nil, subOrganisation: nil)
            _ = try core.store.createMember(
                userID: "ann", name: "Ann", departments: [DepartmentID(2)], at: core.moment.now)
        }
        world.advance(.minutes(11), step: 1_000)
        #expect(try names() == ["bo", "ann"])
        #expect(try world.work { core in try core.store.takesPlatformList(account) } == false)
    }
}
