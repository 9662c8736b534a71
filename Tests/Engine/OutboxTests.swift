import Lifecycle
import Routing
import Storage
import Testing
import WeCom

@testable import Engine

@Suite struct OutboxTests {
    /// A world in which `wm1` talks with ann in a relay account.
    private func talk(pulledFirst: Bool = true) throws -> World {
        let world = try World()
        try world.adopt(agents: ["ann"])
        try world.start()
        world.advance(.seconds(20))
        try world.deliver(world.text("m1"))
        world.advance(.seconds(1))
        _ = try #require(try world.session()?.agent)
        return world
    }

    private func reply(_ world: World, _ text: String, to visitor: String = "wm1") throws {
        let session = try #require(try world.session(visitor))
        let agent = try #require(session.agent)
        let answer = try world.work { core in
            try core.apply(
                .reply(session.id, by: agent, core.newMessageID(), Content(text: text)))
        }
        #expect(answer == .done)
    }

    private func states(_ world: World) throws -> [MessageState] {
        try world.work { core in
            try core.store.view.messagesInOrder(of: SessionID(1), limit: 99)
                .filter { $0.origin == .agent }.map(\.state)
        }
    }

    private func messageIDs(_ world: World) -> [String] {
        world.platform.now.calls.compactMap { call in
            switch call {
            case .send(_, let id, _), .sendOnCode(_, let id, _): id
            default: nil
            }
        }
    }

    @Test func aReplyIsSentInTheNamesOfThePlatform() throws {
        let world = try talk()
        try reply(world, "good morning")
        let calls = world.platform.now.calls
        guard case .send(let chat, let id, let content) = calls.last else {
            Issue.record("\(calls)")
            return
        }
        #expect(chat == OutgoingCall.Chat(openKfID: "wk1", externalUserID: "wm1"))
        #expect(content.text == "good morning")
        #expect(id.utf8.count <= 32)
        #expect(try states(world) == [.sent])
        #expect(world.shell?.outbox.size.pending == 0)
    }

    @Test func anUnknownOutcomeIsTriedAgainUnderTheSameIDAndARepeatedIDMeansDelivered() throws {
        let world = try talk()
        world.platform.change { state in
            state.answers = [
                .fail(.unknown("timeout")), .fail(.notNow(-1, "busy")),
                .fail(.refused(40058, "invalid msgid")),
            ]
        }
        try reply(world, "hello")
        #expect(try states(world) == [.pending])
        world.advance(.seconds(10))
        #expect(messageIDs(world).count == 3)
        #expect(Set(messageIDs(world)).count == 1)
        #expect(try states(world) == [.sent])
    }

    @Test func aWindowErrorOnARetryLeavesTheMessageUnknown() throws {
        let world = try talk()
        world.platform.change { state in
            state.answers = [.fail(.unknown("timeout")), .fail(.refused(95001, "count limit"))]
        }
        try reply(world, "hello")
        world.advance(.seconds(30))
        #expect(try states(world) == [.unknown])
        #expect(messageIDs(world).count == 2, "not sent again")
    }

    @Test func theSameErrorOnAFirstTryMeansFailed() throws {
        let world = try talk()
        world.platform.change { $0.answers = [.fail(.refused(40058, "invalid"))] }
        try reply(world, "hello")
        world.advance(.seconds(30))
        #expect(try states(world) == [.failed])
        #expect(messageIDs(world).count == 1)
    }

    @Test func aLaterMessageDoesNotOvertakeAnEarlierOne() throws {
        let world = try talk()
        world.platform.change { $0.answers = [.fail(.notSent("no route"))] }
        try reply(world, "first")
        try reply(world, "second")
        world.advance(.seconds(10))
        #expect(world.platform.messages == ["first", "first", "second"])
    }

    @Test func withoutRoomInTheBudgetNothingIsAttempted() throws {
        let world = try talk()
        world.platform.change { $0.pauses = [.send: 700] }
        try reply(world, "hello")
        world.advance(.seconds(3))
        #expect(messageIDs(world).isEmpty)
        let attempts = try world.work { $0.routing.effect(EffectID(1))?.attempts }
        #expect(attempts == 0)
        world.platform.change { $0.pauses = [:] }
        world.advance(.seconds(1))
        #expect(try states(world) == [.sent])
    }

    @Test func atMost32CallsAreUnderWay() throws {
        let world = try World()
        try world.adopt(agents: (1...4).map { "a\($0)" }, cap: 50)
        try world.start()
        world.advance(.seconds(20))
        world.platform.change { state in
            state.entries["wk1"] = (1...40).map { world.text("m\($0)", from: "v\($0)") }
        }
        try world.deliver()
        world.advance(.seconds(1))
        world.platform.change { $0.isHoldingBack = true }
        for visitor in 1...40 { try reply(world, "hello", to: "v\(visitor)") }
        #expect(world.platform.now.calls.count == 32)
        world.platform.release()
        world.settle()
        #expect(world.platform.now.calls.count == 40)
    }

    @Test func aStartGoesOnWithWhatWasAttempted() throws {
        let world = try talk()
        world.platform.change { $0.answers = [.silence] }
        try reply(world, "hello")
        #expect(messageIDs(world).count == 1)
        try world.restart()
        world.platform.change { $0.answers = [.fail(.refused(40058, "invalid msgid"))] }
        world.advance(.seconds(5))
        #expect(Set(messageIDs(world)).count == 1)
        #expect(try states(world) == [.sent], "40058 on a retry: it had arrived")
    }

    @Test func aStartWaitsForWhatWasPutOff() throws {
        let world = try talk()
        world.platform.change {
            $0.answers = Array(repeating: .fail(.notNow(-1, "busy")), count: 4)
        }
        try reply(world, "hello")
        world.advance(.seconds(9))
        #expect(messageIDs(world).count == 4)
        try world.restart()
        world.settle()
        #expect(messageIDs(world).count == 4, "8 s after the fourth try at the earliest")
        world.advance(.seconds(12))
        #expect(messageIDs(world).count == 5)
        #expect(try states(world) == [.sent])
    }

    @Test func whatIsNewAtAStartDoesNotOvertakeWhatIsOlder() throws {
        let world = try talk()
        world.platform.change { $0.answers = [.silence] }
        try reply(world, "older")
        let session = try #require(try world.session())
        let agent = try #require(session.agent)
        try world.restart {
            // In the very batch that reads what is unfinished.
            world.engine.submit { core in
                try core.apply(
                    .reply(session.id, by: agent, core.newMessageID(), Content(text: "newer")))
            } then: { _ in
            }
        }
        world.advance(.seconds(3))
        #expect(world.platform.messages == ["older", "older", "newer"])
    }

    @Test func aResultThatCannotBeStoredIsStoredLaterAndTheCallIsNotRepeated() throws {
        let world = try talk()
        world.platform.change { $0.isHoldingBack = true }
        try reply(world, "hello")
        world.faults.setDiskFull(true)
        world.platform.release()
        world.advance(.seconds(5))
        #expect(messageIDs(world).count == 1)
        #expect(!world.engine.health.isHealthy)
        #expect(!world.engine.health.isFatal, "a full disk may pass")
        world.faults.setDiskFull(false)
        world.advance(.seconds(5))
        #expect(try states(world) == [.sent])
        #expect(messageIDs(world).count == 1)
        #expect(world.engine.health.isHealthy)
    }

    @Test func aFailedCommitTakesMemoryBackToTheDisk() throws {
        let world = try talk()
        let before = try #require(try world.session())
        try world.setGrowth(false)
        #expect(throws: EngineError.self) {
            try reply(world, String(repeating: "x", count: 99_000))
        }
        try world.setGrowth(true)
        let after = try #require(try world.session())
        #expect(after == before, "memory is never ahead of the disk")
        #expect(messageIDs(world).isEmpty)
        try reply(world, "short")
        #expect(try states(world) == [.sent])
    }

    @Test func anAdministratorMayHurryDropAndRepeat() throws {
        let world = try talk()
        world.platform.change { $0.answers = [.fail(.notNow(45009, "limit"))] }
        try reply(world, "one")
        #expect(try world.work { try $0.retryEffect(EffectID(1)) })
        #expect(messageIDs(world).count == 2)
        #expect(try states(world) == [.sent])
        #expect(try !world.work { try $0.retryEffect(EffectID(1)) }, "what is done is done")

        world.platform.change { $0.answers = [.fail(.notNow(-1, "busy"))] }
        try reply(world, "two")
        #expect(try world.work { try $0.dropEffect(EffectID(2)) })
        world.advance(.seconds(30))
        #expect(messageIDs(world).count == 3)
        #expect(try !world.work { try $0.dropEffect(EffectID(2)) })

        world.platform.change { $0.answers = [.fail(.refused(40201, "blocked"))] }
        try reply(world, "three")
        #expect(try world.work { try $0.retryEffect(EffectID(3)) })
        #expect(world.platform.messages.suffix(2) == ["three", "three"])
        #expect(Set(messageIDs(world).suffix(2)).count == 2, "another message")
        #expect(try !world.work { try $0.retryEffect(EffectID(3)) }, "it was said again already")
    }
}
