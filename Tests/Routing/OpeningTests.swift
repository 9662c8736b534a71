import Testing

@testable import Routing

/// Rules 1 to 3: a visit, the first message, and who is there.
struct OpeningTests {
    private func bench(_ edit: (inout AccountSettings) -> Void = { _ in }) -> Bench {
        var bench = Bench()
        bench.account(one, [ann, bob], edit)
        return bench
    }

    @Test(arguments: [(0, true), (17_999, true), (18_000, false), (25_000, false)])
    func theWelcomeGoesOutUntil18SecondsAfterTheVisit(late: Int64, isSent: Bool) throws {
        var bench = bench { $0.prompts.welcome.isEnabled = true }
        let id = bench.chat(1)
        let visit = bench.now
        bench.now = bench.now + Interval(milliseconds: late)
        bench.apply(.visited(id, at: visit, channel: "door", welcomeCode: "W"))
        #expect((bench.pending(1) != nil) == isSent)
        let effect = try #require(bench.emitted.first)
        #expect(effect.deadline == visit + .seconds(18))
        #expect((bench.finished[effect.id] == .missed) == !isSent)
    }

    @Test func aWelcomeThatWaitedTooLongIsMissedAndNotSent() throws {
        var bench = bench { $0.prompts.welcome.isEnabled = true }
        bench.apply(.visited(bench.chat(1), at: bench.now, channel: nil, welcomeCode: "W"))
        let effect = try #require(bench.pending(1))
        bench.advance(by: .seconds(18))
        #expect(bench.apply(.attempting(effect.id)) == .attempt(.withdrawn))
        #expect(bench.finished[effect.id] == .missed)
    }

    @Test func aVisitWithoutACodeOrWithThePromptOffSaysNothing() {
        var bench = bench { $0.prompts.welcome.isEnabled = true }
        bench.apply(.visited(bench.chat(1), at: bench.now, channel: "a", welcomeCode: nil))
        bench.edit { $0.prompts.welcome.isEnabled = false }
        bench.apply(.visited(bench.chat(2), at: bench.now, channel: "a", welcomeCode: "W"))
        #expect(bench.emitted.isEmpty)
    }

    @Test func theVisitsChannelIsTheSessions() {
        var bench = bench()
        bench.online(ann)
        bench.apply(.visited(bench.chat(1), at: bench.now, channel: "poster", welcomeCode: nil))
        bench.writes(1)
        #expect(bench.session(1)?.visitChannel == "poster")
    }

    @Test func twoFirstMessagesOpenOneSessionAndTwoAccountsTwo() {
        var bench = bench()
        bench.account(two, [ann])
        bench.online(ann)
        let first = bench.writes(1)
        let second = bench.writes(1)
        bench.writes(1, in: two)
        #expect(bench.core.openSessionIDs.count == 2)
        #expect(bench.placements[first] == bench.placements[second])
    }

    @Test func aRatingStaysWithItsSessionAndOpensNothing() throws {
        var bench = bench()
        bench.online(ann)
        bench.writes(1)
        bench.acceptAll()
        let rated = try #require(bench.session(1)?.id)
        bench.command(.end, 1)
        bench.acceptAll()
        let message = bench.writes(1, choice: .rating(rated, choice: "good"))
        #expect(bench.session(1) == nil)
        #expect(bench.placements[message] == rated)
        #expect(bench.ratings.map(\.choice) == ["good"])
    }

    @Test func anEndLineTappedWithoutASessionOpensNothing() throws {
        var bench = bench()
        bench.online(ann)
        bench.writes(1)
        bench.acceptAll()
        bench.command(.end, 1)
        bench.acceptAll()
        let message = bench.writes(1, choice: .action(.end))
        #expect(bench.session(1) == nil)
        #expect(bench.placements[message] == bench.latest(1)?.id)
    }

    @Test func anEndLineTappedInASessionEndsItForTheVisitor() {
        var bench = bench()
        bench.online(ann)
        bench.writes(1)
        bench.acceptAll()
        bench.writes(1, choice: .action(.end))
        bench.acceptAll()
        #expect(bench.latest(1)?.endReason == .visitor)
    }

    @Test func somebodyAwayIsSomebodyThere() {
        var bench = bench()
        bench.stop(ann, as: .suspended)
        bench.writes(1)
        #expect(bench.isWaiting(1))
        #expect(bench.latest(1)?.endReason == nil)
    }

    @Test func outsideTheHoursNobodyIsThereWhoeverIsOnline() {
        var bench = bench { $0.hours.dates[CalendarDate(day: utc("2026-01-05", "00:00").day)] = [] }
        bench.online(ann)
        bench.writes(1)
        bench.acceptAll()
        #expect(bench.latest(1)?.endReason == .offline)
    }

    @Test func anAccountThatIsNotActiveOpensNothing() {
        var bench = bench()
        bench.online(ann)
        bench.apply(.accountStatusSet(one, .deleting))
        bench.writes(1)
        #expect(bench.session(1) == nil)
        bench.apply(.accountStatusSet(one, .active))
        bench.writes(1)
        #expect(bench.holder(1) == ann)
    }
}

extension Instant {
    /// Days since 1970-01-01, UTC.
    var day: Int64 { milliseconds / 86_400_000 }
}
