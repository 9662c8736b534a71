import Routing
import Testing

@testable import Engine

/// Section 1.2: which account is pulled next, and when.
@Suite struct PullPlanTests {
    @Test(arguments: [false, true])
    func anAccountThatComesBackIsNotAskedBeforeItsPauseIsOver(wasAnsweredFirst: Bool) throws {
        let account = AccountID(1)
        let start = Instant(milliseconds: 1_000_000)
        var plan = PullPlan(pollInterval: .minutes(5))
        plan.add(account, PullLane(nextPoll: start), now: start)
        #expect(plan.begin(account, at: start) != nil)
        if !wasAnsweredFirst { _ = plan.remove(account) }
        _ = plan.failed(account, with: .notNow(45009, "too fast"), now: start + .seconds(1))
        if wasAnsweredFirst { _ = plan.remove(account) }
        plan.add(account, PullLane(nextPoll: start), now: start + .seconds(2))
        let due = try #require(plan.nextWake(now: start + .seconds(2)))
        #expect(due == start + .seconds(61))
    }

    private let account = AccountID(1)
    private let other = AccountID(2)
    private let start = Instant(milliseconds: 1_000_000)

    private func plan(_ accounts: AccountID..., cursor: String? = nil) -> PullPlan {
        var plan = PullPlan(pollInterval: .minutes(5))
        for account in accounts {
            var lane = PullLane(nextPoll: start)
            lane.cursor = cursor
            plan.add(account, lane, now: start)
        }
        return plan
    }

    @Test func anAccountThatComesBackDuringItsPullIsNotPulledTwice() {
        var plan = plan(account, cursor: "c1")
        #expect(plan.begin(account, at: start) != nil)
        _ = plan.remove(account)
        plan.add(account, PullLane(nextPoll: start), now: start + .seconds(30))
        #expect(plan.next(at: start + .seconds(30)) == nil)
        _ = plan.answered(account, nextCursor: "c2", hasMore: false, now: start + .seconds(31))
        let next = plan.next(at: start + .seconds(31))
        #expect(next == account, "what came while it was away is asked for")
        #expect(plan.begin(account, at: start + .seconds(31))?.cursor == "c2")
    }

    @Test func anAccountThatIsTakenAwayIsPulledNoMore() {
        var plan = plan(account)
        #expect(plan.next(at: start) == account)
        _ = plan.remove(account)
        plan.hint(account, token: "T", at: start)
        #expect(plan.next(at: start + .hours(1)) == nil)
        #expect(plan.nextWake(now: start) == nil)
        #expect(!plan.fence(account, at: start) {})
    }

    @Test func theRateOfPullsWithATokenIsEverybodys() throws {
        var plan = plan(account, other)
        plan.hint(account, token: "T", at: start)
        _ = plan.begin(account, at: start)
        let consequences = plan.failed(account, with: .notNow(45009, "too fast"), now: start)
        guard case .paused(let until, ofAll: true) = try #require(consequences.first) else {
            Issue.record("\(consequences)")
            return
        }
        #expect(until == start + .seconds(60))
        #expect(plan.next(at: start + .seconds(59)) == nil)
        #expect(plan.next(at: start + .seconds(60)) != nil)
    }

    @Test func aTokenThatCameMeanwhileIsNotDroppedWithTheRefusedOne() {
        var plan = plan(account)
        plan.hint(account, token: "OLD", at: start)
        #expect(plan.begin(account, at: start)?.token == "OLD")
        plan.hint(account, token: "NEW", at: start + .seconds(1))
        _ = plan.failed(account, with: .refused(95007, "dead"), now: start + .seconds(2))
        #expect(plan.begin(account, at: start + .seconds(2))?.token == "NEW")
    }
}
