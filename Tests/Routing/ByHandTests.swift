import Testing

@testable import Routing

/// Rules 15 and 16: by hand, and transfers.
struct ByHandTests {
    private func bench(
        on channel: ReceptionChannel = .wecom, _ edit: (inout AccountSettings) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench()
        bench.account(one, [ann, bob, cid], on: channel, edit)
        bench.online(ann, bob, cid)
        return bench
    }

    @Test(arguments: [
        Exclusion.atCap, .atFifty, .offline, .away, .notListed, .inactive,
    ])
    func assigningNeedsATargetThatIsOnlineAndBelowCapAnd50(reason: Exclusion) {
        var bench = bench { $0.cap = reason == .atCap ? 1 : 50 }
        bench.account(two, [bob])
        bench.online(bob)
        bench.writes(1)
        switch reason {
        case .atCap: bench.writes(2)
        case .atFifty: for visitor: Int64 in 1...50 { bench.writes(visitor, in: two) }
        case .offline: bench.stop(bob)
        case .away: bench.stop(bob, as: .suspended)
        case .inactive: bench.apply(.agentActivated(bob, false))
        default: bench.edit { $0.agents = [ann, cid] }
        }
        #expect(bench.command(.assign(to: bob), 1) == .refused(.agentNotEligible(reason)))
        #expect(bench.holder(1) == ann)
    }

    @Test func hoursAndBarsDoNotMatterToAHand() {
        var bench = bench {
            $0.hours.weekly[1] = [HoursSpan(from: MinuteOfDay(0), to: MinuteOfDay(300))]
        }
        bench.writes(1)
        bench.acceptAll()
        bench.command(.requeue, 1, by: .agent(ann))
        bench.acceptAll()
        bench.advance(by: .hours(2))
        #expect(bench.command(.assign(to: ann), 1) == .done)
        #expect(bench.holder(1) == ann)
        #expect(bench.decisions(of: 1).last?.rule == .assigned)
    }

    @Test func anAgentMovesOnlyWhatItStillHas() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.command(.assign(to: bob), 1)
        for command in [Command.assign(to: cid), .requeue, .end] {
            #expect(bench.command(command, 1, by: .agent(ann)) == .refused(.notYourSession))
        }
        #expect(bench.command(.assign(to: cid), 1, by: .agent(bob)) == .done)
        #expect(bench.command(.assign(to: ann), 1) == .done)
        #expect(bench.holder(1) == ann)
    }

    @Test func aBeatenDecisionIsWithdrawnUntilItIsTriedAndFollowedAfterwards() {
        var bench = bench()
        bench.writes(1)
        bench.command(.assign(to: bob), 1)
        #expect(bench.pendingEffects(1).map(\.kind) == [.change(to: .agent(bob))])
        bench.attempt(1)
        bench.command(.assign(to: cid), 1)
        #expect(
            bench.pendingEffects(1).map(\.kind)
                == [.change(to: .agent(bob)), .change(to: .agent(cid))])
        bench.answer(1, .accepted(code: nil))
        #expect(bench.holder(1) == cid)
        bench.answer(1, .accepted(code: nil))
        #expect([bench.load(ann), bench.load(bob), bench.load(cid)] == [0, 0, 1])
    }

    @Test func theClientWinsOverAHandAndTheStateIsReadBackWhereACallWasUnderWay() {
        var bench = bench { $0.cap = 1 }
        for visitor: Int64 in 1...4 { bench.writes(visitor) }
        bench.acceptAll()
        bench.edit { $0.cap = 2 }
        #expect(bench.holder(4) == ann)
        bench.attempt(4)
        bench.client(.took(bob), 4)
        #expect(bench.holder(4) == bob)
        bench.answer(4, .refused(code: 95_016))
        #expect(bench.pending(4)?.kind == .readState(adopts: false))
        bench.answer(4, .observed(.agent(bob)))
        #expect(bench.holder(4) == bob)
        #expect([bench.load(ann), bench.load(bob)] == [1, 2])
    }

    @Test func theClientCancelsAnEndThatIsNotTriedYet() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.command(.end, 1)
        bench.client(.transferred(from: ann, to: bob), 1)
        bench.acceptAll()
        #expect(bench.holder(1) == bob)
        #expect(bench.session(1)?.pendingEnd == nil)
    }

    @Test func anEndedSessionTakesNoCommand() throws {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        let id = try #require(bench.session(1)?.id)
        bench.command(.end, 1)
        #expect(bench.apply(.command(id, .requeue, by: supervisor)) == .refused(.sessionEnded))
        bench.acceptAll()
        #expect(bench.apply(.command(id, .end, by: supervisor)) == .refused(.sessionEnded))
    }

    @Test func whoEndsIsTheReason() {
        var bench = bench()
        bench.writes(1)
        bench.writes(2)
        bench.acceptAll()
        bench.command(.end, 1, by: .agent(ann))
        bench.command(.end, 2)
        bench.acceptAll()
        #expect(bench.latest(1)?.endReason == .agent)
        #expect(bench.latest(2)?.endReason == .admin)
    }

    @Test func aRelayAgentAnswersThroughKefudAndNobodyElse() {
        var bench = bench(on: .relay)
        bench.writes(1)
        #expect(bench.replies(ann, to: 1).answer == .done)
        #expect(bench.replies(bob, to: 1).answer == .refused(.notYourSession))
        let reply = bench.replies(ann, to: 1)
        bench.acceptAll()
        #expect(bench.messageStates[reply.message] == .sent)
    }

    // Rule 16.

    private func twoAccounts(
        on channel: ReceptionChannel = .wecom, _ edit: (inout AccountSettings) -> Void = { _ in }
    ) -> Bench {
        var bench = bench(on: channel)
        bench.account(two, [cid], on: channel, edit)
        bench.online(cid)
        bench.writes(1)
        bench.acceptAll()
        return bench
    }

    @Test func aTransferToAnotherAccountEndsWithTheLinkAndKeepsThePlaceThere() throws {
        var bench = twoAccounts { $0.prompts.end.isEnabled = true }
        let before = try #require(bench.session(1))
        bench.advance(by: .minutes(2))
        let link = Command.transfer(to: two, closingText: "link")
        #expect(bench.command(link, 1, by: .agent(ann)) == .done)
        #expect(bench.answer(1, .accepted(code: "E")) == .change(to: .ended))
        guard case .sendOnCode("E", let content, _, .closing) = bench.pending(1)?.kind else {
            Issue.record("no closing message")
            return
        }
        #expect(content.text == "link")
        bench.acceptAll()
        #expect(bench.latest(1)?.endReason == .transferredOut)
        bench.writes(2, in: two)
        bench.advance(by: .minutes(30) - .seconds(1))
        bench.writes(1, in: two)
        let after = try #require(bench.session(1, in: two))
        #expect(after.place == before.place)
        #expect(after.waitingSince == before.waitingSince)
    }

    @Test func theThirtyMinutesCountFromTheEndAndNothingIsKeptAfterThem() throws {
        for (late, isKept) in [(Int64(1_799), true), (1_800, false)] {
            var bench = twoAccounts()
            let before = try #require(bench.session(1))
            bench.command(.transfer(to: two, closingText: "link"), 1)
            bench.advance(by: .minutes(4))  // the platform takes its time
            bench.restart()
            bench.acceptAll()
            bench.online(ann, bob, cid)
            bench.advance(by: .seconds(late))
            bench.writes(1, in: two)
            #expect((bench.session(1, in: two)?.place == before.place) == isKept)
        }
    }

    @Test func onlyTheFirstMessageThereUsesThePlace() throws {
        var bench = twoAccounts()
        bench.writes(1, in: two)
        bench.acceptAll()
        let before = try #require(bench.session(1))
        bench.command(.transfer(to: two, closingText: "link"), 1)
        bench.acceptAll()
        bench.writes(1, in: two)  // goes on with the session that is open there
        bench.command(.end, 1, in: two)
        bench.acceptAll()
        bench.writes(1, in: two)
        #expect(bench.session(1, in: two)?.place != before.place)
    }

    @Test func aTransferIsRefusedWhereTheOtherAccountCannotTakeIt() {
        let link = Command.transfer(to: two, closingText: "link")
        var deleting = twoAccounts()
        deleting.apply(.accountStatusSet(two, .deleting))
        #expect(deleting.command(link, 1) == .refused(.accountNotAvailable))
        let itself = Command.transfer(to: one, closingText: "link")
        #expect(deleting.command(itself, 1) == .refused(.accountNotAvailable))
        var empty = twoAccounts()
        empty.stop(cid)
        #expect(empty.command(link, 1) == .refused(.nobodyThere))
        empty.edit(two) { $0.whenNobody = .queue }
        #expect(empty.command(link, 1) == .done)
    }

    @Test func aTransferNeedsAMessageLeftInState0And1() {
        let link = Command.transfer(to: two, closingText: "link")
        var bench = twoAccounts(on: .relay)
        for _ in 1...5 { bench.replies(ann, to: 1) }
        #expect(bench.command(link, 1) == .refused(.noClosingMessage))
        bench.writes(1)
        bench.acceptAll()
        bench.writes(1)
        #expect(bench.command(link, 1) == .done)
    }

    @Test func aTransferIsNotCancelledByTheVisitor() {
        var bench = twoAccounts()
        bench.command(.transfer(to: two, closingText: "link"), 1)
        bench.writes(1)
        bench.acceptAll()
        #expect(bench.latest(1)?.endReason == .transferredOut)
    }

    @Test func aRefusedTransferLeavesTheSessionWithTheAgentWhoHadIt() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.command(.assign(to: bob), 1)
        #expect(bench.answer(1, .refused(code: 95_019)) == .change(to: .agent(bob)))
        #expect(bench.holder(1) == ann)
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.holder(1) == ann)
        #expect([bench.load(ann), bench.load(bob)] == [1, 0])
        let feed = bench.feed.filter { $0.session == bench.session(1)?.id }
        #expect(feed.last { $0.agent == bob }?.kind == .requeued)
        #expect(feed.last { $0.agent == ann }?.kind == .assigned)
    }

    @Test func theSecondOfTwoTransfersRefusedLeavesTheSessionWithWhoReallyHadIt() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.command(.assign(to: bob), 1)
        bench.command(.assign(to: cid), 1)
        bench.answer(1, .refused(code: 95_019))
        #expect(bench.holder(1) == ann)
    }
}
