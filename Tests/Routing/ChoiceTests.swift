import Testing

@testable import Routing

/// Rules 5 and 6: the order of choice, and why.
struct ChoiceTests {
    private func bench(
        _ agents: [AgentID] = [ann, bob, cid], _ edit: (inout AccountSettings) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench()
        bench.account(one, agents, edit)
        bench.online(ann, bob, cid)
        return bench
    }

    /// Who gets these visitors, one after the other.
    private func chosen(_ bench: inout Bench, _ visitors: ClosedRange<Int64>) -> [AgentID?] {
        visitors.map { visitor in
            bench.writes(visitor)
            return bench.holder(visitor)
        }
    }

    @Test func roundRobinGoesThroughTheListAndBeginsAgain() {
        var bench = bench()
        #expect(chosen(&bench, 1...5) == [ann, bob, cid, ann, bob])
    }

    @Test func roundRobinGoesOnAfterARestart() {
        var bench = bench()
        #expect(chosen(&bench, 1...2) == [ann, bob])
        bench.restart()
        bench.online(ann, bob, cid)
        #expect(chosen(&bench, 3...4) == [cid, ann])
    }

    @Test func whoIsPassedOverGainsNoCredit() {
        var bench = bench()
        bench.stop(bob)
        #expect(chosen(&bench, 1...3) == [ann, cid, ann])
        bench.online(bob)
        #expect(chosen(&bench, 4...6) == [bob, cid, ann])
    }

    @Test func onlyRoundRobinChoicesMoveThePointer() {
        var bench = bench([ann, bob, cid]) { $0.priorAgentFirst = true }
        #expect(chosen(&bench, 1...1) == [ann])
        bench.acceptAll()
        bench.command(.assign(to: cid), 1)  // a hand
        bench.acceptAll()
        bench.client(.transferred(from: cid, to: ann), 1)  // the client
        bench.acceptAll()
        bench.command(.end, 1)
        bench.acceptAll()
        #expect(chosen(&bench, 2...2) == [bob])
        #expect(chosen(&bench, 1...1) == [ann])  // the prior agent
        #expect(bench.decisions(of: 1).last?.rule == .priorAgent)
        #expect(chosen(&bench, 3...3) == [cid])
    }

    @Test func whenThePointersAgentLeavesTheOneWhoFollowedIsNext() {
        var bench = bench()
        #expect(chosen(&bench, 1...2) == [ann, bob])
        bench.acceptAll()
        bench.command(.end, 2)
        bench.acceptAll()
        bench.edit { $0.agents = [ann, cid] }
        #expect(chosen(&bench, 3...4) == [cid, ann])
    }

    @Test func whenTheFirstOfTheListLeavesWithThePointerTheSecondIsNext() {
        var bench = bench()
        #expect(chosen(&bench, 1...1) == [ann])
        bench.acceptAll()
        bench.command(.end, 1)
        bench.acceptAll()
        bench.edit { $0.agents = [bob, cid] }
        #expect(chosen(&bench, 2...3) == [bob, cid])
    }

    @Test func newcomersJoinAtTheEnd() {
        var bench = bench([ann, bob])
        #expect(chosen(&bench, 1...1) == [ann])
        bench.edit { $0.agents = [cid, ann, bob] }
        bench.online(cid)
        #expect(bench.core.account(one)?.settings.agents == [ann, bob, cid])
        #expect(chosen(&bench, 2...4) == [bob, cid, ann])
    }

    @Test func accountsDoNotMoveEachOthersPointers() {
        var bench = bench()
        bench.account(two, [ann, bob, cid])
        bench.online(ann, bob, cid)
        #expect(chosen(&bench, 1...1) == [ann])
        bench.writes(1, in: two)
        #expect(bench.holder(1, in: two) == ann)
    }

    @Test func idleFirstTakesTheFewestOpenSessionsOverAllAccounts() {
        var bench = bench([ann, bob]) { $0.strategy = .idleFirst }
        bench.account(two, [ann])
        bench.online(ann)
        bench.writes(9, in: two)
        bench.writes(1)
        #expect(bench.holder(1) == bob)
        #expect(bench.decisions(of: 1).last?.candidates.map(\.load) == [0, 1])
    }

    @Test func idleFirstCountsWhatWasTakenInTheClient() {
        var bench = bench([ann, bob]) { $0.strategy = .idleFirst }
        bench.client(.reopened(ann), 9)
        bench.writes(1)
        #expect(bench.holder(1) == bob)
    }

    @Test func amongEqualsTheLongestSinceTheLastOneAndNeverIsLongest() {
        var bench = bench { $0.strategy = .idleFirst }
        #expect(chosen(&bench, 1...3) == [ann, bob, cid])
        bench.acceptAll()
        for visitor: Int64 in [3, 1, 2] {
            bench.advance(by: .seconds(1))
            bench.command(.end, visitor)
            bench.acceptAll()
        }
        // Their ends say nothing: ann received first.
        #expect(chosen(&bench, 4...6) == [ann, bob, cid])
    }

    @Test func idleTimesStayInOrderOverYearsAndRestarts() {
        var bench = bench([ann, bob]) { $0.strategy = .idleFirst }
        #expect(chosen(&bench, 1...1) == [ann])
        bench.advance(by: .hours(24 * 40))
        #expect(bench.session(1) == nil || bench.latest(1)?.pendingEnd != nil)
        bench.acceptAll()
        bench.restart(after: .hours(24 * 400))
        bench.online(ann, bob)
        #expect(chosen(&bench, 2...3) == [bob, ann])
    }

    @Test func thePriorAgentIsChosenOneBelowItsCapAndNotAtIt() {
        for cap in [1, 2] {
            var bench = bench([ann, bob]) {
                $0.priorAgentFirst = true
                $0.cap = cap
            }
            #expect(chosen(&bench, 1...1) == [ann])
            bench.acceptAll()
            bench.command(.end, 1)
            bench.acceptAll()
            bench.writes(2)
            bench.writes(3)
            #expect(bench.load(ann) == 1)
            bench.writes(1)
            if cap == 1 {
                #expect(bench.isWaiting(1))
            } else {
                #expect(bench.holder(1) == ann)
            }
            #expect(bench.overruns.isEmpty)
        }
    }

    @Test(arguments: ["offline", "away", "off the list", "inactive"])
    func aPriorAgentWhoIsNotEligibleIsNotWaitedFor(why: String) {
        var bench = bench([ann, bob]) { $0.priorAgentFirst = true }
        #expect(chosen(&bench, 1...1) == [ann])
        bench.acceptAll()
        bench.command(.end, 1)
        bench.acceptAll()
        switch why {
        case "offline": bench.stop(ann)
        case "away": bench.stop(ann, as: .suspended)
        case "inactive": bench.apply(.agentActivated(ann, false))
        default: bench.edit { $0.agents = [bob] }
        }
        bench.writes(1)
        #expect(bench.holder(1) == bob)
    }

    @Test func thePriorAgentIsOfThisAccountAndOfWhoeverHadTheSessionLast() {
        var bench = bench([ann, bob, cid]) { $0.priorAgentFirst = true }
        bench.account(two, [ann, bob, cid]) { $0.priorAgentFirst = true }
        bench.online(ann, bob, cid)
        #expect(chosen(&bench, 1...1) == [ann])
        bench.acceptAll()
        bench.command(.assign(to: cid), 1)
        bench.acceptAll()
        bench.command(.end, 1)
        bench.acceptAll()
        bench.writes(1, in: two)
        #expect(bench.holder(1, in: two) == ann)  // by round-robin there
        bench.writes(1)
        #expect(bench.holder(1) == cid)
    }

    @Test func aSessionThatNobodyHadLeavesThePriorAgentAsItWas() {
        var bench = bench([ann, bob]) {
            $0.priorAgentFirst = true
            $0.whenNobody = .end
        }
        #expect(chosen(&bench, 1...1) == [ann])
        bench.acceptAll()
        bench.command(.end, 1)
        bench.acceptAll()
        for agent in [ann, bob] { bench.stop(agent) }
        #expect(chosen(&bench, 1...1) == [nil])
        bench.acceptAll()
        #expect(bench.latest(1)?.endReason == .offline)
        bench.online(ann, bob)
        #expect(chosen(&bench, 1...1) == [ann])
    }

    @Test func thePriorAgentDoesNotReorderTheQueue() {
        var bench = bench([ann]) {
            $0.priorAgentFirst = true
            $0.cap = 1
        }
        #expect(chosen(&bench, 1...1) == [ann])
        bench.acceptAll()
        bench.writes(2)
        bench.command(.end, 1)
        bench.attempt(1)
        bench.writes(3)
        bench.answer(1, .accepted(code: nil))
        #expect(bench.holder(2) == ann)
    }

    @Test func aDecisionTellsItsRuleCandidatesAndWhoWasExcluded() throws {
        var bench = bench([ann, bob, cid, dot, eve]) { $0.cap = 1 }
        bench.writes(1)
        bench.stop(dot, as: .suspended)
        bench.writes(2)
        let decision = try #require(bench.decisions(of: 2).last)
        #expect(decision.rule == .roundRobin)
        #expect(decision.agent == bob)
        #expect(decision.excluded == [.atCap: 1, .away: 1, .offline: 1])
        #expect(decision.candidates.map(\.agent) == [bob, cid])
    }

    @Test func aDecisionNamesAtMostEightCandidates() {
        var bench = Bench()
        let many = (1...12).map { AgentID($0) }
        bench.account(one, many)
        for agent in many { bench.online(agent) }
        bench.writes(1)
        #expect(bench.decisions.last?.candidates.count == 8)
    }

    @Test func aWaitingSessionTellsWhatStandsInEachAgentsWay() throws {
        var bench = bench([ann, bob]) { $0.cap = 1 }
        bench.writes(1)
        bench.stop(bob)
        bench.writes(2)
        bench.writes(3)
        let id = try #require(bench.session(3)?.id)
        let answer = bench.core.waitingReport(id, at: bench.moment)
        let report = try #require(answer)
        #expect(report.position == 2)
        #expect(report.isOpen)
        #expect(report.agents.map(\.reason) == [.atCap, .offline])
        #expect(report.agents.map(\.load) == [1, 0])
    }
}
