import Testing

@testable import Routing

/// Section 3: effects and the sending budget.
struct SendingTests {
    private func bench(codesCount: Bool = false) -> Bench {
        var bench = Bench(RoutingConfiguration(codeMessagesCount: codesCount))
        bench.account(one, [ann], on: .relay)
        bench.online(ann)
        bench.writes(1)
        return bench
    }

    private func left(_ bench: Bench) -> Int {
        bench.core.messagesLeft(in: ConversationID(one, VisitorID(1)))
    }

    @Test func fiveMessagesMayBeSentAfterEachVisitorMessage() {
        var bench = bench()
        for number in 1...5 {
            #expect(bench.replies(ann, to: 1).answer == .done)
            #expect(left(bench) == 5 - number)
        }
        #expect(bench.replies(ann, to: 1).answer == .refused(.windowClosed))
        bench.acceptAll()
        #expect(bench.replies(ann, to: 1).answer == .refused(.windowClosed))
        bench.writes(1)
        #expect(left(bench) == 5)
    }

    @Test func theWindowClosesAfter48Hours() {
        var bench = bench()
        let id = bench.chat(1)
        bench.advance(by: .minutes(47 * 60 + 54))
        #expect(left(bench) == 5)
        bench.command(.end, 1)
        bench.acceptAll()
        bench.apply(.adopt(id, visitorWroteAt: bench.now - .hours(48)))
        bench.advance(by: .minutes(6))
        bench.apply(.adopt(bench.chat(1), visitorWroteAt: bench.now - .hours(49)))
        #expect(left(bench) == 0)
    }

    @Test func whatIsPendingFallsIntoTheNewWindowAndComesBackWhenItFails() {
        var bench = bench()
        bench.replies(ann, to: 1)
        bench.advance(by: .seconds(1))
        bench.writes(1)
        #expect(left(bench) == 4)
        bench.answer(1, .refused(code: 45_002))
        #expect(left(bench) == 5)
    }

    @Test func unknownOutcomesCountAndRefusalsDoNot() {
        var bench = bench()
        let reply = bench.replies(ann, to: 1)
        bench.answer(1, .unknown)
        #expect(left(bench) == 4)
        #expect(bench.messageStates[reply.message] == .unknown)
        bench.replies(ann, to: 1)
        bench.answer(1, .refused(code: 45_002))
        #expect(left(bench) == 4)
    }

    @Test func anOlderMessageThatArrivesLateOpensNoWindow() {
        var bench = bench()
        for _ in 1...5 { bench.replies(ann, to: 1) }
        bench.acceptAll()
        bench.writes(1, sent: bench.now - .minutes(1))
        #expect(left(bench) == 0)
    }

    @Test func aCountLimitOfThePlatformsOwnClosesTheWindow() {
        var bench = bench()
        bench.replies(ann, to: 1)
        bench.answer(1, .refused(code: 95_001))
        #expect(left(bench) == 0)
    }

    @Test func messagesOnCodesCountWhenSoConfigured() {
        for isCounted in [true, false] {
            var bench = bench(codesCount: isCounted)
            bench.edit { $0.prompts.welcome.isEnabled = true }
            bench.apply(.visited(bench.chat(1), at: bench.now, channel: nil, welcomeCode: "W"))
            #expect(left(bench) == (isCounted ? 4 : 5))
        }
    }

    @Test func aStateChangeForASessionThatIsNotTheLatestIsDropped() throws {
        var bench = Bench()
        bench.account(one, [ann, bob])
        bench.online(ann, bob)
        bench.writes(1)
        bench.acceptAll()
        bench.command(.end, 1)
        let tried = bench.attempt(1)  // not now, says the platform
        let change = try #require(tried)
        #expect(change.kind == .change(to: .ended))
        let ended = bench.latest(1)?.id
        bench.client(.ended(by: ann, code: nil), 1)
        bench.client(.reopened(bob), 1)
        #expect(bench.latest(1)?.id != ended)
        #expect(bench.apply(.attempting(change.id)) == .attempt(.withdrawn))
        #expect(bench.finished[change.id] == .dropped)
        bench.acceptAll()
        #expect(bench.holder(1) == bob)
    }

    @Test func theDoubtCountsFromTheNewestAttempt() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.command(.end, 1)
        bench.attempt(1)
        bench.advance(by: .minutes(1))  // not now, said the platform
        bench.attempt(1)
        bench.answer(1, .accepted(code: nil))
        let message = bench.pullsLate(1, sent: bench.now - .seconds(1))
        #expect(bench.session(1) == nil)
        bench.answer(1, .observed(.ended))
        #expect(bench.placements[message] == bench.latest(1)?.id)
    }

    @Test func theAttemptIsCountedBeforeTheCallAndAgainForEachTry() throws {
        var bench = bench()
        bench.replies(ann, to: 1)
        let id = try #require(bench.pending(1)?.id)
        bench.apply(.attempting(id))
        bench.advance(by: .seconds(5))
        bench.apply(.attempting(id))
        #expect(bench.disk.effects[id]?.attempts == 2)
        #expect(bench.disk.effects[id]?.attemptedAt == bench.now)
        #expect(bench.core.effect(id) == bench.disk.effects[id])
    }

    @Test func anEffectThatIsNoMoreIsNotPerformed() {
        var bench = bench()
        #expect(bench.apply(.attempting(EffectID(99))) == .attempt(.withdrawn))
        bench.apply(.finished(EffectID(99), .accepted(code: nil)))
        #expect(bench.finished.isEmpty)
    }

    @Test func aMessageThatThePlatformRefusesForItsStateReadsTheState() {
        for code in [95_013, 95_018] {
            var bench = bench()
            bench.replies(ann, to: 1)
            bench.answer(1, .refused(code: code))
            #expect(bench.pending(1)?.kind == .readState(adopts: false))
            bench.answer(1, .observed(.ended))
            #expect(bench.latest(1)?.endReason == .platform)
        }
    }
}
