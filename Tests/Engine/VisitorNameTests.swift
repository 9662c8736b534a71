import Routing
import Storage
import Testing
import WeCom

@testable import Engine

/// Section 1.7: what visitors are called.
@Suite struct VisitorNameTests {
    private func world() throws -> World {
        let world = try World()
        try world.adopt(cap: 50)
        try world.start()
        world.advance(.seconds(20))
        world.platform.change { state in
            for number in 1...150 {
                let id = "wm\(number)"
                state.customers[id] = Customer(
                    externalUserID: id, nickname: "访客\(number)", avatar: "https://a/\(number)")
            }
        }
        return world
    }

    private func name(_ visitor: String, in world: World) throws -> String? {
        try world.work { core in
            guard let account = try core.store.accountID(openKfID: "wk1"),
                let id = try core.store.existingVisitorID(externalUserID: visitor),
                let latest = try core.store.conversation(ConversationID(account, id))?.latestSession
            else { return nil }
            return try core.store.view.session(latest)?.visitorName
        }
    }

    @Test func aVisitorWithASessionIsAskedForOnceAndNamed() throws {
        let world = try world()
        try world.deliver(world.text("m1"))
        world.advance(.seconds(2))
        try world.deliver(world.text("m2"))
        world.advance(.seconds(2))
        #expect(world.platform.now.customersAsked == [["wm1"]])
        #expect(try name("wm1", in: world) == "访客1")
    }

    @Test func aNameIsAskedForAgainWithASessionAWeekLater() throws {
        let world = try world()
        try world.deliver(world.text("m1"))
        world.advance(.seconds(2))
        world.platform.change { $0.customers["wm1"]?.nickname = "新名字" }
        world.advance(.hours(7 * 24 + 1), step: 600_000)  // the session has ended by itself
        try world.deliver(world.text("m2"))
        world.advance(.seconds(2))
        #expect(world.platform.now.customersAsked == [["wm1"], ["wm1"]])
        #expect(try name("wm1", in: world) == "新名字")
    }

    @Test func aHundredAreAskedForInOneCall() throws {
        let world = try world()
        let entries = (1...150).map { world.text("m\($0)", from: "wm\($0)") }
        world.platform.change { $0.entries["wk1", default: []] += entries }
        try world.work { try $0.noteHint(openKfID: "wk1", token: nil) }
        world.advance(.seconds(20))
        #expect(world.platform.now.customersAsked.map(\.count) == [100, 50])
        #expect(try name("wm150", in: world) == "访客150")
    }

    @Test func afterAFailureNothingIsAskedForAMinute() throws {
        let world = try world()
        world.platform.change { $0.customersFailure = .refused(48_002, "no right") }
        try world.deliver(world.text("m1"))
        world.advance(.seconds(2))
        try world.deliver(world.text("m2", from: "wm2"))
        world.platform.change { $0.customersFailure = nil }
        world.advance(.seconds(50))
        #expect(world.platform.now.customersAsked == [["wm1"]])
        #expect(try name("wm1", in: world) == nil)
        world.advance(.seconds(12))
        #expect(world.platform.now.customersAsked == [["wm1"], ["wm2"]])
        #expect(try name("wm2", in: world) == "访客2")
    }

    @Test func whatIsToldOfAVisitorWhoWasErasedMeanwhileIsNotKept() throws {
        let world = try world()
        world.platform.change { $0.isHoldingBackCustomers = true }
        try world.deliver(world.text("m1"))
        world.advance(.seconds(2))
        let session = try #require(try world.session())
        try world.work { core in
            _ = try core.apply(.command(session.id, .end, by: .supervisor(user: 1)))
        }
        world.advance(.minutes(1))
        let isErased = try world.work { core in
            try core.erase(session.conversation.visitor)
        }
        #expect(isErased)
        world.platform.releaseCustomers()
        world.advance(.seconds(2))
        let record = try world.work { try $0.store.view.session(session.id) }
        #expect(record?.visitorName == nil)
    }
}
