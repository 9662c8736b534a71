import Testing

@testable import Routing

/// Rules 13 and 14: how ready an agent is, and when it is gone.
struct StatusTests {
    private func bench(
        on channel: ReceptionChannel = .relay, _ edit: (inout AccountSettings) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench()
        bench.account(one, [ann, bob], on: channel) {
            $0.whenNobody = .queue
            edit(&$0)
        }
        return bench
    }

    private func status(
        _ bench: Bench, _ agent: AgentID = ann, on channel: ReceptionChannel = .relay
    ) -> AgentStatus { bench.core.status(of: agent, in: one, on: channel) }

    @Test(arguments: [
        Words(.receiving, nil, .online), Words(.suspended, nil, .away),
        Words(.stopped, nil, .offline), Words(nil, .online, .offline),
        Words(.receiving, .away, .away), Words(.receiving, .offline, .offline),
        Words(.suspended, .online, .away), Words(.suspended, .offline, .offline),
        Words(.stopped, .online, .offline),
    ])
    func aWecomStatusIsThePlatformsWordLoweredByTheAgents(words: Words) {
        var bench = bench(on: .wecom)
        if let reception = words.platform {
            bench.apply(.receptionChanged(one, ann, reception, asOf: bench.seconds))
        }
        if let set = words.agent { bench.apply(.setStatus(ann, set)) }
        #expect(status(bench, on: .wecom) == words.status)
    }

    struct Words {
        let platform: Reception?
        let agent: AgentStatus?
        let status: AgentStatus

        init(_ platform: Reception?, _ agent: AgentStatus?, _ status: AgentStatus) {
            self.platform = platform
            self.agent = agent
            self.status = status
        }
    }

    @Test func aRelayStatusIsWhatTheClientHasSet() {
        var bench = bench()
        #expect(status(bench) == .offline)
        bench.apply(.pollBegan(ann))
        #expect(status(bench) == .offline)
        for word in AgentStatus.allCases {
            bench.apply(.setStatus(ann, word))
            #expect(status(bench) == word)
        }
    }

    @Test func withoutAPollForAMinuteOnlineBecomesAwayAndTheNextPollRestoresIt() {
        var bench = bench()
        bench.online(ann)
        bench.advance(by: .minutes(30))
        #expect(status(bench) == .online)
        bench.apply(.pollEnded(ann))
        bench.advance(by: .seconds(59))
        #expect(status(bench) == .online)
        bench.advance(by: .seconds(1))
        #expect(status(bench) == .away)
        bench.apply(.pollBegan(ann))
        #expect(status(bench) == .online)
    }

    @Test func oneOfTwoPollsIsEnough() {
        var bench = bench()
        bench.online(ann)
        bench.apply(.pollBegan(ann))
        bench.apply(.pollEnded(ann))
        bench.advance(by: .minutes(10))
        #expect(status(bench) == .online)
    }

    @Test func atAStartEveryAgentCountsAsHavingPolledJustThen() {
        var bench = bench()
        bench.online(ann)
        bench.restart(after: .minutes(3))
        #expect(status(bench) == .online)
        bench.advance(by: .seconds(60))
        #expect(status(bench) == .away)
    }

    @Test func theNewestByThePlatformsTimeCounts() {
        var bench = bench(on: .wecom)
        let t = bench.seconds
        bench.apply(.receptionChanged(one, ann, .stopped, asOf: t))
        bench.apply(.receptionChanged(one, ann, .receiving, asOf: t - 1))
        #expect(status(bench, on: .wecom) == .offline)
        bench.apply(.receptionListed(one, [ann: .receiving], askedAt: t - 1))
        #expect(status(bench, on: .wecom) == .offline)
        bench.apply(.receptionListed(one, [ann: .receiving], askedAt: t + 1))
        #expect(status(bench, on: .wecom) == .online)
        bench.apply(.receptionListed(one, [:], askedAt: t + 2))
        #expect(status(bench, on: .wecom) == .offline)
    }

    @Test func whatTheAgentSetsHoldsInEveryAccount() {
        var bench = bench(on: .wecom)
        bench.account(two, [ann])
        bench.online(ann)
        bench.apply(.setStatus(ann, .away))
        for account in [one, two] {
            #expect(bench.core.status(of: ann, in: account, on: .wecom) == .away)
        }
    }

    @Test func awayKeepsSessionsAndGetsNone() {
        var bench = bench()
        bench.online(ann)
        bench.writes(1)
        bench.apply(.setStatus(ann, .away))
        bench.writes(2)
        bench.advance(by: .minutes(30))
        #expect(bench.holder(1) == ann)
        #expect(bench.isWaiting(2))
    }

    // Rule 14.

    @Test(arguments: ["sets offline", "stops polling", "stops receiving"])
    func afterTheGraceUnansweredSessionsMoveInTheirOrderAndAnsweredOnesDoNot(how: String) {
        let channel: ReceptionChannel = how == "stops receiving" ? .wecom : .relay
        var bench = bench(on: channel)
        bench.online(ann)
        for visitor: Int64 in 1...3 { bench.writes(visitor) }
        bench.acceptAll()
        if channel == .wecom {
            bench.clientWrites(ann, to: 2)
        } else {
            bench.replies(ann, to: 2)
        }
        bench.acceptAll()
        bench.online(bob)
        bench.edit { $0.cap = 3 }
        bench.command(.end, 9)
        var grace = Interval.minutes(5)
        switch how {
        case "sets offline": bench.apply(.setStatus(ann, .offline))
        case "stops polling":
            bench.apply(.pollEnded(ann))
            grace = .minutes(6)
        default: bench.stop(ann)
        }
        bench.advance(by: grace - .seconds(1))
        #expect([1, 2, 3].map { bench.holder($0) } == [ann, ann, ann])
        bench.advance(by: .seconds(1))
        #expect([1, 2, 3].map { bench.holder($0) } == [bob, ann, bob])
        #expect(bench.core.status(of: ann, in: one, on: channel) == .offline)
        let moved = bench.decisions.filter { $0.rule == .requeued }.map(\.session.rawValue)
        #expect(moved == moved.sorted())
        bench.writes(2)
        #expect(bench.holder(2) == bob)
    }

    @Test func whoComesBackWithinTheGraceKeepsEverything() {
        var bench = bench()
        bench.online(ann)
        bench.writes(1)
        bench.apply(.setStatus(ann, .offline))
        bench.advance(by: .minutes(5) - .seconds(1))
        bench.apply(.setStatus(ann, .away))
        bench.advance(by: .minutes(30))
        #expect(bench.holder(1) == ann)
    }

    @Test func theGraceSurvivesARestartWithItsDeadline() {
        var bench = bench()
        bench.online(ann, bob)
        bench.writes(1)
        bench.apply(.setStatus(ann, .offline))
        bench.advance(by: .minutes(4))
        bench.restart(after: .seconds(50))
        #expect(bench.holder(1) == ann)
        bench.advance(by: .seconds(10))
        #expect(bench.holder(1) == bob)
    }

    @Test func theWecomGraceSurvivesARestartWithItsDeadline() {
        var bench = bench(on: .wecom)
        bench.online(ann, bob)
        bench.writes(1)
        bench.acceptAll()
        bench.stop(ann)
        bench.advance(by: .minutes(4))
        bench.restart(after: .seconds(50))
        #expect(bench.holder(1) == ann)
        bench.advance(by: .seconds(10))
        #expect(bench.holder(1) == bob)
    }

    @Test func noGraceActsBeforeTheFirstPullOrAMinuteOfFailure() {
        var bench = bench(on: .wecom)
        bench.online(ann, bob)
        bench.writes(1)
        bench.acceptAll()
        bench.stop(ann)
        bench.restart(after: .minutes(10), settled: false)
        bench.advance(by: .seconds(59))
        #expect(bench.holder(1) == ann)
        bench.advance(by: .seconds(1))
        #expect(bench.holder(1) == bob)
    }

    @Test func anAgentWhoIsGoneAndOfflineHasNoSecondGrace() {
        var bench = bench()
        bench.online(ann, bob)
        bench.writes(1)
        bench.replies(ann, to: 1)
        bench.apply(.pollEnded(ann))
        bench.advance(by: .minutes(6))
        bench.apply(.setStatus(ann, .offline))
        bench.writes(1)
        #expect(bench.holder(1) == bob)
    }

    @Test func backAgainItsAnsweredSessionsStay() {
        var bench = bench()
        bench.online(ann, bob)
        bench.writes(1)
        bench.replies(ann, to: 1)
        bench.apply(.setStatus(ann, .offline))
        bench.advance(by: .minutes(6))
        bench.apply(.setStatus(ann, .online))
        bench.writes(1)
        #expect(bench.holder(1) == ann)
    }

    @Test func suspendedAndAwayWhilePollingMoveNothing() {
        var bench = bench(on: .wecom)
        bench.online(ann, bob)
        bench.writes(1)
        bench.acceptAll()
        bench.stop(ann, as: .suspended)
        bench.advance(by: .minutes(60))
        #expect(bench.holder(1) == ann)
    }

    @Test func aFailedMessageLeavesTheSessionUnanswered() {
        var bench = bench()
        bench.online(ann, bob)
        bench.writes(1)
        bench.replies(ann, to: 1)
        #expect(bench.session(1)?.isUnanswered == false)
        bench.answer(1, .refused(code: 45_002))
        #expect(bench.session(1)?.isUnanswered == true)
        bench.apply(.setStatus(ann, .offline))
        bench.advance(by: .minutes(5))
        #expect(bench.holder(1) == bob)
    }

    @Test func theSessionOfAGoneAgentQueuesWhenItsAnswerFailsAfterAll() {
        var bench = bench()
        bench.online(ann, bob)
        bench.writes(1)
        let answer = bench.replies(ann, to: 1).message
        bench.acceptAll()
        bench.apply(.setStatus(ann, .offline))
        bench.advance(by: .minutes(6))
        #expect(bench.holder(1) == ann)
        bench.apply(.sendFailed(bench.chat(1), answer))
        #expect(bench.holder(1) == bob)
    }

    @Test func anAgentWhoIsGoneWhenASessionComesBackToItDoesNotKeepIt() {
        var bench = bench(on: .wecom)
        bench.online(ann, bob)
        bench.writes(1)
        bench.acceptAll()
        bench.command(.assign(to: bob), 1)
        bench.attempt(1)
        bench.stop(ann)
        bench.advance(by: .minutes(6))
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.holder(1) == bob)
    }

    @Test func nobodyElseThereTheSessionsOfAGoneAgentMeetRule11AtOnce() {
        var bench = bench { $0.whenNobody = .end }
        bench.online(ann)
        bench.writes(1)
        bench.apply(.setStatus(ann, .offline))
        bench.advance(by: .minutes(5))
        bench.acceptAll()
        #expect(bench.latest(1)?.endReason == .offline)
    }

    @Test func theEndOfAGoneAgentsSessionThatTheVisitorCancelsPutsItInTheQueue() {
        var bench = bench()
        bench.online(ann, bob)
        bench.writes(1)
        bench.apply(.setStatus(ann, .offline))
        bench.advance(by: .minutes(5) - .seconds(1))
        bench.command(.end, 1)
        bench.advance(by: .seconds(1))
        #expect(bench.holder(1) == ann)
        bench.writes(1)
        #expect(bench.holder(1) == bob)
    }
}
