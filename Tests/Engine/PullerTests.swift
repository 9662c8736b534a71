import Lifecycle
import Routing
import SQLite
import Testing
import WeCom

@testable import Engine
@testable import Storage

@Suite struct PullerTests {
    private func world(adopted: Bool = true) throws -> World {
        let world = try World()
        if adopted { try world.adopt() }
        try world.start()
        world.advance(.seconds(20))
        return world
    }

    private func stored(_ world: World) throws -> Int {
        world.engine.metrics.now.counts[.messages] ?? 0
    }

    @Test func aMessageIsStoredOnceHoweverOftenItIsDelivered() throws {
        let world = try world()
        try world.deliver(world.text("m1"), world.text("m1"), world.text("m2"))
        world.advance(.seconds(1))
        try world.deliver(world.text("m2"), world.text("m1"))
        world.advance(.seconds(1))
        #expect(try stored(world) == 2)
        #expect(world.engine.metrics.now.counts[.duplicates] == 3)
        let rows = try world.work { try $0.store.view.messages(of: SessionID(1), limit: 9).count }
        #expect(rows == 2)
    }

    @Test func hintsWithin300MillisecondsBecomeOnePull() throws {
        let world = try world()
        let before = world.platform.now.pulls.count
        try world.deliver(world.text("m1"))
        #expect(world.platform.now.pulls.count == before + 1, "at once after a quiet time")
        try world.deliver(world.text("m2"))
        try world.deliver(world.text("m3"))
        #expect(world.platform.now.pulls.count == before + 1)
        world.advance(Interval(milliseconds: 299), step: 1)
        #expect(world.platform.now.pulls.count == before + 1)
        world.advance(Interval(milliseconds: 1), step: 1)
        #expect(world.platform.now.pulls.count == before + 2)
        #expect(try stored(world) == 3)
    }

    @Test func aHintDuringAPullIsAnsweredByAnotherOne() throws {
        let world = try world()
        world.platform.change { $0.isHoldingBack = true }
        try world.deliver(world.text("m1"))
        try world.deliver(world.text("m2"))
        world.advance(.seconds(1))
        #expect(try stored(world) == 0)
        world.platform.release()
        world.advance(.seconds(1))
        #expect(try stored(world) == 2, "the page was read before m2 arrived")
    }

    @Test func everyPageIsWalkedThoughOneIsEmpty() throws {
        let world = try world()
        world.platform.change { state in
            state.pageSize = 2
            state.pullAnswers = [
                .success(SyncPage(nextCursor: "c0", hasMore: true, messages: []))
            ]
        }
        // The first answer is empty and moves the cursor from "c0" to "c0": one stuck round.
        try world.deliver(
            world.text("m1"), world.text("m2"), world.text("m3"), world.text("m4"),
            world.text("m5"))
        world.advance(.seconds(3))
        #expect(try stored(world) == 5)
    }

    @Test func aRefusedTokenIsDroppedAndThePullGoesOnWithoutOne() throws {
        let world = try world()
        world.platform.change { $0.pullAnswers = [.failure(.refused(95007, "invalid msg token"))] }
        try world.deliver(world.text("m1"), token: "OLD")
        world.advance(.seconds(20))
        #expect(try stored(world) == 1)
        let tokens = world.platform.now.pulls.suffix(2).map(\.token)
        #expect(tokens == ["OLD", nil])
        let state = try world.work { try $0.store.pullState(AccountID(1)) }
        #expect(state.token == nil, "a restart must not use it again")
    }

    @Test func aTokenIsUsedForTenMinutesAndOverARestart() throws {
        let world = try world()
        try world.deliver(world.text("m1"), token: "T1")
        world.advance(.seconds(60))
        try world.restart()
        world.advance(.seconds(1))
        #expect(world.platform.now.pulls.last?.token == "T1")
        world.advance(.minutes(11), step: 5_000)
        #expect(world.platform.now.pulls.last?.token == nil)
    }

    @Test func aCursorThatDoesNotMoveIsGivenUpWithAnAlert() throws {
        let world = try world()
        let stuck = SyncPage(nextCursor: "c0", hasMore: true, messages: [])
        world.platform.change { $0.pullAnswers = Array(repeating: .success(stuck), count: 9) }
        let before = world.platform.now.pulls.count
        try world.deliver(world.text("m1"))
        world.advance(.seconds(60))
        #expect(world.platform.now.pulls.count == before + 3)
        let alerts = try world.work { try $0.store.view.alerts(limit: 10).map(\.alert.kind) }
        #expect(alerts.contains(.pullStuck))
    }

    @Test func theRateLimitIsRespectedForAMinute() throws {
        let world = try world()
        world.platform.change { $0.pullAnswers = [.failure(.notNow(45009, "limit"))] }
        try world.deliver(world.text("m1"))
        let count = world.platform.now.pulls.count
        world.advance(.seconds(59))
        #expect(world.platform.now.pulls.count == count)
        world.advance(.seconds(2))
        #expect(try stored(world) == 1)
    }

    @Test func nothingIsPulledWithoutRoomInTheBudget() throws {
        let world = try world()
        let before = world.platform.now.pulls.count
        world.platform.change { $0.pullPause = 700 }
        try world.deliver(world.text("m1"))
        world.advance(.minutes(1))
        #expect(world.platform.now.pulls.count == before)
        world.platform.change { $0.pullPause = nil }
        world.advance(.seconds(1))
        #expect(world.platform.now.pulls.count == before + 1)
        #expect(try stored(world) == 1)
    }

    @Test(arguments: ["T", nil])
    func theRateLimitIsRespectedAcrossARestart(token: String?) throws {
        let world = try world()
        world.advance(.seconds(30))
        world.platform.change { $0.pullAnswers = [.failure(.notNow(45009, "limit"))] }
        try world.deliver(world.text("m1"), token: token)
        let count = world.platform.now.pulls.count
        world.advance(.seconds(20))
        try world.restart()
        world.advance(.seconds(39))
        #expect(world.platform.now.pulls.count == count)
        world.advance(.seconds(2))
        #expect(try stored(world) == 1)
    }

    @Test func aGapIsReportedByTheSilenceSinceTheLastEndAndNotSinceTheLastPage() throws {
        let world = try world()
        world.platform.change { $0.pageSize = 1 }
        world.advance(.minutes(1))
        world.engine.kill()
        world.time.advance(milliseconds: 40 * 3_600_000)
        world.platform.change { $0.entries["wk1"] = [world.text("m1"), world.text("m2")] }
        try world.restart()
        let pulled = try world.work { try $0.store.pullState(AccountID(1)) }
        #expect(pulled.cursor == "c1", "one page of two")
        world.engine.kill()
        world.time.advance(milliseconds: 40 * 3_600_000)
        try world.restart()
        world.advance(.minutes(1))
        let alerts = try world.work { try $0.store.view.alerts(limit: 10).map(\.alert.kind) }
        #expect(alerts.contains(.messagesLost))
    }

    @Test func aLostCursorIsReportedAndWhatAgentsDidMeanwhileIsRead() throws {
        let world = try world()
        try world.deliver(world.text("m1"))
        world.advance(.seconds(1))
        let session = try #require(try world.session())
        world.advance(.minutes(20), step: 10_000)
        let refusal = Result<SyncPage, CallFailure>.failure(.refused(40058, "invalid cursor"))
        world.platform.change { state in
            state.pullAnswers = [refusal, refusal]
            state.states["wm1"] = CallReply(state: 4)
            state.entries["wk1"]?.append(
                world.event(
                    "e1",
                    .sessionStatusChange(
                        changeType: 3, oldUserID: "ann", newUserID: nil, msgCode: nil),
                    ago: 900))
        }
        try world.deliver()
        world.advance(.minutes(1), step: 1_000)
        #expect(
            try world.session() == nil, "session \(session.id.rawValue) has ended in the client")
        let alerts = try world.work { try $0.store.view.alerts(limit: 10).map(\.alert.kind) }
        #expect(alerts.contains(.messagesLost))
    }

    @Test func busyAndLostAnswersAreTriedAgain() throws {
        let world = try world()
        world.platform.change { state in
            state.pullAnswers = [
                .failure(.notNow(-1, "busy")), .failure(.unknown("timeout")),
                .failure(.notSent("no route")),
            ]
        }
        try world.deliver(world.text("m1"))
        world.advance(.seconds(10))
        #expect(try stored(world) == 1)
    }

    @Test func withoutATokenAnAccountIsAskedFourTimesAMinuteAtMost() throws {
        let world = try world()
        world.platform.change { $0.pageSize = 1 }
        let before = world.platform.now.pulls.count
        try world.deliver(
            world.text("m1"), world.text("m2"), world.text("m3"), world.text("m4"), token: nil)
        world.advance(.seconds(44))
        #expect(world.platform.now.pulls.count - before <= 3)
        world.advance(.seconds(30))
        #expect(try stored(world) == 4)
    }

    @Test func aQuietAccountIsPolledEveryFiveMinutes() throws {
        let world = try world()
        let before = world.platform.now.pulls.count
        world.platform.change { $0.entries["wk1"] = [world.text("m1")] }
        world.advance(.minutes(5), step: 1_000)
        #expect(world.platform.now.pulls.count == before + 1)
        #expect(try stored(world) == 1, "a lost callback is healed")
    }

    @Test func moreThanThreeDaysWithoutAPullAreReported() throws {
        let world = try world()
        try world.deliver(world.text("m1"))
        world.advance(.seconds(1))
        world.engine.kill()
        world.time.advance(milliseconds: 80 * 3_600_000)
        try world.restart()
        world.advance(.seconds(1))
        let alerts = try world.work { try $0.store.view.alerts(limit: 10) }
        let lost = try #require(alerts.first { $0.alert.kind == .messagesLost })
        #expect(lost.alert.detail?.contains("8 h") == true, "\(lost.alert.detail ?? "")")
    }

    @Test func anAccountThatIsNotAdoptedIsStoredAndNotRouted() throws {
        let world = try world(adopted: false)
        try world.deliver(world.text("m1"))
        world.advance(.seconds(1))
        #expect(try stored(world) == 1)
        #expect(try world.session() == nil)
        try world.adopt()
        world.advance(.seconds(20))
        let reads = world.platform.now.calls.filter {
            if case .readState = $0 { true } else { false }
        }
        #expect(reads.count == 1, "the state of who wrote in the last 48 h is read")
    }

    @Test func aFirstPullActsOnlyOnWhatIsYoungerThanTheStartLine() throws {
        let world = try World()
        world.platform.change { state in
            state.pageSize = 2
            state.entries["wk1"] = [
                world.text("m1", from: "old", ago: 70 * 3_600),
                world.text("m2", from: "recent", ago: 3_600),
                world.text("m3", from: "late", ago: 601),
                world.text("m4", from: "fresh", ago: 300),
                world.event(
                    "m5", from: "taken",
                    .sessionStatusChange(
                        changeType: 1, oldUserID: nil, newUserID: "ann", msgCode: nil),
                    ago: 7_200),
            ]
        }
        try world.adopt()
        try world.start()
        world.advance(.minutes(1), step: 1_000)
        #expect(try stored(world) == 5, "everything is recorded")
        #expect(try world.session("fresh") != nil)
        for visitor in ["old", "recent", "late"] {
            #expect(try world.session(visitor) == nil, "\(visitor)")
        }
        let read = world.platform.now.calls.compactMap { call -> String? in
            if case .readState(let chat) = call { chat.externalUserID } else { nil }
        }
        #expect(
            Set(read) == ["recent", "late", "taken"],
            "who wrote within 48 h, or was taken by an agent, and has no session")
    }

    @Test func aFirstPullThatIsInterruptedStaysAFirstPull() throws {
        let world = try World()
        world.platform.change { state in
            state.pageSize = 1
            state.entries["wk1"] = [
                world.text("m1", from: "a", ago: 7_200), world.text("m2", from: "b", ago: 7_100),
            ]
        }
        try world.adopt()
        try world.start()
        #expect(try stored(world) == 1)
        try world.restart()
        world.advance(.minutes(1), step: 1_000)
        #expect(try world.session("b") == nil, "a page of history opens nothing")
        #expect(try world.work { try !$0.store.pullState(AccountID(1)).isFirstPull })
    }

    @Test func whatNobodyKnowsIsStoredRawAndCounted() throws {
        let world = try world()
        let strange = try #require(
            WireMessage(
                json: Array(
                    """
                    {"msgid":"x1","open_kfid":"wk1","external_userid":"wm1",\
                    "send_time":\(world.seconds),"origin":3,"msgtype":"hologram",\
                    "hologram":{"a":"}"}}
                    """.utf8)))
        let event = world.event("x2", .unknown(type: "moved_house"))
        try world.deliver(strange, event)
        world.advance(.seconds(1))
        #expect(world.engine.metrics.now.counts[.unknownTypes] == 2)
        #expect(try world.session() != nil, "a visitor who sends a hologram has written")
        let rows = try world.work { core in
            try (1...2).map { try core.store.view.message(MessageID($0)) }
        }
        #expect(rows.map { $0?.type } == [.unknown, .unknownEvent])
        #expect(rows.map { $0?.origin } == [.visitor, .event])
        #expect(rows.map { $0?.body.map { Array($0.utf8) } } == [strange.raw, event.raw])
    }

    @Test func anEntryWithoutAnIdIsKeptAsItIsAndCounted() throws {
        let world = try world()
        let entry = #"{"msgtype":"text","text":{"content":"who am I"}}"#
        var page = SyncPage(nextCursor: "c0", hasMore: false, messages: [])
        page.unreadable = [Array(entry.utf8)]
        world.platform.change { [page] in $0.pullAnswers = [.success(page)] }
        try world.deliver()
        world.advance(.seconds(1))
        #expect(world.engine.metrics.now.counts[.unknownTypes] == 1)
        #expect(try world.work { try $0.store.view.statistics().strayEvents } == 1)
        let kept = try world.work { core in
            try core.store.connection.first("SELECT json FROM stray_event") { $0.text(0) }
        }
        #expect(kept == entry)
        #expect(try stored(world) == 0)
    }

    @Test(arguments: [Int64.max, .min, -1, 0, 1 << 50])
    func aTimeThatCannotBeStopsNothing(sendTime: Int64) throws {
        let world = try world()
        let kinds: [WireMessage.Kind] = [
            .text(content: "hello", menuID: nil),
            .event(.enterSession(scene: "", sceneParam: "", welcomeCode: "W", channels: nil)),
            .event(.servicerStatusChange(userID: "ann", status: 1, stopType: 0)),
        ]
        for (number, kind) in kinds.enumerated() {
            try world.deliver(
                WireMessage(
                    msgID: "m\(number)", openKfID: "wk1", externalUserID: "wm1",
                    sendTime: sendTime, origin: number == 0 ? 3 : 4, kind: kind))
        }
        world.advance(.seconds(2))
        #expect(try stored(world) == 3)
    }

    @Test func aReceptionEventIsReadInItsOwnEncoding() throws {
        let world = try World()
        try world.adopt(channel: .wecom)
        try world.start()
        world.advance(.seconds(20))
        try world.deliver(
            world.event(
                "e1", from: "", .servicerStatusChange(userID: "ann", status: 2, stopType: 1)))
        world.advance(.seconds(1))
        let reception = try world.work { core in
            core.routing.account(AccountID(1))?.reception.values.first?.reception
        }
        #expect(reception == .suspended)
    }
}
