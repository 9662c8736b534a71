import Engine
import HTTPClient
import Testing
import WeCom

/// Section 3: what cannot wait a minute has a part of the sends by code for itself.
@Suite struct UrgentCodeTests {
    @Test func queuePromptsLeaveThirtyPercentOfTheSendsByCodeToWelcomes() {
        let budget = SharedRateBudget()
        let client = PlatformClient(
            baseURL: "http://127.0.0.1:9/", corpID: "ww1", secret: "secret", http: HTTPClient(),
            budget: budget, time: { 0 })
        var taken = 0
        while client.wait(before: .sendOnCode, isUrgent: false) == nil {
            #expect(budget.tryTake(.api(.sendMessageOnEvent), now: 0) == .go)
            taken += 1
        }
        #expect(taken == 5_600)
        while client.wait(before: .sendOnCode, isUrgent: true) == nil {
            #expect(budget.tryTake(.api(.sendMessageOnEvent), now: 0) == .go)
            taken += 1
        }
        #expect(taken == 8_000)
    }
}
