import Testing

@testable import Routing

/// Rule 24, and accounts that are deleted or withdrawn.
struct SettingsTests {
    private func bench(
        on channel: ReceptionChannel = .wecom, _ edit: (inout AccountSettings) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench()
        bench.account(one, [ann, bob], on: channel, edit)
        bench.online(ann, bob)
        return bench
    }

    @Test(arguments: ["off the list", "deactivated"])
    func anAgentWhoLeavesLosesAllItsSessionsToTheQueueAtOnce(how: String) {
        var bench = bench { $0.cap = 3 }
        for visitor: Int64 in 1...4 { bench.writes(visitor) }
        bench.acceptAll()
        bench.clientWrites(ann, to: 3)  // answered or not
        if how == "deactivated" {
            bench.apply(.agentActivated(ann, false))
        } else {
            bench.edit { $0.agents = [bob] }
        }
        #expect(bench.holder(1) == bob)
        #expect(bench.isWaiting(3))
        bench.acceptAll()
        bench.command(.end, 2)
        bench.acceptAll()
        #expect(bench.holder(3) == bob)
        #expect(bench.load(ann) == 0)
    }

    @Test func aListedAgentsSessionsInOtherAccountsStay() {
        var bench = bench()
        bench.account(two, [ann])
        bench.online(ann)
        bench.writes(1, in: two)
        bench.acceptAll()
        bench.edit { $0.agents = [bob] }
        #expect(bench.holder(1, in: two) == ann)
    }

    @Test func putBackOnTheListAnAgentIsOfflineUntilSomebodySaysOtherwise() {
        for channel in ReceptionChannel.allCases {
            var bench = bench(on: channel)
            bench.edit { $0.agents = [bob] }
            bench.edit { $0.agents = [bob, ann] }
            #expect(bench.core.status(of: ann, in: one, on: channel) == .offline)
            if channel == .wecom {
                #expect(bench.wantsServicerList.contains(one))
                bench.apply(.receptionListed(one, [ann: .receiving], askedAt: bench.seconds))
            } else {
                bench.apply(.setStatus(ann, .online))
            }
            #expect(bench.core.status(of: ann, in: one, on: channel) == .online)
        }
    }

    @Test func aReactivatedAgentIsOfflineUntilSomebodySaysOtherwise() {
        for channel in ReceptionChannel.allCases {
            var bench = bench(on: channel)
            bench.apply(.agentActivated(ann, false))
            bench.apply(.receptionChanged(one, ann, .receiving, asOf: bench.seconds))
            bench.apply(.agentActivated(ann, true))
            #expect(bench.core.status(of: ann, in: one, on: channel) == .offline)
            if channel == .wecom {
                bench.apply(.receptionListed(one, [ann: .receiving], askedAt: bench.seconds))
            } else {
                bench.apply(.setStatus(ann, .online))
            }
            #expect(bench.core.status(of: ann, in: one, on: channel) == .online)
        }
    }

    @Test func deletingEndsEverySessionWithThePromptAndOpensNone() {
        var bench = bench { settings in
            settings.cap = 1
            settings.prompts.end.isEnabled = true
        }
        for visitor: Int64 in 1...3 { bench.writes(visitor) }
        bench.acceptAll()
        bench.apply(.accountStatusSet(one, .deleting))
        bench.writes(1)  // takes nothing back
        bench.acceptAll()
        for visitor: Int64 in 1...3 {
            #expect(bench.latest(visitor)?.endReason == .accountDeleted)
            #expect(bench.prompts(.end, to: visitor).count == 1)
        }
        #expect(bench.load(ann) + bench.load(bob) == 0)
        bench.apply(.accountStatusSet(one, .active))
        bench.writes(4)
        #expect(bench.holder(4) != nil)
    }

    @Test func withdrawingEndsEverySessionWithoutACall() {
        var bench = bench { $0.prompts.end.isEnabled = true }
        bench.writes(1)
        bench.acceptAll()
        bench.writes(2)
        let calls = bench.emitted.count
        bench.apply(.accountStatusSet(one, .withdrawn))
        #expect(bench.emitted.count == calls)
        #expect(bench.pending(2) == nil)
        #expect(bench.latest(1)?.endReason == .accountDeleted)
        #expect(bench.load(ann) + bench.load(bob) == 0)
        bench.apply(.accountStatusSet(one, .active))
        bench.writes(1)
        #expect(bench.holder(1) != nil)
    }

    @Test func messagesThatWaitInAnAccountThatIsWithdrawnStayWithTheirSession() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        let session = bench.session(1)?.id
        bench.command(.end, 1)
        bench.attempt(1)
        let message = bench.writes(1)
        bench.apply(.accountStatusSet(one, .withdrawn))
        #expect(bench.placements[message] == session)
        bench.answer(1, .refused(code: 60_020))
        bench.acceptAll()
        #expect(bench.session(1) == nil)
        #expect(bench.conversation(1)?.isLive == false)
    }

    /// An account with a session of ann's that was taken away and is back; and a time before that.
    private func givenBack() -> (Bench, before: Instant) {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        let before = bench.now
        bench.advance(by: .minutes(5))
        bench.apply(.accountStatusSet(one, .withdrawn))
        bench.apply(.accountStatusSet(one, .active))
        return (bench, before)
    }

    @Test func anActOfBeforeTheAccountsReturnIsReadAndNotFollowed() {
        var (bench, before) = givenBack()
        let id = bench.chat(1)
        bench.apply(.changedInClient(id, .reopened(bob), at: before))
        #expect(bench.load(bob) == 0 && bench.session(1) == nil)
        #expect(bench.answer(1, .observed(.ended)) == .readState(adopts: true))
        #expect(bench.session(1) == nil)
        bench.client(.reopened(bob), 1)
        #expect(bench.holder(1) == bob)
    }

    @Test func aMessageOfBeforeTheAccountsReturnWaitsForARead() {
        var (bench, before) = givenBack()
        let id = bench.chat(1)
        let old = bench.latest(1)?.id
        let message = bench.core.newMessageID()
        bench.apply(.visitorWrote(id, message, at: before, choice: nil))
        #expect(bench.session(1) == nil)
        bench.answer(1, .observed(.ended))
        #expect(bench.placements[message] == old && old != nil)
        #expect(bench.session(1) == nil)
    }

    @Test func messagesOfBeforeTheReturnOpenOneSessionWhereThereNeverWasOne() {
        var (bench, before) = givenBack()
        let id = bench.chat(2)
        let messages = (0..<2).map { _ in bench.core.newMessageID() }
        for message in messages {
            bench.apply(.visitorWrote(id, message, at: before, choice: nil))
        }
        bench.attempt(2)
        bench.answer(2, .observed(.ended))
        bench.acceptAll()
        let placed = Set(messages.map { bench.placements[$0] })
        #expect(placed.count == 1 && placed.first != .some(nil))
    }

    @Test func whatIsPulledWhileTheAccountIsAwayIsReadWhenItIsBack() {
        var bench = bench()
        bench.apply(.accountStatusSet(one, .withdrawn))
        bench.apply(.changedInClient(bench.chat(1), .took(bob), at: bench.now))
        bench.apply(.agentWrote(bench.chat(2), ann, bench.core.newMessageID(), at: bench.now))
        let message = bench.core.newMessageID()
        bench.apply(.visitorWrote(bench.chat(3), message, at: bench.now, choice: nil))
        #expect(bench.load(ann) + bench.load(bob) == 0 && bench.session(3) == nil)
        bench.restart()
        bench.apply(.accountStatusSet(one, .active))
        #expect(bench.answer(1, .observed(.agent(bob))) == .readState(adopts: true))
        #expect(bench.holder(1) == bob)
        #expect(bench.answer(2, .observed(.agent(ann))) == .readState(adopts: true))
        #expect(bench.holder(2) == ann)
        bench.answer(3, .observed(.open))
        #expect(bench.placements[message] == bench.session(3)?.id && bench.session(3) != nil)
    }

    @Test func callsOfBeforeTheWithdrawalAreNotMadeAfterIt() {
        var bench = Bench()
        bench.account(one, [ann], on: .relay) {
            $0.prompts.end = Prompt(isEnabled: true, text: "bye")
        }
        bench.online(ann)
        bench.writes(1)
        bench.command(.end, 1)
        bench.attempt(1)  // the words; here the session has ended, and the change is to come
        #expect(bench.session(1) == nil && bench.pendingEffects(1).count == 2)
        bench.apply(.accountStatusSet(one, .withdrawn))
        #expect(bench.pendingEffects(1).allSatisfy { $0.attempts > 0 })
    }

    @Test func theAccountsReturnIsRememberedAcrossARestart() {
        var (bench, before) = givenBack()
        bench.restart()
        bench.apply(.changedInClient(bench.chat(1), .reopened(bob), at: before))
        #expect(bench.session(1) == nil)
    }

    @Test func promptsAndWhenNobodyHoldFromTheNextEvent() {
        var bench = bench()
        bench.stop(ann, bob)
        bench.edit {
            $0.prompts.offline = Prompt(isEnabled: true, text: "later")
            $0.whenNobody = .queue
        }
        bench.writes(1)
        bench.acceptAll()
        #expect(bench.prompts(.offline, to: 1).map(\.content.text) == ["later"])
        #expect(bench.isWaiting(1))
    }

    @Test func hoursThatNowSayClosedAreClosingTime() {
        var bench = bench { $0.cap = 1 }
        for visitor: Int64 in 1...3 { bench.writes(visitor) }
        bench.acceptAll()
        bench.edit { $0.hours.dates[CalendarDate(day: utc("2026-01-05", "00:00").day)] = [] }
        bench.acceptAll()
        #expect(bench.latest(3)?.endReason == .offline)
        #expect(bench.holder(1) == ann)
    }
}
