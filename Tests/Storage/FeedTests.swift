import Testing

@testable import Routing
@testable import Storage

struct FeedTests {
    private func add(_ store: Store, _ agents: [Int64], at: Instant) throws {
        var journal = Journal()
        journal.feed = agents.map { agent in
            FeedChange(agent: AgentID(agent), kind: .status, at: at, reason: "online")
        }
        try store.transaction { () throws in
            try store.save(journal, of: Records(), at: at)
        }
    }

    @Test func nothingIsSkippedOrShownTwiceToAClientThatHandsBackItsCursor() throws {
        let store = try makeStore(try TemporaryFolder())
        var cursor: Int64 = 0
        var shown: [Int64] = []
        for round in Int64(0)..<30 {
            try add(store, [1, 2, 1, 1, 3], at: .at(round))
            for limit in [2, 1] {
                let page = try store.view.feed(of: AgentID(1), after: cursor, limit: limit)
                shown += page.map(\.id)
                cursor = page.last?.id ?? cursor
            }
        }
        shown += try store.view.feed(of: AgentID(1), after: cursor, limit: 500).map(\.id)
        let all = try store.view.feed(of: AgentID(1), after: 0, limit: 500)
        #expect(all.count == 90)
        #expect(shown == all.map(\.id))
        #expect(all[0].kind == .status && all[0].reason == "online" && all[0].at == .at(0))
        #expect(try store.view.lastFeedID() == 150)
    }

    @Test func changesLiveSevenDaysAndTheirNumbersAreNotGivenAgain() throws {
        let store = try makeStore(try TemporaryFolder())
        let day: Int64 = 86_400
        try add(store, [1, 1, 2], at: .at(0))
        try add(store, [1], at: .at(3 * day))
        #expect(try store.view.feedPrunedThrough(AgentID(1)) == 0)
        try store.transaction { () throws in _ = try store.prune(at: .at(7 * day)) }
        #expect(try store.view.feed(of: AgentID(1), after: 0, limit: 9).map(\.id) == [1, 2, 4])
        // In steps of one row.
        var steps = 0
        while try store.transaction({ () throws in
            try store.prune(at: .at(8 * day), rowsMax: 1)
        }) { steps += 1 }
        #expect(steps == 3)
        #expect(try store.view.feed(of: AgentID(1), after: 0, limit: 9).map(\.id) == [4])
        #expect(try store.view.feedPrunedThrough(AgentID(1)) == 2)
        #expect(try store.view.feedPrunedThrough(AgentID(2)) == 3)
        // Everything has had its time, and still the next number is a new one.
        try store.transaction { () throws in _ = try store.prune(at: .at(90 * day)) }
        try add(store, [2], at: .at(91 * day))
        #expect(try store.view.lastFeedID() == 5)
    }
}
