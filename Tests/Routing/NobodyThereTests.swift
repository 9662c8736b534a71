import Testing

@testable import Routing

/// Rules 11 and 12: nobody there, and closing time.
struct NobodyThereTests {
    private func bench(
        _ whenNobody: WhenNobody = .end, on channel: ReceptionChannel = .wecom,
        _ edit: (inout AccountSettings) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench()
        bench.account(one, [ann, bob], on: channel) {
            $0.whenNobody = whenNobody
            $0.prompts.offline.isEnabled = true
            edit(&$0)
        }
        return bench
    }

    @Test func withEndTheSessionEndsOfflineAfterThePromptAndOneTry() {
        var bench = bench()
        bench.writes(1)
        #expect(bench.pendingEffects(1).count == 2)
        guard case .send(_, _, .offline) = bench.answer(1, .accepted(code: nil)) else {
            Issue.record("the prompt goes first")
            return
        }
        #expect(bench.session(1)?.phase == .queued)
        #expect(bench.answer(1, .refused(code: 95_016)) == .change(to: .ended))
        #expect(bench.latest(1)?.endReason == .offline)
        #expect(bench.pending(1) == nil)
        #expect(bench.conversation(1)?.platform == .open)
    }

    @Test func anEndBecauseNobodyIsThereHasNoEndPrompt() {
        for channel in [ReceptionChannel.wecom, .relay] {
            var bench = Bench()
            bench.account(one, [ann], on: channel) { $0.prompts.end.isEnabled = true }
            bench.writes(1)
            bench.acceptAll()
            #expect(bench.latest(1)?.endReason == .offline)
            #expect(bench.prompts(.end, to: 1).isEmpty)
            #expect(bench.skipped(1).isEmpty, "it is not one that was to go")
        }
    }

    @Test func withQueueItWaitsInThePoolAndIsServedWhenSomebodyComes() {
        var bench = bench(.queue)
        bench.writes(1)
        guard case .send(_, _, .offline) = bench.answer(1, .accepted(code: nil)) else {
            Issue.record("the prompt goes before the pooling")
            return
        }
        #expect(bench.answer(1, .accepted(code: nil)) == .change(to: .pool))
        bench.online(ann)
        #expect(bench.holder(1) == ann)
    }

    @Test func theOfflinePromptGoesOnceInTenMinutes() {
        var bench = bench(.queue)
        bench.writes(1)
        bench.acceptAll()
        for _ in 1...2 {
            bench.command(.end, 1)
            bench.acceptAll()
            bench.advance(by: .minutes(5) - .seconds(1))
            bench.writes(1)
            bench.acceptAll()
        }
        #expect(bench.prompts(.offline, to: 1).count == 1)
        bench.command(.end, 1)
        bench.acceptAll()
        bench.advance(by: .seconds(2))
        bench.writes(1)
        bench.acceptAll()
        #expect(bench.prompts(.offline, to: 1).count == 2)
    }

    @Test func eachVisitorAndEachAccountIsToldOnItsOwn() {
        var bench = bench()
        bench.account(two, [ann]) { $0.prompts.offline.isEnabled = true }
        bench.writes(1)
        bench.writes(2)
        bench.writes(1, in: two)
        bench.acceptAll()
        #expect(bench.outgoing.count == 3)
    }

    @Test func thePromptStaysUnsentWhileSomebodyIsOnlineIfSoChosen() {
        for isSuppressed in [true, false] {
            var bench = bench { settings in
                settings.prompts.offlineSuppressedWhileOnline = isSuppressed
                settings.hours.dates[CalendarDate(day: utc("2026-01-05", "00:00").day)] = []
            }
            bench.online(ann)
            bench.writes(1)
            bench.acceptAll()
            #expect(bench.prompts(.offline, to: 1).isEmpty == isSuppressed)
            #expect(bench.latest(1)?.endReason == .offline)
        }
    }

    @Test func messagesOfTheNextTenMinutesAreAppendedToTheOfflineEnd() throws {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        let ended = try #require(bench.latest(1)?.id)
        bench.advance(by: .minutes(10) - .seconds(1))
        let appended = bench.writes(1)
        #expect(bench.placements[appended] == ended)
        #expect(bench.session(1) == nil)
        bench.advance(by: .seconds(1))
        let late = bench.writes(1)
        #expect(bench.placements[late] != ended)
    }

    @Test func afterAnOfflineEndAMessageOpensASessionOnceSomebodyIsThereOrSessionsMayWait() {
        var there = bench()
        there.writes(1)
        there.acceptAll()
        there.online(ann)
        there.writes(1)
        #expect(there.holder(1) == ann)
        var waiting = bench()
        waiting.writes(1)
        waiting.acceptAll()
        waiting.edit { $0.whenNobody = .queue }
        waiting.writes(1)
        #expect(waiting.isWaiting(1))
    }

    @Test func aMessageIsAppendedAlsoWhenTheRefusedEndLeftTheChatInThePool() throws {
        var bench = bench()
        bench.online(ann)
        bench.edit { $0.cap = 1 }
        bench.writes(1)
        bench.writes(2)
        bench.acceptAll()
        #expect(bench.conversation(2)?.platform == .pool)
        bench.edit { $0.hours.dates[CalendarDate(day: utc("2026-01-05", "00:00").day)] = [] }
        bench.answer(2, .refused(code: 41_050))  // the offline prompt on the pool's code
        bench.answer(2, .refused(code: 95_016))
        bench.acceptAll()
        let ended = try #require(bench.latest(2))
        #expect(ended.endReason == .offline)
        let message = bench.writes(2)
        bench.acceptAll()
        #expect(bench.placements[message] == ended.id)
        #expect(bench.session(2) == nil)
    }

    @Test func anAgentMayStillTakeAChatThatEndedOfflineHere() {
        var bench = bench()
        bench.online(ann)
        bench.edit { $0.cap = 1 }
        bench.writes(1)
        bench.writes(2)
        bench.acceptAll()
        bench.edit { $0.hours.dates[CalendarDate(day: utc("2026-01-05", "00:00").day)] = [] }
        bench.states[bench.chat(2)] = .pool
        bench.answer(2, .refused(code: 41_050))
        bench.answer(2, .refused(code: 95_016))
        bench.acceptAll()
        bench.client(.took(bob), 2)
        #expect(bench.holder(2) == bob)
        #expect(bench.session(2)?.openedBy == .platform)
    }

    @Test func inThePoolAnUnspentCodeServesAndWithoutOneItIsRecordedAsImpossible() {
        var bench = bench(.queue)
        bench.online(ann)
        bench.edit { $0.cap = 1 }
        for visitor: Int64 in 1...3 { bench.writes(visitor) }
        bench.answer(2, .accepted(code: "P"))
        bench.answer(3, .accepted(code: nil))
        bench.edit { $0.hours.dates[CalendarDate(day: utc("2026-01-05", "00:00").day)] = [] }
        guard case .sendOnCode("P", _, _, .offline) = bench.pending(2)?.kind else {
            Issue.record("no prompt on the code")
            return
        }
        #expect(bench.skipped(3) == ["offline: no code in this state"])
        #expect(bench.queue() == [2, 3])
    }

    @Test func theOfflinePromptNeedsOneMessageLeft() {
        var bench = bench(.queue, on: .relay)
        bench.online(ann)
        bench.writes(1)
        for _ in 1...5 { bench.replies(ann, to: 1) }
        bench.acceptAll()
        #expect(bench.replies(ann, to: 1).answer == .refused(.windowClosed))
        bench.writes(2)
        bench.acceptAll()
        bench.edit { $0.hours.dates[CalendarDate(day: utc("2026-01-05", "00:00").day)] = [] }
        bench.apply(.agentActivated(ann, false))
        #expect(bench.skipped(1) == ["offline: no message left"])
        #expect(bench.prompts(.offline, to: 1).isEmpty)
    }

    // Rule 12.

    @Test(arguments: [WhenNobody.end, .queue])
    func atClosingTimeTheQueueMeetsNobodyAndActiveSessionsGoOn(whenNobody: WhenNobody) {
        var bench = bench(whenNobody) {
            $0.cap = 1
            $0.hours.weekly[1] = [HoursSpan(from: MinuteOfDay(0), to: MinuteOfDay(300))]
        }
        bench.online(ann)
        bench.writes(1)
        bench.writes(2)
        bench.acceptAll()
        bench.advance(by: .minutes(60))
        bench.acceptAll()
        #expect(bench.holder(1) == ann)
        #expect((bench.latest(2)?.endReason == .offline) == (whenNobody == .end))
        #expect(bench.isWaiting(2) == (whenNobody == .queue))
        #expect(bench.prompts(.offline, to: 2).count == 1)
    }

    @Test func closingTimeCountsThoughAMessageLooksAtTheHoursFirst() {
        var bench = bench {
            $0.cap = 1
            $0.hours.weekly[1] = [HoursSpan(from: MinuteOfDay(0), to: MinuteOfDay(300))]
        }
        bench.online(ann)
        bench.writes(1)
        bench.writes(2)
        bench.acceptAll()
        bench.now = bench.now + .minutes(60)
        bench.writes(3)
        bench.apply(.tick)
        bench.acceptAll()
        #expect(bench.latest(2)?.endReason == .offline)
    }

    @Test func whenEveryAgentIsGoneTheQueueMeetsNobody() {
        var bench = bench { $0.cap = 1 }
        bench.online(ann, bob)
        for visitor: Int64 in 1...3 { bench.writes(visitor) }
        bench.acceptAll()
        bench.stop(ann, bob)
        bench.advance(by: .minutes(5) - .seconds(1))
        bench.acceptAll()
        #expect(bench.isWaiting(3))
        bench.advance(by: .seconds(1))
        bench.acceptAll()
        #expect(bench.latest(3)?.endReason == .offline)
        // Unanswered sessions of gone agents meet the same.
        #expect(bench.latest(1)?.endReason == .offline)
    }

    @Test func whenTheLastAgentWhoWasThereLeavesTheListTheQueueMeetsNobody() {
        var bench = bench { $0.cap = 1 }
        bench.advance(by: .minutes(5))  // bob is gone
        bench.online(ann)
        bench.writes(1)
        bench.writes(2)
        bench.acceptAll()
        bench.edit { $0.agents = [bob] }
        bench.acceptAll()
        #expect(bench.latest(2)?.endReason == .offline)
    }

    @Test func closingTimeDuringADowntimeIsActedOnAfterTheFirstPull() {
        var bench = bench {
            $0.cap = 1
            $0.hours.weekly[1] = [HoursSpan(from: MinuteOfDay(0), to: MinuteOfDay(300))]
        }
        bench.online(ann)
        bench.writes(1)
        bench.writes(2)
        bench.acceptAll()
        bench.restart(after: .minutes(90), settled: false)
        bench.advance(by: .seconds(30))
        #expect(bench.isWaiting(2))
        bench.apply(.pulledToEnd(one))
        bench.acceptAll()
        #expect(bench.latest(2)?.endReason == .offline)
    }
}
