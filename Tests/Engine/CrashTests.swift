import Lifecycle
import Routing
import Storage
import Testing
import WeCom

@testable import Engine

/// Ends the "process" at the n-th fault point, for every n: no schedule is left to luck.
@Suite struct CrashTests {
    @Test(arguments: 0..<60)
    func nothingIsLostOrDoubledWhereverWeCrash(crashAt: Int) throws {
        let world = try World()
        try world.adopt(agents: ["ann"], cap: 50) { configuration in
            configuration.prompts.welcome = Prompt(isEnabled: true, text: "welcome")
        }
        try world.start()
        world.advance(.seconds(20))
        world.platform.change { $0.pageSize = 2 }
        world.faults.die(after: crashAt)

        for visitor in 1...3 {
            world.platform.change { state in
                state.entries["wk1", default: []] += [
                    world.event(
                        "e\(visitor)", from: "v\(visitor)",
                        .enterSession(
                            scene: "", sceneParam: "", welcomeCode: "W\(visitor)", channels: nil)),
                    world.text("m\(visitor)", from: "v\(visitor)", "question \(visitor)"),
                ]
            }
            // The platform repeats a callback that was not answered.
            while (try? world.work { try $0.noteHint(openKfID: "wk1", token: "T") }) == nil {
                try world.restart()
            }
            world.advance(.seconds(2))
            if world.faults.isDead { try world.restart() }
        }
        world.faults.disarm()
        world.advance(.minutes(2), step: 1_000)

        let texts = try world.work { core in
            try (1...9).flatMap {
                try core.store.view.messagesInOrder(of: SessionID($0), limit: 99)
            }.filter { $0.origin == .visitor }.compactMap(\.text)
        }
        #expect(texts.sorted() == ["question 1", "question 2", "question 3"])
        let sessions = try world.work { core in core.routing.openSessionIDs.count }
        #expect(sessions == 3)
        let codes = world.platform.now.calls.compactMap { call -> String? in
            if case .sendOnCode(let code, _, _) = call { code } else { nil }
        }
        #expect(codes.count == Set(codes).count, "no code is used twice: \(codes)")
        #expect(codes.count >= 2, "one crash costs one welcome at most: \(codes)")
    }
}
