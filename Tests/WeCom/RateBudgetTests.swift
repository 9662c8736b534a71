import Testing
import WeCom

@Suite struct RateBudgetTests {
    private func limits(perMinute: Int, perHour: Int = 1_000_000) -> RateBudget.Limits {
        var limits = RateBudget.Limits()
        (limits.perMinute, limits.perHour) = (perMinute, perHour)
        return limits
    }

    private let send = RateBudget.Key.api(.sendMessage)

    /// How many go through at this moment.
    private func take(_ budget: inout RateBudget, _ key: RateBudget.Key, now: Int64) -> Int {
        var count = 0
        while budget.tryTake(key, now: now) == .go { count += 1 }
        return count
    }

    @Test func ourShareIsEightyPercentOfTheDocumentedLimits() {
        var budget = RateBudget()
        #expect(take(&budget, send, now: 0) == 8_000)
        #expect(budget.tryTake(send, now: 0) == .wait(milliseconds: 61_000))
        #expect(budget.tryTake(.api(.getState), now: 0) == .go)
        var total = 8_000
        for minute in 1..<60 { total += take(&budget, send, now: Int64(minute) * 61_000) }
        #expect(total == 120_000)
    }

    /// The promise, whatever the times: never more than the share in any window.
    @Test(arguments: UInt64(1)...20)
    func noMinuteAndNoHourSeesMoreThanTheShare(seed: UInt64) {
        var random = SplitMix(state: seed)
        var budget = RateBudget(limits(perMinute: 20, perHour: 200))
        var now = Int64.random(in: -5_000...5_000, using: &random)
        var taken: [Int64] = []
        for _ in 0..<3_000 {
            now +=
                Int64.random(in: 0...10, using: &random) == 0
                ? .random(in: 0...90_000, using: &random) : .random(in: 0...1_500, using: &random)
            if budget.tryTake(send, now: now) == .go { taken.append(now) }
        }
        func most(in window: Int64) -> Int {
            taken.indices.map { first in
                taken[first...].prefix { $0 < taken[first] + window }.count
            }.max() ?? 0
        }
        #expect(most(in: 60_000) <= 16)
        #expect(most(in: 3_600_000) <= 160)
        #expect(taken.count >= 160)
    }

    @Test func aCallThatLeavesAPartToOthersWaitsBeforeThatPartIsTouched() {
        var budget = RateBudget(limits(perMinute: 100))
        for now: Int64 in 0..<56 {
            #expect(budget.waitMilliseconds(send, now: now, leaving: 30) == 0)
            #expect(budget.tryTake(send, now: now) == .go)
        }
        #expect(budget.waitMilliseconds(send, now: 100, leaving: 30) == 60_900)
        #expect(budget.waitMilliseconds(send, now: 100) == 0)
        #expect(take(&budget, send, now: 100) == 24, "the rest of the 80")
    }

    @Test func theWaitIsLongEnoughAndNotLonger() {
        var budget = RateBudget(limits(perMinute: 5))
        for now: Int64 in [0, 10_500, 20_000, 59_999] {
            #expect(budget.tryTake(send, now: now) == .go)
        }
        guard case .wait(let wait) = budget.tryTake(send, now: 60_000) else {
            Issue.record("a fifth went through")
            return
        }
        #expect(wait == 1_000)
        #expect(budget.waitMilliseconds(send, now: 60_000 + wait - 1) == 1)
        #expect(budget.waitMilliseconds(send, now: 60_000 + wait) == 0)
        #expect(budget.tryTake(send, now: 60_000 + wait) == .go)
    }

    @Test func aRefusalPausesThatAPIForAMinute() {
        var budget = RateBudget()
        budget.refused(send, now: 1_000)
        #expect(budget.tryTake(send, now: 1_000) == .wait(milliseconds: 60_000))
        #expect(budget.tryTake(send, now: 60_999) == .wait(milliseconds: 1))
        #expect(budget.tryTake(.api(.changeState), now: 1_000) == .go)
        #expect(budget.tryTake(send, now: 61_000) == .go)
    }

    @Test func pullsWithoutATokenHaveASmallBudgetForEachAccount() {
        var budget = RateBudget()
        let (one, two) = (
            RateBudget.Key.syncWithoutToken(openKfID: "1"),
            RateBudget.Key.syncWithoutToken(openKfID: "2")
        )
        #expect(take(&budget, one, now: 0) == 5)
        #expect(take(&budget, two, now: 0) == 5)
        // Its refusal keeps nobody else from pulling.
        budget.refused(one, now: 0)
        #expect(budget.tryTake(.api(.syncMessages), now: 0) == .go)
        #expect(take(&budget, one, now: 61_000) == 5)
        budget.refused(.api(.syncMessages), now: 70_000)
        #expect(take(&budget, two, now: 70_000) == 0)
    }

    @Test func pullsWithoutATokenCountForTheAPI() {
        var budget = RateBudget(limits(perMinute: 5))
        for account in 0..<4 {
            #expect(budget.tryTake(.syncWithoutToken(openKfID: "\(account)"), now: 0) == .go)
        }
        #expect(budget.tryTake(.api(.syncMessages), now: 0) != .go)
    }

    @Test func aClockThatStepsBackFreesNothing() {
        var budget = RateBudget(limits(perMinute: 5))
        #expect(take(&budget, send, now: 100_000) == 4)
        #expect(take(&budget, send, now: 10_000) == 0)
    }

    @Test func theClientStopsBeforeThePlatformDoes() async throws {
        let platform = try ScriptedPlatform(limits: limits(perMinute: 5))
        for _ in 0..<4 { _ = try await platform.send() }
        let failure = await #expect(throws: PlatformFailure.self) { try await platform.send() }
        #expect(failure?.code == .rateLimit)
        #expect(platform.script.asked(.sendMessage).count == 4)
        platform.script.advance(milliseconds: 61_000)
        _ = try await platform.send()
    }

    @Test func theClientLeavesAnAPIAloneThatHasAnswered45009() async throws {
        let platform = try ScriptedPlatform()
        platform.script.set(.sendMessage, Script.error(45_009), .json("{}"))
        for _ in 0..<3 {
            let failure = await #expect(throws: PlatformFailure.self) { try await platform.send() }
            #expect(failure?.code == .rateLimit)
        }
        #expect(platform.script.asked(.sendMessage).count == 1)
        platform.script.advance(milliseconds: 60_000)
        _ = try await platform.send()
    }

    @Test func aPullWithoutATokenIsBudgetedByTheClient() async throws {
        let platform = try ScriptedPlatform()
        let client = platform.client
        for _ in 0..<5 { _ = try await client.syncMessages(SyncRequest(openKfID: "wk1")) }
        await #expect(throws: PlatformFailure.self) {
            try await client.syncMessages(SyncRequest(openKfID: "wk1"))
        }
        _ = try await client.syncMessages(SyncRequest(openKfID: "wk1", token: "t"))
        _ = try await client.syncMessages(SyncRequest(openKfID: "wk2"))
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
