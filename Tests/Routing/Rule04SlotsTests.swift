import Testing

@testable import Routing

/// Rule 4: who is eligible, and which slots are taken.
struct Rule04SlotsTests {
    @Test func anAgentAtItsCapGetsNobodyAndOneBelowDoes() {
        var bench = Bench()
        bench.account(one, [ann]) { $0.cap = 2 }
        bench.online(ann)
        for visitor in 1...3 { bench.writes(Int64(visitor)) }
        #expect(bench.holder(1) == ann)
        #expect(bench.holder(2) == ann)
        #expect(bench.isWaiting(3))
        #expect(bench.load(ann) == 2)
    }
}
