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
}
