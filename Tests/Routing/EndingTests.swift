import Testing

@testable import Routing

/// Rules 21 and 22: the end prompt, and when an end is an end.
struct EndingTests {
    private func bench(
        on channel: ReceptionChannel = .wecom, _ edit: (inout AccountSettings) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench()
        bench.account(one, [ann, bob], on: channel) {
            $0.prompts.end.isEnabled = true
            edit(&$0)
        }
        bench.online(ann, bob)
        bench.writes(1)
        bench.acceptAll()
        return bench
    }

    // Rule 21.

    @Test func inState3TheEndPromptGoesOnTheCodeOfTheEnd() throws {
        var bench = bench()
        bench.command(.end, 1)
        bench.attempt(1)
        let tried = bench.now
        bench.answer(1, .accepted(code: "E"))
        let prompt = try #require(bench.pending(1))
        guard case .sendOnCode("E", _, _, .end) = prompt.kind else {
            Issue.record("no prompt on the code")
            return
        }
        #expect(prompt.deadline == tried + .seconds(18))
        bench.acceptAll()
        #expect(bench.prompts(.end, to: 1).count == 1)
    }

    @Test func aCodeThatIs18SecondsOldIsMissed() {
        var bench = bench()
        bench.command(.end, 1)
        bench.attempt(1)
        bench.advance(by: .seconds(18))
        bench.answer(1, .accepted(code: "E"))
        #expect(bench.pending(1) == nil)
        #expect(bench.skipped(1) == ["end: too late"])
    }

    @Test func anEndInTheClientBringsTheCodeWithItsEvent() {
        for (late, isSent) in [(Int64(17), true), (18, false)] {
            var bench = bench()
            let at = bench.now
            bench.advance(by: .seconds(late))
            bench.states[bench.chat(1)] = .ended
            bench.apply(.changedInClient(bench.chat(1), .ended(by: ann, code: "E"), at: at))
            #expect(bench.latest(1)?.endReason == .agent)
            #expect((bench.pending(1) != nil) == isSent)
            #expect(bench.load(ann) == 0)
        }
    }

    @Test func inState0And1ThePromptGoesFirstThenOneTryToEnd() {
        var bench = bench(on: .relay)
        bench.command(.end, 1)
        guard case .send(_, _, .end) = bench.answer(1, .accepted(code: nil)) else {
            Issue.record("the prompt goes first")
            return
        }
        #expect(bench.answer(1, .refused(code: 95_016)) == .change(to: .ended))
        #expect(bench.pending(1) == nil)
        #expect(bench.prompts(.end, to: 1).count == 1)
    }

    @Test func theDoubtAboutAMessageCountsFromTheLastClosingCallAndNotFromThePrompt() {
        var bench = bench(on: .relay)
        bench.command(.end, 1)
        bench.answer(1, .accepted(code: nil))  // the prompt
        bench.advance(by: .minutes(5))
        bench.attempt(1)
        bench.writes(1)
        bench.answer(1, .accepted(code: nil))
        #expect(bench.session(1) == nil)
        #expect(bench.pending(1)?.kind == .readState(adopts: false))
    }

    @Test func withoutAMessageLeftTheEndPromptIsRecordedAsSkipped() {
        var bench = bench(on: .relay)
        for _ in 1...5 { bench.replies(ann, to: 1) }
        bench.acceptAll()
        bench.command(.end, 1)
        #expect(bench.answer(1, .accepted(code: nil)) == .change(to: .ended))
        #expect(bench.skipped(1) == ["end: no message left"])
    }

    @Test func inThePoolARefusedEndSaysNothingAndRecordsIt() {
        var bench = bench { $0.cap = 1 }
        bench.writes(2)
        bench.writes(3)
        bench.acceptAll()
        bench.command(.end, 3)
        bench.answer(3, .refused(code: 95_016))
        #expect(bench.latest(3)?.phase == .ended)
        #expect(bench.prompts(.end, to: 3).isEmpty)
        #expect(bench.skipped(3) == ["end: the platform refused the end, code 95016"])
    }

    // Rule 22.

    @Test(arguments: [ReceptionChannel.wecom, .relay])
    func aMessageBeforeTheFirstAttemptCancelsTheEnd(channel: ReceptionChannel) throws {
        var bench = bench(on: channel)
        let id = try #require(bench.session(1)?.id)
        bench.command(.end, 1)
        let message = bench.writes(1)
        #expect(bench.session(1)?.id == id)
        #expect(bench.session(1)?.pendingEnd == nil)
        #expect(bench.holder(1) == ann)
        #expect(bench.placements[message] == id)
        #expect(bench.pending(1) == nil)
        // And the prompt may be spoken at the real end.
        bench.command(.end, 1)
        bench.acceptAll()
        #expect(bench.prompts(.end, to: 1).count == 1)
    }

    @Test func anAssignmentThatTheEndHadWithdrawnIsAskedAgainWhenTheEndIsCancelled() {
        var bench = bench()
        bench.writes(2)
        bench.command(.end, 2)
        bench.writes(2)
        #expect(bench.holder(2) == bob)
        #expect(bench.pending(2)?.kind == .change(to: .agent(bob)))
        bench.acceptAll()
        #expect(bench.conversation(2)?.platform == .agent(bob))
    }

    @Test func itIsAskedAgainAlsoBehindAPoolingThatIsUnderWay() {
        var bench = bench { $0.cap = 1 }
        bench.writes(2)
        bench.writes(3)
        bench.attempt(3)
        bench.edit { $0.cap = 2 }
        #expect(bench.holder(3) != nil)
        bench.command(.end, 3)
        bench.writes(3)
        bench.answer(3, .accepted(code: nil))
        bench.acceptAll()
        #expect(bench.conversation(3)?.platform == bench.holder(3).map { .agent($0) })
    }

    @Test func aTappedEndKeepsTheEndAsTheVisitors() {
        var bench = bench()
        bench.command(.end, 1)
        bench.writes(1, choice: .action(.end))
        bench.acceptAll()
        #expect(bench.latest(1)?.endReason == .visitor)
    }

    @Test func inState0And1TheEndIsTheAttempt() {
        var bench = bench(on: .relay)
        bench.command(.end, 1)
        #expect(bench.holder(1) == ann)
        bench.attempt(1)
        #expect(bench.latest(1)?.phase == .ended)
        #expect(bench.load(ann) == 0)
    }

    @Test func inState3TheEndIsTheAnswer() {
        var bench = bench()
        bench.command(.end, 1)
        bench.attempt(1)
        #expect(bench.holder(1) == ann)
        bench.answer(1, .accepted(code: nil))
        #expect(bench.latest(1)?.phase == .ended)
    }

    /// What the platform says, and what becomes of a message that came after the attempt.
    @Test(arguments: [Int64(-5), 0, 9])
    func aMessageLessThan10SecondsAfterTheAttemptWaitsForTheState(sent: Int64) {
        for state in [PlatformState.ended, .open, .pool] {
            var bench = bench()
            bench.command(.end, 1)
            bench.attempt(1)
            let ending = bench.session(1)?.id
            let tried = bench.now
            bench.advance(by: .seconds(max(0, sent)))
            let message = bench.writes(1, sent: tried + .seconds(sent))
            #expect(bench.placements[message] == nil)
            bench.answer(1, .accepted(code: nil))  // the end
            bench.answer(1, .observed(state))  // the read
            if state == .ended {
                #expect(bench.placements[message] == ending)
                #expect(bench.session(1) == nil)
                #expect(bench.unanswered == [ending])
                #expect(bench.alerts.map(\.kind) == [.messageAfterEnd])
            } else {
                #expect(bench.session(1) != nil)
                #expect(bench.session(1)?.id != ending)
                #expect(bench.placements[message] == bench.session(1)?.id)
            }
        }
    }

    /// The pull was slower than the platform's answer to the end, and the daemon may have been
    /// started again in between.
    @Test(arguments: [Int64(-5), 0, 9], [ReceptionChannel.wecom, .relay])
    func aMessagePulledAfterTheAnswerWaitsForTheStateAsWell(sent: Int64, on: ReceptionChannel) {
        for (state, restarts) in [(PlatformState.ended, false), (.open, false), (.ended, true)] {
            var bench = bench(on: on)
            bench.command(.end, 1)
            let tried = bench.now
            bench.acceptAll()
            let ended = bench.latest(1)?.id
            bench.advance(by: .seconds(20))
            if restarts { bench.restart(after: .seconds(20)) }
            let message = bench.pullsLate(1, sent: tried + .seconds(sent))
            #expect(bench.placements[message] == nil)
            bench.answer(1, .observed(state))
            if state == .ended {
                #expect(bench.placements[message] == ended)
                #expect(bench.session(1) == nil)
                #expect(bench.alerts.map(\.kind) == [.messageAfterEnd])
            } else {
                #expect(bench.placements[message] == bench.session(1)?.id)
                #expect(bench.session(1)?.id != ended)
            }
        }
    }

    @Test func aMessagePulledAfterAReadThatFoundTheEndWaitsForTheState() {
        var bench = bench()
        bench.clientWrites(bob, to: 1)  // it is not his: the state is read
        let asked = bench.now
        bench.answer(1, .observed(.ended))
        let ended = bench.latest(1)
        #expect(ended?.endReason == .platform)
        bench.advance(by: .minutes(2))
        let message = bench.pullsLate(1, sent: asked - .seconds(1))
        bench.answer(1, .observed(.ended))
        #expect(bench.placements[message] == ended?.id)
        #expect(bench.session(1) == nil)
    }

    @Test func aMessage10SecondsAfterTheAttemptOpensASessionWithoutARead() {
        var bench = bench()
        bench.command(.end, 1)
        bench.attempt(1)
        bench.advance(by: .seconds(10))
        let message = bench.writes(1)
        #expect(bench.placements[message] == nil)
        bench.answer(1, .accepted(code: nil))
        #expect(bench.placements[message] == bench.session(1)?.id)
        #expect(bench.holder(1) != nil)
        #expect(!bench.emitted.contains { $0.kind == .readState(adopts: false) })
    }

    @Test func aMessageAfterARefusedEndGoesToTheAgentWhomTheStateNames() {
        var bench = bench()
        bench.command(.end, 1)
        bench.attempt(1)
        let message = bench.writes(1)
        bench.answer(1, .refused(code: 95_016))
        #expect(bench.latest(1)?.phase == .ended)
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.holder(1) == ann)
        #expect(bench.placements[message] == bench.session(1)?.id)
        #expect(bench.load(ann) == 1)
    }

    @Test func anUnknownOutcomeThatDidNotHappenIsTriedAgain() {
        var bench = bench()
        bench.command(.end, 1)
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.holder(1) == ann)
        #expect(bench.pending(1)?.kind == .change(to: .ended))
        bench.acceptAll()
        #expect(bench.latest(1)?.endReason == .admin)
    }

    @Test func anUnknownOutcomeThatDidNotHappenIsCancelledByAMessageSinceThen() throws {
        var bench = bench()
        let id = try #require(bench.session(1)?.id)
        bench.command(.end, 1)
        bench.attempt(1)
        let message = bench.writes(1)
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.session(1)?.id == id)
        #expect(bench.session(1)?.pendingEnd == nil)
        #expect(bench.placements[message] == id)
        #expect(bench.pending(1) == nil)
    }

    @Test func aCancelledEndTellsThePlatformOfTheAgentWhoKeepsTheSession() throws {
        var bench = Bench()
        bench.account(one, [ann]) { $0.cap = 1 }
        bench.online(ann)
        bench.writes(1)
        bench.acceptAll()
        bench.writes(2)
        bench.acceptAll()  // it waits in the pool
        bench.command(.end, 1)
        bench.answer(1, .accepted(code: nil))
        #expect(bench.pending(2)?.kind == .change(to: .agent(ann)))
        bench.command(.end, 2)  // before the platform was told of ann
        bench.attempt(2)
        bench.writes(2)
        bench.answer(2, .observed(.pool))  // the close did not happen
        #expect(bench.holder(2) == ann)
        #expect(bench.pending(2)?.kind == .change(to: .agent(ann)))
    }

    @Test func anUnknownOutcomeThatDidHappenIsTheEnd() {
        var bench = bench()
        bench.command(.end, 1)
        bench.answer(1, .observed(.ended))
        #expect(bench.latest(1)?.phase == .ended)
        #expect(bench.load(ann) == 0)
        #expect(bench.skipped(1).count == 1)  // no code, no prompt
    }

    @Test func anEndThatNobodyTakesBackIsTriedAgainAndKeepsTheMessage() {
        var bench = bench()
        bench.apply(.accountStatusSet(one, .deleting))
        bench.attempt(1)
        bench.answer(1, .observed(.agent(ann)))
        bench.acceptAll()
        #expect(bench.latest(1)?.endReason == .accountDeleted)
        #expect(bench.load(ann) == 0)
    }

    @Test func aMessageDuringAReadThatWasTriedBeforeItIsReadAgain() throws {
        var bench = bench()
        bench.command(.end, 1)
        bench.attempt(1)
        let early = bench.writes(1)
        bench.answer(1, .accepted(code: nil))
        bench.attempt(1)  // the read, which finds state 4
        let late = bench.writes(1)
        bench.answer(1, .observed(.ended))
        let ended = try #require(bench.latest(1)?.id)
        #expect(bench.placements[early] == ended)
        #expect(bench.placements[late] == nil)
        bench.answer(1, .observed(.open))
        #expect(bench.placements[late] == bench.session(1)?.id)
        #expect(bench.session(1)?.id != ended)
    }

    @Test func theVisitorBackBeforeTheChangeIsTriedIsNotEndedAtThePlatform() {
        var bench = bench(on: .relay)
        bench.command(.end, 1)
        bench.attempt(1)  // the prompt: this is the end
        let message = bench.writes(1)
        bench.answer(1, .accepted(code: nil))
        bench.answer(1, .observed(.open))
        #expect(bench.placements[message] == bench.session(1)?.id)
        #expect(bench.withdrawn.count == 1)
    }

    @Test func anAgentsReopeningDuringTheCloseIsANewSession() throws {
        var bench = bench()
        let first = try #require(bench.session(1)?.id)
        bench.command(.end, 1)
        bench.attempt(1)
        bench.client(.reopened(ann), 1)
        #expect(bench.disk.sessions[first]?.phase == .ended)
        #expect(bench.session(1)?.openedBy == .agent)
        #expect(bench.holder(1) == ann)
        bench.answer(1, .accepted(code: nil))
        bench.answer(1, .observed(.agent(ann)))
        #expect(bench.holder(1) == ann)
        #expect(bench.load(ann) == 1)
    }

    @Test func aCloseSurvivesARestartAtEveryPoint() {
        for restartAt in 0...2 {
            var bench = bench()
            bench.command(.end, 1)
            if restartAt == 0 { bench.restart() }
            bench.attempt(1)
            if restartAt == 1 { bench.restart() }
            let message = bench.writes(1)
            if restartAt == 2 { bench.restart() }
            bench.answer(1, .observed(.ended))
            bench.answer(1, .observed(.ended))
            #expect(bench.placements[message] == bench.latest(1)?.id)
            #expect(bench.load(ann) == 0)
        }
    }
}
