import Lifecycle
import Routing
import Storage
import Testing
import WeCom

@testable import Engine

@Suite struct AccountOutboxTests {
    private func world(
        agents: [String] = ["ann"], channel: ReceptionChannel = .relay
    ) throws -> (World, AccountID) {
        let world = try World()
        let account = try world.adopt(agents: agents, channel: channel)
        try world.start()
        world.advance(.seconds(20))
        return (world, account)
    }

    private func add(_ kind: AccountEffect.Kind, _ account: AccountID, _ world: World) throws {
        try world.work { core in
            try core.store.addAccountEffect(kind, for: account, at: core.moment.now)
            core.news.accountEffects.append(account)
        }
    }

    private func effects(_ world: World, _ account: AccountID) throws -> [AccountEffect] {
        try world.work { core in
            try core.store.view.accountEffects(account: account, limit: 99).reversed()
        }
    }

    @Test func servicersGoInBatchesOfAHundredWithTheResultForEach() throws {
        let names = (0..<150).map { "u\($0)" }
        let (world, account) = try world(agents: names, channel: .wecom)
        world.platform.change { state in
            state.accountAnswers = [
                .success(AccountReply(results: ["u0": 0, "u1": 60111]))
            ]
        }
        try add(.addServicers(names), account, world)
        let calls = world.platform.now.accountCalls
        #expect(calls.count == 2)
        guard case .addServicers("wk1", let first) = calls[0] else {
            Issue.record("\(calls)")
            return
        }
        #expect(first.count == 100)
        let stored = try effects(world, account)
        // A call with a refusal in it is not done.
        #expect(stored.map(\.state) == [.failed, .done])
        #expect(stored[0].results["u1"] == 60111 && stored[0].code == 60111)
    }

    @Test func nobodyIsAddedWhomALaterEditRemoved() throws {
        let (world, account) = try world(agents: ["ann"], channel: .wecom)
        try add(.addServicers(["ann", "gone"]), account, world)
        try add(.addServicers(["gone"]), account, world)
        try add(.deleteServicers(["ann", "gone"]), account, world)
        #expect(
            world.platform.now.accountCalls == [
                .addServicers(openKfID: "wk1", ["ann"]),
                .deleteServicers(openKfID: "wk1", ["gone"]),
            ])
        #expect(try effects(world, account).map(\.state) == [.done, .withdrawn, .done])
    }

    @Test func whomThePlatformDoesNotKnowIsDeleted() throws {
        let (world, account) = try world(agents: ["ann"], channel: .wecom)
        world.platform.change { state in
            state.accountAnswers = [.success(AccountReply(results: ["gone": 60111, "bob": 60011]))]
        }
        try add(.deleteServicers(["gone", "bob"]), account, world)
        let stored = try effects(world, account)
        #expect(stored[0].results == ["gone": 0, "bob": 60011])
        #expect(stored[0].state == .failed && stored[0].code == 60011)
    }

    @Test func callsOfAnAccountKeepTheirOrderWhileOneIsTriedAgain() throws {
        let (world, account) = try world()
        world.platform.change { state in
            state.accountAnswers = [.failure(.unknown("timeout")), .failure(.notNow(-1, "busy"))]
        }
        try add(.update(name: "A", avatar: false), account, world)
        try add(.update(name: "B", avatar: false), account, world)
        world.advance(.seconds(10))
        let names = world.platform.now.accountCalls.compactMap { call -> String? in
            if case .update(_, let name, _) = call { name } else { nil }
        }
        #expect(names == ["A", "A", "A", "B"])
    }

    @Test func aRefusalIsFinalAndKept() throws {
        let (world, account) = try world()
        world.platform.change { $0.accountAnswers = [.failure(.refused(95006, "name invalid"))] }
        try add(.update(name: "?", avatar: false), account, world)
        world.advance(.minutes(6), step: 1_000)
        let stored = try effects(world, account)
        #expect(stored.map(\.state) == [.failed])
        #expect(stored.map(\.code) == [95006])
        #expect(world.platform.now.accountCalls.count == 1)
    }

    @Test func aDeletionWaitsForTheSessionsItEnds() throws {
        let (world, account) = try world()
        try world.deliver(world.text("m1"))
        _ = try #require(try world.session())
        // The end of a relay session asks for the change to 4, which is not answered yet.
        world.platform.change { $0.answers = Array(repeating: .fail(.notNow(-1, "")), count: 4) }
        try world.work { core in
            _ = try core.apply(.accountStatusSet(account, .deleting))
            try core.store.addAccountEffect(.delete, for: account, at: core.moment.now)
            core.news.accountEffects.append(account)
        }
        world.advance(.seconds(2))
        #expect(world.platform.now.accountCalls.isEmpty)
        world.advance(.seconds(60))
        #expect(world.platform.now.accountCalls == [.delete(openKfID: "wk1")])
        let status = try world.work { try $0.store.view.account(account)?.status }
        #expect(status == .deleted)
    }

    /// The platform has deleted the account and has not answered yet.
    private func worldWithADeletionUnderWay() throws -> (World, AccountID) {
        let (world, account) = try world()
        world.platform.change { state in
            state.isHoldingBack = true
            state.accounts = []
        }
        try world.work { core in
            _ = try core.apply(.accountStatusSet(account, .deleting))
            try core.store.addAccountEffect(.delete, for: account, at: core.moment.now)
            core.news.accountEffects.append(account)
        }
        world.advance(.seconds(2))
        #expect(world.platform.now.accountCalls == [.delete(openKfID: "wk1")])
        return (world, account)
    }

    @Test func aDeletionTakenBackWhileItsCallIsOnItsWayLeavesTheAccountWithdrawn() throws {
        let (world, account) = try worldWithADeletionUnderWay()
        try world.work { _ = try $0.apply(.accountStatusSet(account, .active)) }
        world.platform.release()
        world.advance(.seconds(1))
        let record = try world.work { try $0.store.view.account(account) }
        #expect(record?.status == .withdrawn && record?.isListed == false)
    }

    @Test func aDeletionThatAListShowsBeforeItsAnswerIsADeletion() throws {
        let (world, account) = try worldWithADeletionUnderWay()
        try world.work { try $0.noteAccountsChanged(added: [], removed: ["wk1"]) }
        #expect(try world.work { try $0.store.view.account(account)?.status } == .withdrawn)
        world.platform.release()
        world.advance(.seconds(1))
        #expect(try world.work { try $0.store.view.account(account)?.status } == .deleted)
    }

    @Test func aRefusedDeletionStaysWithItsCode() throws {
        let (world, account) = try world()
        world.platform.change { $0.accountAnswers = [.failure(.refused(48007, "not granted"))] }
        try world.work { core in
            _ = try core.apply(.accountStatusSet(account, .deleting))
            try core.store.addAccountEffect(.delete, for: account, at: core.moment.now)
            core.news.accountEffects.append(account)
        }
        world.advance(.seconds(3))
        let record = try world.work { try $0.store.view.account(account) }
        #expect(record?.status == .deleting)
        #expect(record?.deletionCode == 48007)
    }

    @Test func aLinkIsKept() throws {
        let (world, account) = try world()
        world.platform.change { state in
            state.accountAnswers = [.success(AccountReply(link: "https://example.invalid/kf"))]
        }
        try add(.fetchLink, account, world)
        let record = try world.work { try $0.store.view.account(account) }
        #expect(record?.accessLink == "https://example.invalid/kf")
    }
}
