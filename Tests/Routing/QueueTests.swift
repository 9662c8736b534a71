import Testing

@testable import Routing

/// Rules 7 to 10: the queue, its prompt, the channels, and back to the queue.
struct QueueTests {
    private func bench(
        _ agents: [AgentID] = [ann], on channel: ReceptionChannel = .wecom,
        _ edit: (inout AccountSettings) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench()
        bench.account(one, agents, on: channel) {
            $0.cap = 1
            edit(&$0)
        }
        for agent in agents { bench.online(agent) }
        return bench
    }

    /// An agent with a session, and two visitors who wait.
    private func crowded(_ edit: (inout AccountSettings) -> Void = { _ in }) -> Bench {
        var bench = bench([ann], edit)
        for visitor: Int64 in 1...3 { bench.writes(visitor) }
        bench.acceptAll()
        return bench
    }

    @Test(arguments: [
        "an end", "an agent online", "a cap", "a list", "an agent back in the directory",
        "a restart",
    ])
    func everyFreeingEventServesTheLongestWaiting(event: String) {
        var bench = crowded()
        switch event {
        case "an end":
            bench.command(.end, 1)
            bench.acceptAll()
        case "an agent online":
            bench.edit { $0.agents = [ann, bob] }
            bench.online(bob)
        case "a cap": bench.edit { $0.cap = 2 }
        case "a list":
            bench.account(two, [bob])
            bench.online(bob)
            bench.edit { $0.agents = [ann, bob] }
            bench.apply(
                .receptionListed(one, [ann: .receiving, bob: .receiving], askedAt: bench.seconds))
        case "an agent back in the directory":
            bench.edit { $0.agents = [ann, bob] }
            bench.apply(.agentActivated(bob, false))
            bench.apply(.agentActivated(bob, true))
            bench.online(bob)
        default:
            bench.edit { $0.cap = 2 }
            bench.restart()
        }
        #expect(bench.holder(2) != nil)
        #expect(bench.queue() == [3])
        #expect(bench.queue(two) == [])
    }

    @Test func openingTheHoursServesWhoWaits() {
        var bench = bench { settings in
            settings.whenNobody = .queue
            settings.hours.weekly[1] = [HoursSpan(from: MinuteOfDay(540), to: MinuteOfDay(1_080))]
        }
        bench.writes(1)
        #expect(bench.isWaiting(1))
        bench.advance(by: .hours(5))
        #expect(bench.holder(1) == ann)
    }

    @Test func theLongestWaitingOverAllAccountsIsServedFirst() {
        var bench = Bench()
        for account in [one, two, three] { bench.account(account, [ann]) }
        bench.online(ann)
        for visitor: Int64 in 1...50 { bench.writes(visitor, in: three) }
        bench.writes(1, in: two)
        bench.writes(2, in: one)
        bench.writes(3, in: two)
        bench.acceptAll()
        bench.command(.end, 9, in: three)
        bench.acceptAll()
        #expect(bench.holder(1, in: two) == ann)
        #expect(bench.isWaiting(2))
        #expect(bench.isWaiting(3, in: two))
    }

    @Test func whoCannotBeServedDoesNotHoldUpTheOthers() {
        var bench = Bench()
        bench.account(one, [ann, bob], on: .relay) { $0.whenNobody = .queue }
        bench.writes(1)  // relay, and nobody polls
        bench.edit { $0.receptionChannel = .wecom }
        bench.writes(2)
        bench.apply(.receptionChanged(one, ann, .receiving, asOf: bench.seconds))
        #expect(bench.holder(2) == ann)
        #expect(bench.queue() == [1])
    }

    @Test func placeAndWaitingSinceOutliveTransferRequeueAndRestart() throws {
        var bench = bench([ann, bob])
        bench.writes(1)
        bench.writes(2)
        bench.acceptAll()
        let before = try #require(bench.session(1))
        bench.advance(by: .minutes(3))
        bench.command(.requeue, 1)
        bench.restart()
        bench.command(.end, 2)
        bench.acceptAll()
        let after = try #require(bench.session(1))
        #expect(after.place == before.place)
        #expect(after.waitingSince == before.waitingSince)
        #expect(bench.holder(1) != ann)
    }

    // Rule 8.

    @Test func theQueuePromptGoesOnceOnThePoolsCodeWithThePlace() {
        var bench = crowded { $0.prompts.queue.isEnabled = true }
        #expect(bench.prompts(.queue, to: 2).map(\.content.text) == ["place 1, a few min"])
        #expect(bench.prompts(.queue, to: 3).map(\.content.text) == ["place 2, a few min"])
        bench.restart()
        bench.online(ann)
        bench.command(.end, 1)
        bench.acceptAll()
        bench.command(.requeue, 2)
        bench.acceptAll()
        #expect(bench.prompts(.queue, to: 2).count == 1)
        #expect(bench.prompts(.queue, to: 1).isEmpty)
    }

    @Test(arguments: [(2, true), (3, false)])
    func theQueuePromptOfARelaySessionNeedsThreeMessagesLeft(pending: Int, isSent: Bool) throws {
        var bench = bench([ann], on: .relay) { $0.prompts.queue.isEnabled = true }
        bench.writes(1)
        for _ in 1...pending { bench.replies(ann, to: 1) }
        bench.command(.end, 1)
        // The end gets ahead of the replies, which count as long as they are pending.
        let close = try #require(bench.pendingEffects(1).last?.id)
        bench.apply(.attempting(close))
        bench.apply(.finished(close, .accepted(code: nil)))
        bench.writes(2)
        bench.advance(by: .seconds(10))  // so soon after an end the state would be read first
        bench.writes(1)
        #expect(bench.isWaiting(1))
        #expect(bench.prompts(.queue, to: 1).count == (isSent ? 1 : 0))
        #expect(bench.skipped(1) == (isSent ? [] : ["queue: fewer than 3 messages left"]))
    }

    @Test func whoIsServedAtOnceGetsNoQueuePrompt() {
        var bench = bench { $0.prompts.queue.isEnabled = true }
        bench.writes(1)
        bench.acceptAll()
        #expect(bench.outgoing.isEmpty)
    }

    @Test func whoQueuesWithNobodyThereGetsTheOfflinePromptInstead() {
        var bench = bench {
            $0.prompts.queue.isEnabled = true
            $0.prompts.offline.isEnabled = true
            $0.whenNobody = .queue
        }
        bench.stop(ann)
        bench.writes(1)
        bench.acceptAll()
        bench.apply(.receptionChanged(one, ann, .suspended, asOf: bench.seconds))
        bench.writes(1)
        bench.acceptAll()
        #expect(bench.prompts(.queue, to: 1).isEmpty)
        #expect(bench.prompts(.offline, to: 1).count == 1)
        #expect(bench.isWaiting(1))
    }

    @Test func theWaitIsThePlaceTimesTheMeanGapRoundedUp() {
        var bench = bench { $0.prompts.queue.isEnabled = true }
        for visitor: Int64 in 1...6 {
            bench.writes(visitor)
            bench.acceptAll()
            bench.advance(by: .seconds(90))
            if visitor < 6 {
                bench.command(.end, visitor)
                bench.acceptAll()
            }
        }
        bench.writes(7)
        bench.writes(8)
        bench.acceptAll()
        // Six assignments are five gaps of 90 s.
        #expect(bench.prompts(.queue, to: 7).map(\.content.text) == ["place 1, 2 min"])
        #expect(bench.prompts(.queue, to: 8).map(\.content.text) == ["place 2, 3 min"])
    }

    @Test func aQuickAssignmentVoidsThePoolsCodeAndThatIsRecorded() {
        var bench = crowded { $0.prompts.queue.isEnabled = true }
        bench.writes(4)
        bench.answer(4, .accepted(code: "P"))
        bench.edit { $0.cap = 4 }
        #expect(bench.holder(4) == ann)
        bench.acceptAll()
        #expect(bench.prompts(.queue, to: 4).isEmpty)
        #expect(bench.skipped(4).count == 1)
    }

    // Rule 9.

    @Test func aWaitingWecomSessionStandsInThePoolAndARelayOneDoesNot() {
        var wecom = crowded()
        #expect(wecom.conversation(2)?.platform == .pool)
        wecom.command(.end, 1)
        #expect(wecom.answer(1, .accepted(code: nil)) == .change(to: .ended))
        #expect(wecom.answer(2, .accepted(code: nil)) == .change(to: .agent(ann)))
        var relay = bench([ann], on: .relay)
        relay.writes(1)
        relay.writes(2)
        #expect(relay.emitted.isEmpty)
        #expect(relay.isWaiting(2))
    }

    @Test func theChannelIsFixedWhenASessionOpens() {
        var bench = crowded()
        bench.edit { $0.receptionChannel = .relay }
        #expect(bench.session(2)?.receptionChannel == .wecom)
        bench.command(.end, 1)
        bench.acceptAll()
        #expect(bench.conversation(2)?.platform == .agent(ann))
    }

    @Test func aSessionFoundInState3IsWecomFromThenOn() {
        var bench = bench([ann, bob], on: .relay)
        bench.writes(1)
        #expect(bench.session(1)?.receptionChannel == .relay)
        bench.client(.took(bob), 1)
        bench.acceptAll()
        #expect(bench.session(1)?.receptionChannel == .wecom)
        #expect(bench.holder(1) == bob)
        #expect(bench.replies(bob, to: 1).answer == .refused(.wrongChannel))
    }

    @Test func aRefusedPoolIsNotAskedTwiceAndThePromptGoesBySending() {
        var bench = bench { $0.prompts.queue.isEnabled = true }
        bench.writes(1)
        bench.writes(2)
        #expect(bench.answer(2, .refused(code: 95_016)) == .change(to: .pool))
        bench.acceptAll()
        #expect(bench.prompts(.queue, to: 2).count == 1)
        #expect(bench.emitted.filter { $0.kind == .change(to: .pool) }.count == 1)
        #expect(bench.isWaiting(2))
    }

    // Rule 10.

    @Test func whoGaveASessionBackMayNotHaveItUntilTheGraceHasPassed() {
        var bench = bench([ann]) { $0.cap = 2 }
        bench.writes(1)
        bench.acceptAll()
        #expect(bench.command(.requeue, 1, by: .agent(ann)) == .done)
        #expect(bench.isWaiting(1))
        bench.advance(by: .minutes(5) - .seconds(1))
        #expect(bench.isWaiting(1))
        bench.advance(by: .seconds(1))
        #expect(bench.holder(1) == ann)
        // It never left state 3.
        #expect(bench.pending(1) == nil)
    }

    @Test func theBarEndsWhenAnotherAgentHasHadTheSession() {
        var bench = bench([ann, bob])
        bench.writes(1)
        bench.acceptAll()
        bench.command(.requeue, 1, by: .agent(ann))
        #expect(bench.holder(1) == bob)
        bench.acceptAll()
        bench.command(.requeue, 1, by: .agent(bob))
        #expect(bench.holder(1) == ann)
    }

    @Test func aRefusedAssignmentDoesNotEndTheBar() {
        var bench = bench([ann, bob])
        bench.writes(1)
        bench.acceptAll()
        bench.command(.requeue, 1, by: .agent(ann))
        #expect(bench.holder(1) == bob)
        bench.answer(1, .refused(code: 95_019))
        bench.answer(1, .observed(.open))
        #expect(bench.isWaiting(1))
    }

    @Test func theOldAgentWhoWritesHasTheSessionAgain() {
        var bench = bench([ann]) { $0.cap = 2 }
        bench.writes(1)
        bench.acceptAll()
        bench.command(.requeue, 1)
        bench.advance(by: .seconds(2))
        bench.clientWrites(ann, to: 1)
        #expect(bench.holder(1) == ann)
        #expect(bench.emitted.count == 1)
    }

    @Test func aMessageWrittenBeforeTheGivingBackMovesNothing() {
        var bench = bench([ann]) { $0.cap = 2 }
        bench.writes(1)
        bench.acceptAll()
        let before = bench.now
        bench.advance(by: .seconds(2))
        bench.command(.requeue, 1, by: .agent(ann))
        bench.clientWrites(ann, to: 1, sent: before)
        #expect(bench.isWaiting(1))
    }

    @Test func givingBackWithNobodyThereIsRefused() {
        var bench = bench([ann])
        bench.writes(1)
        bench.acceptAll()
        bench.stop(ann)
        #expect(bench.command(.requeue, 1, by: .agent(ann)) == .refused(.nobodyThere))
        #expect(bench.command(.requeue, 1) == .refused(.nobodyThere))
        #expect(bench.holder(1) == ann)
    }

    @Test(arguments: [ReceptionChannel.wecom, .relay])
    func aRequeuedSessionSpeaksNoQueuePrompt(channel: ReceptionChannel) {
        var bench = bench([ann], on: channel) {
            $0.cap = 2
            $0.prompts.queue.isEnabled = true
        }
        bench.writes(1)
        bench.acceptAll()
        bench.command(.requeue, 1)
        bench.acceptAll()
        #expect(bench.isWaiting(1))
        #expect(bench.outgoing.isEmpty)
        #expect(bench.skipped(1) == [])
    }
}

extension Interval {
    static func - (left: Self, right: Self) -> Self {
        Interval(milliseconds: left.milliseconds - right.milliseconds)
    }
}
