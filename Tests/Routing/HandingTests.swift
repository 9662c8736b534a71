import Testing

@testable import Routing

/// Rules 15 and 16, asked beforehand: what is said to be possible is what a command then does.
struct HandingTests {
    private func bench() -> Bench {
        var bench = Bench()
        bench.account(one, [ann, bob, cid])
        bench.account(two, [bob])
        bench.online(ann, bob, cid)
        return bench
    }

    private func targets(_ bench: Bench, _ visitor: Int64) throws -> TransferTargets {
        var core = bench.core
        let session = try #require(bench.session(visitor))
        let targets = core.transferTargets(of: session.id, at: core.moment)
        return try #require(targets)
    }

    @Test func everyOtherAgentIsNamedWithWhatStandsInItsWay() throws {
        var bench = bench()
        bench.writes(1)
        bench.stop(cid, as: .suspended)
        let agents = try targets(bench, 1).agents
        #expect(agents.map(\.agent) == [bob, cid])
        #expect(agents.map(\.reason) == [nil, .away])
        #expect(agents.map(\.status) == [.online, .away])
        for line in agents {
            var other = bench
            let answer = other.command(.assign(to: line.agent), 1, by: .agent(ann))
            #expect(answer == line.reason.map { .refused(.agentNotEligible($0)) } ?? .done)
        }
    }

    @Test func theQueueIsClosedWhenNobodyIsThere() throws {
        var bench = bench()
        bench.writes(1)
        #expect(try targets(bench, 1).queue == nil)
        for agent in [ann, bob, cid] { bench.stop(agent) }
        #expect(try targets(bench, 1).queue == .nobodyThere)
        #expect(bench.command(.requeue, 1, by: .agent(ann)) == .refused(.nobodyThere))
    }

    @Test func anotherAccountIsOfferedWhileItReceives() throws {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        #expect(try targets(bench, 1).accounts.map(\.account) == [two])
        #expect(try targets(bench, 1).accounts.map(\.refusal) == [nil])
        bench.stop(bob)
        #expect(try targets(bench, 1).accounts.map(\.refusal) == [.nobodyThere])
    }

    @Test func aFinishedSessionGoesNowhere() throws {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        let id = try #require(bench.session(1)?.id)
        bench.command(.end, 1, by: .agent(ann))
        bench.acceptAll()
        var core = bench.core
        #expect(core.transferTargets(of: id, at: core.moment) == nil)
    }

    @Test func anAgentsDutiesAreTheAccountsThatListItOrHoldItsSessions() {
        var bench = bench()
        bench.writes(1)
        bench.acceptAll()
        bench.stop(bob)
        var core = bench.core
        let duties = core.duties(of: bob, at: core.moment)
        #expect(duties.map(\.account) == [one, two])
        #expect(duties.map(\.status) == [.offline, .offline])
        #expect(core.duties(of: ann, at: core.moment).map(\.load) == [1])
        bench.edit { $0.agents = [bob, cid] }
        core = bench.core
        #expect(core.duties(of: ann, at: core.moment).map(\.account) == [one])
        bench.acceptAll()
        core = bench.core
        #expect(core.duties(of: ann, at: core.moment).isEmpty)
        #expect(core.duties(of: AgentID(99), at: core.moment).isEmpty)
    }
}
