import Testing

@testable import Routing

/// Rule 4: who is eligible, and which slots are taken.
struct SlotsTests {
    @Test func anAgentAtItsCapGetsNobodyAndOneBelowDoes() {
        var bench = Bench()
        bench.account(one, [ann]) { $0.cap = 2 }
        bench.online(ann)
        for visitor: Int64 in 1...3 { bench.writes(visitor) }
        #expect(bench.load(ann) == 2)
        #expect(bench.queue() == [3])
        #expect(bench.decisions(of: 3).first?.rule == .queued)
    }

    @Test func the50thSessionOverAllAccountsIsGivenAndThe51stIsNot() {
        var bench = Bench()
        bench.account(one, [ann])
        bench.account(two, [ann])
        bench.online(ann)
        for visitor: Int64 in 1...30 { bench.writes(visitor) }
        for visitor: Int64 in 1...20 { bench.writes(visitor, in: two) }
        #expect(bench.load(ann) == 50)
        bench.writes(31)
        #expect(bench.load(ann) == 50)
        #expect(bench.isWaiting(31))
        #expect(bench.decisions(of: 31).last?.detail == "at_fifty=1")
    }

    @Test func aSlotFreedInOneAccountServesWhoWaitsInAnotherAtFifty() {
        var bench = Bench()
        bench.account(one, [ann])
        bench.account(two, [ann])
        bench.online(ann)
        for visitor: Int64 in 1...50 { bench.writes(visitor) }
        bench.acceptAll()
        bench.writes(1, in: two)
        #expect(bench.isWaiting(1, in: two))
        bench.command(.end, 7)
        bench.acceptAll()
        #expect(bench.holder(1, in: two) == ann)
        #expect(bench.load(ann) == 50)
    }

    @Test func theSlotIsFreeOnceTheEndIsAnswered() {
        var bench = Bench()
        bench.account(one, [ann]) { $0.cap = 1 }
        bench.online(ann)
        bench.writes(1)
        bench.acceptAll()
        bench.writes(2)
        bench.command(.end, 1)
        #expect(bench.load(ann) == 1)
        bench.attempt(1)
        #expect(bench.isWaiting(2))
        bench.answer(1, .accepted(code: nil))
        #expect(bench.holder(2) == ann)
        #expect(bench.load(ann) == 1)
    }

    @Test func aChatThatThePlatformStillShowsAfterARefusedEndKeepsItsSlotUntilItIsSeenGone() {
        var bench = Bench()
        bench.account(one, [ann]) { $0.cap = 1 }
        bench.online(ann)
        bench.writes(1)
        bench.acceptAll()
        bench.writes(2)
        bench.command(.end, 1)
        bench.answer(1, .refused(code: 95_016))
        #expect(bench.latest(1)?.phase == .ended)
        #expect(bench.load(ann) == 1)
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.load(ann) == 1)
        #expect(bench.isWaiting(2))
        bench.restart()
        #expect(bench.load(ann) == 1)
        bench.advance(by: .minutes(61))
        bench.answer(1, .observed(.ended))
        #expect(bench.holder(2) == ann)
    }

    @Test func aSessionThatWaitsInState3FillsItsOldAgentsSlotUntilAnotherHasIt() {
        var bench = Bench()
        bench.account(one, [ann, bob]) { $0.cap = 1 }
        bench.online(ann, bob)
        bench.writes(1)
        bench.writes(2)
        bench.acceptAll()
        #expect(bench.command(.requeue, 1) == .done)
        #expect(bench.isWaiting(1))
        #expect(bench.load(ann) == 1)
        bench.command(.end, 2)
        bench.acceptAll()
        #expect(bench.holder(1) == bob)
        #expect(bench.load(ann) == 0)
    }

    @Test func untilThePlatformConfirmsATransferItFillsTwoSlots() {
        var bench = Bench()
        bench.account(one, [ann, bob])
        bench.online(ann, bob)
        bench.writes(1)
        bench.acceptAll()
        bench.command(.assign(to: bob), 1)
        #expect([bench.load(ann), bench.load(bob)] == [1, 1])
        bench.acceptAll()
        #expect([bench.load(ann), bench.load(bob)] == [0, 1])
    }

    @Test func theSlotOfACallUnderWayStaysWhenALaterCallIsWithdrawn() {
        var bench = Bench()
        bench.account(one, [ann, bob, cid])
        bench.online(ann, bob, cid)
        bench.writes(1)
        bench.attempt(1)
        bench.command(.assign(to: bob), 1)
        bench.command(.assign(to: cid), 1)
        #expect([bench.load(ann), bench.load(bob), bench.load(cid)] == [1, 0, 1])
    }

    @Test func whatAnAgentTakesByHandIsCountedAndShownWhenItGoesOver() {
        var bench = Bench()
        bench.account(one, [ann]) { $0.cap = 1 }
        bench.online(ann)
        bench.writes(1)
        bench.acceptAll()
        bench.writes(2)
        bench.acceptAll()
        bench.client(.took(ann), 2)
        #expect(bench.load(ann) == 2)
        #expect(bench.alerts.map(\.kind) == [.overCap])
        bench.command(.end, 1)
        bench.acceptAll()
        bench.writes(3)
        #expect(bench.load(ann) == 1)
        #expect(bench.isWaiting(3))
    }

    @Test func aboveFiftyOverAllAccountsIsShownToo() {
        var bench = Bench()
        for account in [one, two] { bench.account(account, [ann]) }
        bench.online(ann)
        for visitor: Int64 in 1...50 { bench.writes(visitor) }
        bench.acceptAll()
        #expect(bench.load(ann) == 50)
        bench.writes(1, in: two)
        bench.acceptAll()
        #expect(bench.alerts.isEmpty)
        bench.client(.took(ann), 1, in: two)
        #expect([bench.load(ann, in: two), bench.load(ann)] == [1, 51])
        #expect(bench.alerts.map(\.kind) == [.overCap])
    }

    @Test func loweringACapTakesNothingAway() {
        var bench = Bench()
        bench.account(one, [ann])
        bench.online(ann)
        for visitor: Int64 in 1...3 { bench.writes(visitor) }
        bench.edit { $0.cap = 1 }
        #expect(bench.load(ann) == 3)
        bench.writes(4)
        #expect(bench.isWaiting(4))
        bench.edit { $0.cap = 4 }
        #expect(bench.holder(4) == ann)
    }

    @Test func oneSlotAndManyVisitorsIsOneAssignmentAndTheRestInOrder() {
        var bench = Bench()
        bench.account(one, [ann]) { $0.cap = 1 }
        bench.online(ann)
        for visitor: Int64 in 1...20 { bench.writes(visitor) }
        #expect(bench.load(ann) == 1)
        #expect(bench.queue() == Array(2...20))
    }

    @Test func theSlotOfAnAssignmentOfUnknownOutcomeIsTakenUntilTheStateIsRead() {
        var bench = Bench()
        bench.account(one, [ann]) { $0.cap = 1 }
        bench.online(ann)
        bench.writes(1)
        bench.writes(2)
        bench.answer(1, .unknown)
        #expect(bench.load(ann) == 1)
        #expect(bench.isWaiting(2))
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.holder(1) == ann)
        #expect(bench.load(ann) == 1)
    }

    @Test func aLateAnswerAboutAWithdrawnAccountFillsNoSlot() {
        var bench = Bench()
        bench.account(one, [ann])
        bench.online(ann)
        bench.writes(1)
        bench.attempt(1)
        bench.apply(.accountStatusSet(one, .withdrawn))
        bench.answer(1, .accepted(code: nil))
        #expect(bench.load(ann) == 0)
    }
}
