import HTTPServer
import Testing
import WeCom

@Suite struct AccessTokenTests {
    private let good = Script.Answer.json(#"{"errcode":0,"msgid":"m1"}"#)

    @Test func manyCallersShareOneFetch() async throws {
        let platform = try ScriptedPlatform()
        platform.script.set(.getToken, .held(Script.token(1)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await platform.send() } }
            await platform.script.arrival(of: .getToken)
            platform.script.release()
            try await group.waitForAll()
        }
        let asked = platform.script.asked(.getToken)
        #expect(asked.count == 1)
        #expect(asked.first?.query == ["corpid": "ww1", "corpsecret": "s3cret&/"])
        #expect(asked.first?.method == "GET")
        let calls = platform.script.asked(.sendMessage)
        #expect(calls.count == 20 && calls.allSatisfy { $0.query == ["access_token": "token-1"] })
    }

    @Test func theTokenIsRenewedBeforeItEnds() async throws {
        let platform = try ScriptedPlatform()
        _ = try await platform.send()
        platform.script.advance(milliseconds: 6_899_000)
        _ = try await platform.send()
        #expect(platform.script.asked(.getToken).count == 1)
        platform.script.advance(milliseconds: 1_000)
        _ = try await platform.send()
        #expect(platform.script.asked(.getToken).count == 2)
        #expect(platform.script.asked(.sendMessage).last?.query["access_token"] == "token-2")
    }

    @Test func aTokenThatCannotBeRenewedServesUntilItsEnd() async throws {
        let platform = try ScriptedPlatform()
        _ = try await platform.send()
        platform.script.set(.getToken, Script.error(-1, "busy"))
        platform.script.advance(milliseconds: 7_000_000)
        _ = try await platform.send()
        platform.script.advance(milliseconds: 200_000)
        await #expect(throws: PlatformFailure.notNow(code: -1, message: "no access token: busy")) {
            try await platform.send()
        }
        #expect(platform.script.asked(.sendMessage).count == 2)
    }

    @Test(arguments: [40_014, 42_001, 40_001])
    func aRefusedTokenIsRenewedOnceAndTheCallRepeated(code: Int) async throws {
        let platform = try ScriptedPlatform()
        platform.script.set(.sendMessage, Script.error(code), good)
        #expect(try await platform.send() == SendReply(msgID: "m1"))
        #expect(platform.script.asked(.getToken).count == 2)
        #expect(
            platform.script.asked(.sendMessage).map { $0.query["access_token"] }
                == ["token-1", "token-2"])
    }

    @Test func aSecondRefusalGoesUpAndDoesNotLoop() async throws {
        let platform = try ScriptedPlatform()
        platform.script.set(.sendMessage, Script.error(40_014, "old"))
        for _ in 0..<5 {
            await #expect(throws: PlatformFailure.notNow(code: 40_014, message: "old")) {
                try await platform.send()
            }
        }
        #expect(platform.script.asked(.sendMessage).count == 2)
        #expect(platform.script.asked(.getToken).count == 2)
        platform.script.set(.sendMessage, good)
        platform.script.advance(milliseconds: 10_000)
        _ = try await platform.send()
    }

    @Test func onlyTheTokenThatFailedIsThrownAway() async throws {
        let platform = try ScriptedPlatform()
        platform.script.set(.sendMessage, .held(#"{"errcode":40014,"errmsg":"x"}"#), good)
        async let slow = platform.send()
        await platform.script.arrival(of: .sendMessage)
        // Meanwhile another call finds the same token refused and has it renewed.
        platform.script.set(
            .getState, Script.error(42_001), .json(#"{"service_state":1}"#))
        platform.script.set(.sendMessage, good)
        let request = ServiceStateRequest(openKfID: "wk1", externalUserID: "wm1")
        #expect(try await platform.client.state(request).state == .assistant)
        platform.script.release()
        _ = try await slow
        #expect(platform.script.asked(.getToken).count == 2)
        #expect(platform.script.asked(.sendMessage).last?.query["access_token"] == "token-2")
    }

    @Test(arguments: [40_001, 40_013, 40_091, 60_020, 45_009])
    func aRefusedSecretIsAskedForAgainOnlyAfterAMinute(code: Int) async throws {
        let platform = try ScriptedPlatform()
        platform.script.set(.getToken, Script.error(code, "no"))
        let expected = PlatformFailure.notNow(code: code, message: "no access token: no")
        for _ in 0..<5 { await #expect(throws: expected) { try await platform.send() } }
        platform.script.advance(milliseconds: 59_999)
        await #expect(throws: expected) { try await platform.send() }
        #expect(platform.script.asked(.getToken).count == 1)
        platform.script.set(.getToken, .json(Script.token(1)))
        platform.script.advance(milliseconds: 1)
        _ = try await platform.send()
        #expect(platform.script.asked(.getToken).count == 2)
    }

    @Test(arguments: [
        Script.Answer.json("no json"), .json("{}"), .json(#"{"errcode":0,"access_token":""}"#),
        .http(.init(status: 502)), Script.error(-1),
    ])
    func anOddTokenAnswerMeansThatTheCallWasNotMade(answer: Script.Answer) async throws {
        let platform = try ScriptedPlatform()
        platform.script.set(.getToken, answer, .json(Script.token(1)))
        let failure = await #expect(throws: PlatformFailure.self) { try await platform.send() }
        switch failure {
        case .notSent, .notNow: break
        default: Issue.record("\(String(describing: failure))")
        }
        #expect(platform.script.asked(.sendMessage).isEmpty)
        _ = try await platform.send()
    }

    @Test func aCallerWhoGivesUpTakesTheTokenFromNobody() async throws {
        let platform = try ScriptedPlatform()
        platform.script.set(.getToken, .held(Script.token(1)))
        let first = Task { try await platform.send() }
        await platform.script.arrival(of: .getToken)
        let second = Task { try await platform.send() }
        first.cancel()
        platform.script.release()
        _ = try await second.value
        #expect(platform.script.asked(.getToken).count == 1)
    }
}
