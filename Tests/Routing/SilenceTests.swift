import Testing

@testable import Routing

/// Rules 17 to 20: silences, the longest life, and the clock.
struct SilenceTests {
    private func bench(
        on channel: ReceptionChannel = .wecom, _ edit: (inout AccountSettings) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench()
        bench.account(one, [ann, bob], on: channel) {
            $0.visitorSilence = .minutes(10)
            edit(&$0)
        }
        bench.online(ann, bob)
        bench.writes(1)
        bench.acceptAll()
        return bench
    }

    private func hasEnded(_ bench: Bench) -> Bool {
        bench.latest(1)?.endReason == .visitorSilent
    }

    @Test func theVisitorsTimeStartsWithTheAgentsMessageAndEndsTheSessionWithThePrompt() {
        var bench = bench { $0.prompts.end.isEnabled = true }
        bench.advance(by: .minutes(30))
        #expect(bench.holder(1) == ann)  // unanswered: nothing runs
        bench.clientWrites(ann, to: 1)
        bench.advance(by: .minutes(10) - .seconds(1))
        #expect(bench.session(1)?.pendingEnd == nil)
        bench.advance(by: .seconds(1))
        bench.acceptAll()
        #expect(hasEnded(bench))
        #expect(bench.prompts(.end, to: 1).count == 1)
    }

    @Test func anyVisitorMessageStopsItAndALaterAgentMessageRestartsIt() {
        var bench = bench()
        bench.clientWrites(ann, to: 1)
        bench.advance(by: .minutes(9))
        bench.writes(1)
        bench.advance(by: .minutes(60))
        #expect(bench.session(1)?.pendingEnd == nil)
        bench.clientWrites(ann, to: 1)
        bench.advance(by: .minutes(9))
        bench.clientWrites(ann, to: 1)
        bench.advance(by: .minutes(9))
        #expect(bench.session(1)?.pendingEnd == nil)
        bench.advance(by: .minutes(1))
        #expect(bench.session(1)?.pendingEnd != nil)
    }

    @Test func aVisitAndARecallDoNotStopIt() {
        var bench = bench()
        let message = bench.clientWrites(ann, to: 1)
        bench.advance(by: .minutes(9))
        bench.apply(.visited(bench.chat(1), at: bench.now, channel: nil, welcomeCode: nil))
        bench.apply(.recalled(bench.chat(1), message))
        bench.advance(by: .minutes(1))
        #expect(bench.session(1)?.pendingEnd != nil)
    }

    @Test func aFailedMessageUndoesWhatItDid() {
        var bench = bench(on: .relay)
        bench.replies(ann, to: 1)
        bench.acceptAll()
        bench.advance(by: .minutes(4))
        bench.replies(ann, to: 1)
        bench.answer(1, .refused(code: 45_002))
        // Back to the first message's time.
        bench.advance(by: .minutes(6) - .seconds(1))
        #expect(bench.session(1)?.pendingEnd == nil)
        bench.advance(by: .seconds(1))
        #expect(bench.session(1)?.pendingEnd != nil)
        #expect(bench.feed.contains { $0.kind == .sendFailed && $0.agent == ann })
    }

    @Test func theOnlyMessageFailedNothingRunsAndTheVisitorIsUnanswered() {
        var bench = bench(on: .relay)
        let reply = bench.replies(ann, to: 1)
        bench.acceptAll()
        bench.apply(.sendFailed(bench.chat(1), reply.message))
        #expect(bench.session(1)?.isUnanswered == true)
        bench.advance(by: .minutes(60))
        #expect(bench.session(1)?.pendingEnd == nil)
    }

    @Test func itNeverRunsWhileQueued() {
        var bench = bench { $0.cap = 2 }
        bench.clientWrites(ann, to: 1)
        bench.stop(bob, as: .suspended)
        bench.advance(by: .seconds(2))
        bench.command(.requeue, 1)
        #expect(bench.isWaiting(1))
        bench.advance(by: .minutes(5) - .seconds(1))
        bench.stop(ann, as: .suspended)
        bench.advance(by: .minutes(60))
        #expect(bench.isWaiting(1))
    }

    @Test func afterADowntimeItCountsFromTheSendingButNotFromBeforeTheLastCommit() {
        for (sent, left) in [(Int64(20), Int64(7)), (4, 6), (0, 10)] {
            var bench = bench()
            bench.advance(by: .minutes(10))
            bench.restart(after: .minutes(sent == 20 ? 3 : 6), settled: false)
            // The pull brings a message that was sent so many minutes ago.
            bench.clientWrites(ann, to: 1, sent: bench.now - .minutes(sent))
            bench.apply(.pulledToEnd(one))
            bench.advance(by: .minutes(left) - .seconds(1))
            #expect(bench.session(1)?.pendingEnd == nil)
            bench.advance(by: .seconds(1))
            #expect(bench.session(1)?.pendingEnd != nil)
        }
    }

    @Test func whatRanOutDuringADowntimeWaitsForTheFirstPull() {
        var bench = bench()
        bench.clientWrites(ann, to: 1)
        bench.restart(after: .minutes(20), settled: false)
        bench.advance(by: .seconds(30))
        bench.writes(1)
        bench.apply(.pulledToEnd(one))
        bench.advance(by: .minutes(60))
        #expect(bench.session(1)?.pendingEnd == nil)
    }

    @Test func whatMayNotActBeforeTheFirstPullIsNotDueUntilThen() {
        var bench = bench()
        bench.clientWrites(ann, to: 1)
        bench.restart(after: .hours(50), settled: false)
        bench.apply(.tick)
        bench.clientWrites(ann, to: 1, sent: bench.now - .hours(49))
        bench.apply(.tick)
        #expect(bench.core.nextDeadline.map { $0 > bench.now } ?? true)
        bench.apply(.pulledToEnd(one))
        #expect(bench.session(1)?.pendingEnd != nil)
    }

    @Test func aSettingsChangeLeavesARunningTimeAsItIs() {
        var bench = bench()
        bench.clientWrites(ann, to: 1)
        bench.edit { $0.visitorSilence = .minutes(1) }
        bench.advance(by: .minutes(9))
        #expect(bench.session(1)?.pendingEnd == nil)
        bench.clientWrites(ann, to: 1)
        bench.advance(by: .minutes(1))
        #expect(bench.session(1)?.pendingEnd != nil)
    }

    // Rule 18.

    @Test func aSilentAgentRaisesAnAlertAndLosesTheSessionToAnother() {
        var bench = bench { $0.agentSilence = .minutes(3) }
        bench.advance(by: .minutes(2))
        bench.writes(1)  // more messages do not reset it
        bench.advance(by: .minutes(1))
        #expect(bench.alerts.map(\.kind) == [.agentSilent])
        #expect(bench.holder(1) == bob)
        #expect(bench.decisions(of: 1).last?.rule == .agentSilent)
    }

    @Test func withNobodyElseTheSessionStaysAndTheAlertIsRaisedOnce() {
        var bench = bench { $0.agentSilence = .minutes(3) }
        bench.stop(bob)
        bench.advance(by: .minutes(3))
        bench.writes(1)
        bench.advance(by: .minutes(60))
        #expect(bench.alerts.count == 1)
        #expect(bench.holder(1) == ann)
        bench.clientWrites(ann, to: 1)
        bench.writes(1)
        bench.advance(by: .minutes(3))
        #expect(bench.alerts.count == 2)
    }

    @Test func whoeverHeldItSinceTheFirstUnansweredMessageDoesNotGetItBack() {
        var bench = bench { $0.agentSilence = .minutes(3) }
        bench.command(.assign(to: bob), 1)  // by hand, and ann had not answered
        bench.acceptAll()
        bench.advance(by: .minutes(10))
        #expect(bench.holder(1) == bob)
        #expect(bench.alerts.count == 1)
    }

    @Test func anAnswerInTimeRaisesNothing() {
        var bench = bench { $0.agentSilence = .minutes(3) }
        bench.advance(by: .minutes(2))
        bench.clientWrites(ann, to: 1)
        bench.advance(by: .minutes(5))
        #expect(bench.alerts.isEmpty)
    }

    // Rule 19.

    @Test func noSessionOutlives47Hours55MinutesAfterTheVisitorsLastMessage() {
        var bench = bench {
            $0.visitorSilence = nil
            $0.prompts.end.isEnabled = true
        }
        bench.advance(by: .hours(20))
        bench.writes(1)
        bench.advance(by: .minutes(47 * 60 + 55) - .seconds(1))
        #expect(bench.session(1)?.pendingEnd == nil)
        bench.advance(by: .seconds(1))
        bench.writes(1)  // nobody takes this end back
        bench.acceptAll()
        #expect(hasEnded(bench))
        #expect(bench.prompts(.end, to: 1).isEmpty)
    }

    @Test func aWaitingSessionEndsThenToo() {
        var bench = bench { $0.cap = 1 }
        bench.writes(2)
        bench.writes(3)
        bench.acceptAll()
        #expect(bench.isWaiting(3))
        bench.advance(by: .minutes(47 * 60 + 55))
        bench.acceptAll()
        #expect(bench.latest(3)?.endReason == .visitorSilent)
    }

    @Test func aLongerTimeOutActsThen() {
        var bench = bench { $0.visitorSilence = .hours(48) }
        bench.clientWrites(ann, to: 1)
        bench.advance(by: .minutes(47 * 60 + 55))
        bench.acceptAll()
        #expect(hasEnded(bench))
    }

    // Rule 20.

    @Test(arguments: [60, -60, 24 * 365 * 60] as [Int64])
    func aWallClockThatJumpsEndsNothingEarlyAndKeepsNothing(minutes: Int64) {
        var bench = bench()
        bench.clientWrites(ann, to: 1)
        bench.lead = .minutes(minutes)
        bench.advance(by: .minutes(10) - .seconds(1))
        #expect(bench.session(1)?.pendingEnd == nil)
        bench.advance(by: .seconds(1))
        #expect(bench.session(1)?.pendingEnd != nil)
    }

    @Test func theHoursFollowTheWallClock() {
        var bench = bench {
            $0.hours.weekly[1] = [HoursSpan(from: MinuteOfDay(0), to: MinuteOfDay(300))]
        }
        bench.lead = .hours(3)
        bench.writes(2)
        bench.acceptAll()
        #expect(bench.latest(2)?.endReason == .offline)
        bench.lead = .hours(0)
        bench.advance(by: .minutes(11))
        bench.writes(2)
        #expect(bench.holder(2) != nil)
    }

    @Test func aSlotFreedWhileTheWallClockIsWrongIsGivenWhenItIsRight() {
        var bench = bench {
            $0.cap = 1
            $0.whenNobody = .queue
            $0.hours.weekly[1] = [HoursSpan(from: MinuteOfDay(0), to: MinuteOfDay(300))]
        }
        for visitor: Int64 in 2...3 { bench.writes(visitor) }
        bench.acceptAll()
        #expect(bench.isWaiting(3))
        bench.lead = .hours(3)
        bench.command(.end, 1)
        bench.acceptAll()
        #expect(bench.isWaiting(3) && bench.load(ann) == 0)
        bench.lead = .hours(0)
        bench.apply(.tick)
        #expect(bench.holder(3) == ann)
    }

    @Test func aPlatformTimeIsNeverLaterThanNow() {
        let now = utc("2026-01-05", "04:00")
        let moment = Moment(now: now, wall: now + .hours(1))
        let seconds = now.milliseconds / 1_000
        #expect(moment.instant(ofPlatformSeconds: seconds) == now - .hours(1))
        #expect(moment.instant(ofPlatformSeconds: seconds + 7_200) == now)
    }
}
