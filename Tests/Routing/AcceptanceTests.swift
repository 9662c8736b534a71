import StoredForms
import Testing

@testable import Routing

/// What must be seen to hold with numbers.
struct AcceptanceTests {
    @Test func roundRobinIsFairOver10000SessionsAndThreeRestarts() {
        var bench = Bench()
        bench.account(one, [ann, bob, cid, dot, eve])
        bench.online(ann, bob, cid, dot, eve)
        var given: [AgentID: Int] = [:]
        for number: Int64 in 1...10_000 {
            bench.writes(number)
            guard let agent = bench.holder(number) else {
                Issue.record("\(number) waits")
                return
            }
            given[agent, default: 0] += 1
            bench.acceptAll()
            bench.client(.ended(by: agent, code: nil), number)
            if number % 2_500 == 0, number < 10_000 {
                bench.disk.sessions = bench.disk.sessions.filter { $0.value.phase != .ended }
                bench.restart(after: .seconds(3))
                bench.online(ann, bob, cid, dot, eve)
            }
        }
        #expect(given.values.reduce(0, +) == 10_000)
        #expect((given.values.max() ?? 0) - (given.values.min() ?? 0) <= 1)
    }

    @Test func of400VisitorsAtOnceThe250GetAnAgentAndThe150WaitInOrder() {
        let agents = [ann, bob, cid, dot, eve]
        let accounts = [one, two, three]
        var bench = Bench()
        for (account, strategy) in zip(accounts, [Strategy.roundRobin, .idleFirst, .roundRobin]) {
            bench.account(account, agents) { $0.strategy = strategy }
        }
        bench.online(ann, bob, cid, dot, eve)
        for visitor: Int64 in 1...400 {
            bench.writes(visitor, in: accounts[Int(visitor % 3)])
            #expect(agents.allSatisfy { bench.load($0) <= 50 })
        }
        bench.acceptAll()
        #expect(agents.map { bench.load($0) } == [50, 50, 50, 50, 50])
        let waiting = accounts.flatMap { bench.queue($0) }.sorted()
        #expect(waiting == Array(251...400))
        // And in this order they are served, over all accounts.
        var served: [Int64] = []
        for visitor: Int64 in 1...150 {
            bench.command(.end, visitor, in: accounts[Int(visitor % 3)])
            bench.acceptAll()
            let next = visitor + 250
            if bench.holder(next, in: accounts[Int(next % 3)]) != nil { served.append(next) }
            #expect(agents.allSatisfy { bench.load($0) <= 50 })
        }
        #expect(served == Array(251...400))
        #expect(bench.overruns.isEmpty)
    }

    @Test func aRestartInTheMiddleChangesNothingThatWasDecided() {
        var bench = Bench()
        bench.account(one, [ann, bob]) { $0.cap = 3 }
        bench.online(ann, bob)
        for visitor: Int64 in 1...10 { bench.writes(visitor) }
        for visitor: Int64 in 1...3 { bench.answer(visitor, .accepted(code: nil)) }
        let before = bench.core.openSessionIDs.sorted().map { bench.core.session($0)?.asStored }
        let queue = bench.queue()
        bench.restart(after: .seconds(20))
        #expect(
            bench.core.openSessionIDs.sorted().map { bench.core.session($0)?.asStored } == before)
        #expect(bench.queue() == queue)
        #expect([bench.load(ann), bench.load(bob)] == [3, 3])
    }
}
