import Testing

@testable import Routing

/// Rule 23: the platform wins.
struct PlatformWinsTests {
    private func bench(
        _ agents: [AgentID] = [ann, bob], _ edit: (inout AccountSettings) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench()
        bench.account(one, agents, edit)
        for agent in agents { bench.online(agent) }
        return bench
    }

    // To 3 refused.

    @Test func aRefusedAssignmentWasNoneAndTheSessionWaitsAtItsPlace() {
        var bench = bench([ann])
        bench.writes(1)
        bench.answer(1, .refused(code: 95_019))
        #expect(bench.session(1)?.phase == .queued)
        #expect(!bench.isWaiting(1))
        #expect(bench.load(ann) == 0)
        bench.answer(1, .observed(.open))
        #expect(bench.isWaiting(1))
        #expect(bench.session(1)?.assignedAt == nil)
        #expect(bench.conversation(1)?.priorAgent == nil)
        #expect(bench.core.account(one)?.pointer == nil)
        #expect(bench.core.account(one)?.assignmentTimes == [])
        #expect(bench.core.agent(ann)?.lastReceivedAt == nil)
        #expect(bench.wantsServicerList == [one])
    }

    @Test func after95014Or95019OnlyALaterListThatShowsItReceivingMakesAnAgentEligible() {
        for code in [95_014, 95_019] {
            var bench = bench([ann])
            bench.writes(1)
            let before = bench.seconds - 1
            bench.answer(1, .refused(code: code))
            bench.answer(1, .observed(.open))
            bench.acceptAll()
            bench.apply(.receptionListed(one, [ann: .receiving], askedAt: before))
            bench.apply(.receptionChanged(one, ann, .receiving, asOf: bench.seconds))
            #expect(bench.isWaiting(1))
            bench.advance(by: .seconds(2))
            bench.apply(.receptionListed(one, [ann: .stopped], askedAt: bench.seconds))
            #expect(bench.isWaiting(1))
            bench.apply(.receptionListed(one, [ann: .receiving], askedAt: bench.seconds))
            #expect(bench.holder(1) == ann)
        }
    }

    @Test func refusedTwiceInTenMinutesAnAgentRestsForTen() {
        for (gap, isResting) in [(Int64(599), true), (600, false)] {
            var bench = bench([ann])
            bench.writes(1)
            bench.answer(1, .refused(code: 95_019))
            bench.answer(1, .observed(.open))
            bench.acceptAll()
            bench.advance(by: .seconds(gap))
            bench.apply(.receptionListed(one, [ann: .receiving], askedAt: bench.seconds))
            #expect(bench.holder(1) == ann)
            bench.answer(1, .refused(code: 95_019))
            bench.answer(1, .observed(.pool))
            bench.advance(by: .seconds(1))
            bench.apply(.receptionListed(one, [ann: .receiving], askedAt: bench.seconds))
            #expect(bench.isWaiting(1) == isResting)
            bench.advance(by: .seconds(598))
            #expect(bench.isWaiting(1) == isResting)
            bench.restart(settled: false)
            bench.advance(by: .seconds(1))
            #expect(bench.holder(1) == ann)
        }
    }

    @Test func afterAnotherCodeTheAccountChoosesNobodyForAMinuteWithAnAlert() {
        var bench = bench()
        bench.writes(1)
        bench.answer(1, .refused(code: 95_016))
        bench.answer(1, .observed(.pool))
        #expect(bench.isWaiting(1))
        #expect(bench.alerts.map(\.kind) == [.assignmentRefused])
        bench.writes(2)
        #expect(bench.isWaiting(2))
        #expect(bench.command(.assign(to: bob), 2) == .done)  // a hand may
        bench.advance(by: .seconds(59))
        #expect(bench.isWaiting(1))
        bench.advance(by: .seconds(1))
        #expect(bench.holder(1) == ann)
        // The agent is not to blame.
        #expect(bench.core.account(one)?.reception[ann]?.refusedAt == [])
    }

    @Test func refusedBecauseAnAgentHasItTheSessionIsThatAgents() {
        var bench = bench()
        bench.writes(1)
        bench.answer(1, .refused(code: 95_016))
        bench.answer(1, .observed(.agent(bob)))
        #expect(bench.holder(1) == bob)
        #expect(bench.alerts.isEmpty)
        #expect(bench.core.account(one)?.choosesNobodyUntil == nil)
        #expect([bench.load(ann), bench.load(bob)] == [0, 1])
    }

    @Test func refusedBecauseItHasEndedTheSessionEnds() {
        var bench = bench()
        bench.writes(1)
        bench.answer(1, .refused(code: 95_013))
        bench.answer(1, .observed(.ended))
        #expect(bench.latest(1)?.endReason == .platform)
        #expect(bench.load(ann) == 0)
    }

    @Test func theVisitorBackWhileARefusalIsReadKeepsTheSession() {
        var bench = bench()
        bench.writes(1)
        bench.answer(1, .refused(code: 95_013))
        bench.attempt(1)  // the read finds state 4, and then
        let message = bench.writes(1)
        bench.answer(1, .observed(.ended))
        bench.answer(1, .observed(.open))
        #expect(bench.session(1) != nil)
        #expect(bench.placements[message] == bench.session(1)?.id)
    }

    @Test func theSameCallIsNotRepeatedBlindly() {
        var bench = bench([ann])
        bench.writes(1)
        bench.answer(1, .refused(code: 95_019))
        #expect(bench.pendingEffects(1).map(\.kind) == [.readState(adopts: false)])
    }

    @Test func moreRefusalsThanRememberedAssignmentsDoNoHarm() {
        var bench = bench([ann])
        for visitor: Int64 in 1...30 { bench.writes(visitor) }
        for visitor: Int64 in 1...30 { bench.answer(visitor, .refused(code: 95_019)) }
        #expect(bench.load(ann) == 0)
        for visitor: Int64 in 1...30 { bench.answer(visitor, .observed(.open)) }
        #expect(bench.queue() == Array(1...30))
    }

    @Test func aRefusalDoesNotForgetWhatTheAgentReceivedSince() {
        var bench = bench([ann])
        bench.writes(1)
        bench.advance(by: .seconds(1))
        bench.writes(2)
        let second = bench.now
        bench.answer(1, .refused(code: 95_016))
        #expect(bench.core.agent(ann)?.lastReceivedAt == second)
    }

    // Drift.

    @Test func whatAgentsDoInTheClientIsFollowed() {
        var bench = bench([ann, bob]) { $0.cap = 1 }
        for visitor: Int64 in 1...3 { bench.writes(visitor) }
        bench.acceptAll()
        bench.client(.took(bob), 3)
        #expect(bench.holder(3) == bob)
        bench.client(.transferred(from: ann, to: bob), 1)
        #expect(bench.holder(1) == bob)
        bench.client(.ended(by: bob, code: nil), 1)
        #expect(bench.latest(1)?.endReason == .agent)
        bench.client(.reopened(ann), 1)
        #expect(bench.holder(1) == ann)
        #expect(bench.session(1)?.openedBy == .agent)
    }

    @Test func anOlderEventOfTheClientMovesNothingUntilTheStateIsRead() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        let before = bench.now
        bench.advance(by: .seconds(5))
        bench.command(.assign(to: bob), 1)
        bench.acceptAll()
        bench.apply(.changedInClient(bench.chat(1), .transferred(from: ann, to: cid), at: before))
        #expect(bench.holder(1) == bob)
        #expect(bench.pending(1)?.kind == .readState(adopts: true))
        bench.answer(1, .observed(.agent(bob)))
        #expect(bench.holder(1) == bob)
    }

    @Test func anOlderEventIsKnownByItsTimeWhereTheSameAgentHasTheChatAgain() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        let before = bench.now
        bench.advance(by: .seconds(5))
        for agent in [bob, ann] {
            bench.command(.assign(to: agent), 1)
            bench.acceptAll()
        }
        bench.apply(.changedInClient(bench.chat(1), .transferred(from: ann, to: bob), at: before))
        #expect(bench.holder(1) == ann)
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.holder(1) == ann)
    }

    @Test func anOlderEventAfterOurEndOpensNothing() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        let before = bench.now
        bench.advance(by: .seconds(5))
        bench.command(.end, 1)
        bench.acceptAll()
        bench.apply(.changedInClient(bench.chat(1), .transferred(from: ann, to: bob), at: before))
        bench.answer(1, .observed(.ended))
        #expect(bench.session(1) == nil)
        #expect(bench.load(bob) == 0)
    }

    @Test func aReadThatIsOlderThanAnEventIsDoneAgain() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.clientWrites(bob, to: 1)  // not the one whom we know there
        bench.attempt(1)
        bench.advance(by: .seconds(1))
        bench.client(.transferred(from: ann, to: bob), 1)
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.holder(1) == bob)
        bench.answer(1, .observed(.agent(bob)))
        #expect(bench.holder(1) == bob)
        #expect(bench.pending(1) == nil)
    }

    @Test func aMessageWithoutASessionHereAndState3ThereOpensOneWithThatAgent() {
        for writer in ["visitor", "agent"] {
            var bench = bench()
            bench.writes(1)
            bench.acceptAll()
            bench.command(.end, 1)
            bench.answer(1, .refused(code: 95_016))
            bench.answer(1, .observed(.agent(ann)))
            #expect(bench.session(1) == nil)
            if writer == "visitor" {
                bench.writes(1)
                bench.answer(1, .observed(.agent(ann)))
            } else {
                bench.clientWrites(ann, to: 1)
            }
            #expect(bench.holder(1) == ann)
            #expect(bench.load(ann) == 1)
        }
    }

    @Test func anAgentWhoWritesWhereKefudKnowsAnotherIsReadBack() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.clientWrites(bob, to: 1)
        #expect(bench.pending(1)?.kind == .readState(adopts: true))
        bench.answer(1, .observed(.agent(bob)))
        #expect(bench.holder(1) == bob)
    }

    @Test(arguments: [false, true])
    func whatAgentsDidBeforeOurLastChangeMovesNothingHoweverLateItIsPulled(restarts: Bool) {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        let before = bench.now
        bench.advance(by: .minutes(1))
        bench.command(.end, 1)
        bench.acceptAll()
        bench.advance(by: .minutes(2))
        if restarts { bench.restart(after: .minutes(2)) }
        let id = bench.chat(1)
        bench.apply(.changedInClient(id, .reopened(bob), at: before))
        #expect(bench.session(1) == nil)
        #expect(bench.load(bob) == 0)
        #expect(bench.pending(1)?.kind == .readState(adopts: true))
        bench.answer(1, .observed(.ended))
        #expect(bench.session(1) == nil)
    }

    /// Withdrawn and given back while the call was under way: its answer is of before.
    @Test func anAnswerFromBeforeTheAccountWasTakenAwayIsAskedForAgain() {
        for isRead in [false, true] {
            var bench = bench()
            bench.writes(1)
            if isRead {
                bench.acceptAll()
                bench.clientWrites(bob, to: 1)
            }
            bench.attempt(1)
            bench.apply(.accountStatusSet(one, .withdrawn))
            bench.apply(.accountStatusSet(one, .active))
            bench.answer(1, isRead ? .observed(.agent(bob)) : .accepted(code: nil))
            bench.answer(1, .observed(.ended))
            #expect(bench.session(1) == nil)
            #expect(bench.conversation(1)?.platform == .ended)
            #expect(bench.load(ann) == 0)
            #expect(bench.load(bob) == 0)
        }
    }

    @Test func messagesThatWaitedGoToTheSessionThatAnAgentOpenedMeanwhile() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.command(.end, 1)
        bench.answer(1, .refused(code: 95_016))
        let message = bench.writes(1)
        bench.client(.transferred(from: ann, to: bob), 1)
        bench.acceptAll()
        #expect(bench.placements[message] == bench.session(1)?.id)
        #expect(bench.holder(1) == bob)
    }

    @Test func messagesThatWaitedStayWithTheSessionWhoseEndTheReadShows() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.command(.end, 1)
        bench.answer(1, .refused(code: 95_013))
        let message = bench.pullsLate(1, sent: bench.now)
        bench.attempt(1)
        bench.apply(
            .changedInClient(bench.chat(1), .transferred(from: ann, to: bob), at: bench.now))
        let session = bench.session(1)?.id
        bench.answer(1, .observed(.ended))
        bench.acceptAll()
        #expect(bench.placements[message] == session && session != nil)
        #expect(bench.session(1) == nil)
    }

    @Test func anAgentsWordsOfBeforeOurEndOpenNothingWhileTheEndIsRead() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        let session = bench.session(1)?.id
        let before = bench.now
        bench.command(.end, 1)
        bench.answer(1, .refused(code: 95_013))
        let words = bench.clientWrites(ann, to: 1, sent: before)
        #expect(bench.session(1) == nil)
        #expect(bench.placements[words] == session)
    }

    @Test func anOlderAssignmentThatIsConfirmedLiftsNoBarOfALaterAgent() {
        var bench = bench { $0.agentSilence = .minutes(1) }
        bench.writes(1)
        bench.attempt(1)
        bench.advance(by: .minutes(2))
        #expect(bench.holder(1) == bob)
        bench.stop(ann)
        bench.command(.requeue, 1)
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.isWaiting(1))
        #expect(bench.session(1)?.barred.map(\.agent) == [bob])
    }

    @Test func aStateThatCannotBeReadLeavesAnActiveSessionAlone() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.clientWrites(bob, to: 1)
        bench.answer(1, .refused(code: 48_002))
        #expect(bench.holder(1) == ann)
    }

    @Test func adoptedState3IsActiveState2IsQueuedAndTheOthersWait() {
        for state in [PlatformState.agent(bob), .pool, .open, .ended] {
            var bench = bench { $0.prompts.queue.isEnabled = true }
            bench.stop(ann, bob, as: .suspended)
            bench.apply(.adopt(bench.chat(1), visitorWroteAt: bench.now))
            bench.answer(1, .observed(state))
            switch state {
            case .agent: #expect(bench.holder(1) == bob)
            case .pool: #expect(bench.isWaiting(1))
            default: #expect(bench.session(1) == nil)
            }
            if bench.session(1) != nil { #expect(bench.session(1)?.openedBy == .platform) }
            #expect(bench.outgoing.isEmpty)
        }
    }
}
