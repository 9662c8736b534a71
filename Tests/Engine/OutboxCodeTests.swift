import Lifecycle
import Routing
import Storage
import Testing
import WeCom

@testable import Engine

/// Codes that allow one message, and changes of state.
@Suite struct OutboxCodeTests {
    private func world(_ channel: ReceptionChannel = .relay) throws -> World {
        let world = try World()
        try world.adopt(agents: ["ann", "bob"], channel: channel) { configuration in
            configuration.prompts.welcome = Prompt(isEnabled: true, text: "welcome")
        }
        try world.start()
        world.advance(.seconds(20))
        return world
    }

    private func visit(_ world: World, from visitor: String = "wm1", ago: Int64 = 1) throws {
        try world.deliver(
            world.event(
                "e-\(visitor)", from: visitor,
                .enterSession(
                    scene: "web", sceneParam: "", welcomeCode: "CODE-\(visitor)", channels: nil),
                ago: ago))
    }

    private func states(_ world: World) throws -> [EffectState] {
        try world.work { try $0.store.view.effects(limit: 99).map(\.state) }
    }

    private var codeCalls: (World) -> Int {
        { world in
            world.platform.now.calls.count { if case .sendOnCode = $0 { true } else { false } }
        }
    }

    @Test func aWelcomeIsSentOnItsCode() throws {
        let world = try world()
        try visit(world)
        guard case .sendOnCode("CODE-wm1", _, let content) = world.platform.now.calls.last else {
            Issue.record("\(world.platform.now.calls)")
            return
        }
        #expect(content.text == "welcome")
        #expect(try states(world) == [.done])
    }

    @Test func aCodeIsNeverTriedAgainAfterAnUnknownOutcome() throws {
        let world = try world()
        world.platform.change { $0.answers = [.fail(.unknown("timeout"))] }
        try visit(world)
        world.advance(.seconds(30))
        #expect(codeCalls(world) == 1)
        #expect(try states(world) == [.unknown])
    }

    @Test func aCodeIsTriedAgainAfterNotNowWhileItLives() throws {
        let world = try world()
        world.platform.change { $0.answers = Array(repeating: .fail(.notNow(-1, "")), count: 2) }
        try visit(world)
        world.advance(.seconds(10))
        #expect(codeCalls(world) == 3)
        #expect(try states(world) == [.done])
    }

    @Test func aCodeIsNotTriedAfterItsLife() throws {
        let world = try world()
        world.platform.change { $0.answers = Array(repeating: .fail(.notNow(-1, "")), count: 99) }
        try visit(world)
        world.advance(.seconds(16))
        let calls = codeCalls(world)
        #expect(calls >= 3)
        world.advance(.minutes(10), step: 1_000)
        #expect(codeCalls(world) == calls)
        #expect(try states(world) == [.missed])
    }

    @Test func aCodeThatWasUnderWayAtACrashIsUnknown() throws {
        let world = try world()
        world.platform.change { $0.answers = [.silence] }
        try visit(world)
        try world.restart()
        world.advance(.seconds(5))
        #expect(codeCalls(world) == 1)
        #expect(try states(world) == [.unknown])
    }

    @Test func aCodeThatDiedDuringADowntimeIsMissedWithoutACall() throws {
        let world = try world()
        world.platform.change { $0.pauses = [.sendOnCode: 60_000] }
        try visit(world)
        #expect(try states(world) == [.pending])
        world.engine.kill()
        world.time.advance(milliseconds: 25_000)
        world.platform.change { $0.pauses = [:] }
        try world.restart()
        world.advance(.seconds(60))
        #expect(codeCalls(world) == 0)
        #expect(try states(world) == [.missed])
    }

    @Test func twentySecondCodesGoBeforeEverythingElse() throws {
        let world = try world()
        try world.deliver(world.text("m1", from: "wm1"), world.text("m2", from: "wm2"))
        world.advance(.seconds(1))
        let sessions = try ["wm1", "wm2"].map { try #require(try world.session($0)) }
        let before = world.platform.now.calls.count
        world.platform.change { $0.pauses = [.send: 1_000, .sendOnCode: 1_000] }
        try world.work { core in
            for session in sessions {
                let agent = session.agent ?? AgentID(0)
                _ = try core.apply(
                    .reply(session.id, by: agent, core.newMessageID(), Content(text: "hello")))
            }
        }
        try visit(world, from: "wm3")
        #expect(world.platform.now.calls.count == before)
        world.platform.change { $0.pauses = [:] }
        world.advance(.seconds(1))
        let isOnCode = world.platform.now.calls.dropFirst(before).map { call in
            if case .sendOnCode = call { true } else { false }
        }
        #expect(isOnCode == [true, false, false])
    }

    @Test func aWelcomeGoesWhileWhatCanWaitFindsNoRoom() throws {
        let world = try world()
        world.platform.change {
            $0.pauses = [.sendOnCode: 60_000, .send: 60_000]
            $0.isUrgentOnly = true
        }
        try visit(world)
        #expect(codeCalls(world) == 1)
        world.platform.change { $0.isUrgentOnly = false }
        try visit(world, from: "wm2")
        #expect(codeCalls(world) == 1)
    }

    // MARK: Changes

    private func changes(_ world: World) -> [Int] {
        world.platform.now.calls.compactMap { call in
            if case .changeState(_, let state, _) = call { state } else { nil }
        }
    }

    @Test func anAssignmentIsAChangeToState3WithTheAgentsName() throws {
        let world = try world(.wecom)
        try world.deliver(world.text("m1"))
        world.advance(.seconds(1))
        guard case .changeState(_, 3, let servicer?) = world.platform.now.calls.last else {
            Issue.record("\(world.platform.now.calls)")
            return
        }
        #expect(["ann", "bob"].contains(servicer))
    }

    @Test func aChangeOfUnknownOutcomeIsSettledByAPullAndThenARead() throws {
        let world = try world(.wecom)
        world.platform.change { state in
            state.answers = [.fail(.unknown("timeout"))]
            state.states["wm1"] = CallReply(state: 3, servicer: "ann")
        }
        try world.deliver(world.text("m1"))
        let pulls = world.platform.now.pulls.count
        #expect(
            !world.platform.now.calls.contains { if case .readState = $0 { true } else { false } })
        world.advance(.seconds(20))
        #expect(world.platform.now.pulls.count > pulls, "a pull comes first")
        #expect(changes(world) == [3], "the change itself is not repeated")
        let session = try #require(try world.session())
        let ann = try world.work { try $0.store.agentID(userID: "ann") }
        #expect(session.agent == ann)
        #expect(session.phase == .active)
    }

    @Test func aChangeThatNeverLeftIsSimplyMadeAgain() throws {
        let world = try world(.wecom)
        world.platform.change { $0.answers = [.fail(.notSent("no route"))] }
        try world.deliver(world.text("m1"))
        world.advance(.seconds(5))
        #expect(changes(world) == [3, 3])
    }

    @Test func aChangeThatWasUnderWayAtACrashIsSettledAtTheStart() throws {
        let world = try world(.wecom)
        world.platform.change { state in
            state.answers = [.silence]
            state.states["wm1"] = CallReply(state: 3, servicer: "ann")
        }
        try world.deliver(world.text("m1"))
        #expect(changes(world) == [3])
        try world.restart()
        world.advance(.seconds(40))
        #expect(changes(world) == [3])
        #expect(try world.session()?.phase == .active)
        #expect(world.shell?.outbox.size.pending == 0)
    }
}
