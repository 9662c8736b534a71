import Testing

@testable import Routing

/// Rule 4: what is kept ready about everybody on a list is what looking at each of them says.
/// `SimulationTests` compare the two after every step; here are the cases that time brings about
/// and those that need a long list.
struct EligibilityTests {
    /// Who of the list is eligible for a visitor's session, by looking at each.
    private func looked(_ bench: inout Bench, _ visitor: Int64) -> [AgentID] {
        guard let session = bench.session(visitor), let account = bench.core.account(one)
        else { return [] }
        var eligible: [AgentID] = []
        for agent in account.settings.agents
        where bench.core.exclusion(of: agent, for: session) == nil { eligible.append(agent) }
        return eligible
    }

    /// The same from what is kept ready.
    private func kept(_ bench: inout Bench, _ visitor: Int64) -> [AgentID] {
        guard let session = bench.session(visitor), let account = bench.core.account(one)
        else { return [] }
        return bench.core.eligibleAgents(for: session).eligible.map { account.settings.agents[$0] }
    }

    @Test func whoHasNotPolledForTooLongIsLeftOutWithoutATick() {
        var bench = Bench()
        bench.account(one, [ann, bob], on: .relay)
        bench.online(ann, bob)
        bench.apply(.pollEnded(ann))
        bench.now = bench.now + .seconds(59)
        bench.writes(1)
        #expect(bench.holder(1) == ann)
        bench.now = bench.now + .seconds(1)
        for visitor: Int64 in 2...4 {
            bench.writes(visitor)
            #expect(bench.holder(visitor) == bob)
        }
        #expect(bench.decisions(of: 4).last?.excluded == [.away: 1])
        #expect(kept(&bench, 4) == [bob] && looked(&bench, 4) == [bob])
    }

    @Test func aRestAfterRefusalsIsOverWithoutATick() {
        var bench = Bench()
        bench.account(one, [ann, bob])
        bench.online(ann, bob)
        for _ in 0..<2 {
            bench.apply(.receptionListed(one, [ann: .receiving], askedAt: bench.seconds))
            bench.writes(1)
            #expect(bench.holder(1) == ann)
            bench.answer(1, .refused(code: 95_019))
            bench.answer(1, .observed(.open))
            bench.command(.end, 1)
            bench.acceptAll()
        }
        bench.apply(
            .receptionListed(one, [ann: .receiving, bob: .receiving], askedAt: bench.seconds))
        bench.writes(2)
        #expect(bench.holder(2) == bob)
        #expect(bench.decisions(of: 2).last?.excluded == [.refused: 1])
        bench.now = bench.now + .minutes(10)
        bench.writes(3)
        #expect(bench.decisions(of: 3).last?.excluded == [:])
        #expect(kept(&bench, 3) == [ann, bob])
    }

    @Test func anotherTimeToPollHoldsAtOnce() {
        var bench = Bench()
        bench.account(one, [ann, bob], on: .relay)
        bench.online(ann, bob)
        bench.apply(.pollEnded(ann))
        bench.now = bench.now + .seconds(30)
        var shorter = bench.configuration
        shorter.agentAwayAfter = .seconds(20)
        bench.core.configure(shorter)
        bench.writes(1)
        #expect(bench.holder(1) == bob)
        bench.core.configure(bench.configuration)
        bench.writes(2)
        #expect(bench.holder(2) == ann)
    }

    @Test func aListOfAnyLengthIsGoneThroughInItsOrder() {
        var bench = Bench()
        let agents = (1...300).map { AgentID($0) }
        bench.account(one, agents) { $0.cap = 1 }
        for agent in agents { bench.online(agent) }
        for visitor: Int64 in 1...300 {
            bench.writes(visitor)
            #expect(bench.holder(visitor) == AgentID(visitor))
        }
        bench.writes(301)
        #expect(bench.decisions(of: 301).last?.detail == "at_cap=300")
        bench.acceptAll()
        bench.command(.end, 130)
        bench.acceptAll()
        #expect(bench.holder(301) == AgentID(130))
    }

    @Test func aListThatIsChangedIsKeptRight() {
        var bench = Bench()
        bench.account(one, [ann, bob, cid])
        bench.account(two, [bob])
        bench.online(ann, bob, cid)
        bench.edit { $0.agents = [cid, dot, ann] }
        bench.online(dot)
        bench.writes(1)
        #expect(kept(&bench, 1) == looked(&bench, 1))
        #expect(kept(&bench, 1) == [ann, cid, dot])
        #expect(bench.core.agent(bob)?.accounts == [two])
    }

    @Test func idleFirstKeepsTheEightIdlestInOrder() {
        var bench = Bench()
        let agents = (1...20).map { AgentID($0) }
        bench.account(one, agents) {
            $0.strategy = .idleFirst
            $0.cap = 3
        }
        for agent in agents { bench.online(agent) }
        for visitor: Int64 in 1...25 {
            bench.now = bench.now + .seconds(1)
            bench.writes(visitor)
        }
        let last = bench.decisions(of: 25).last
        #expect(last?.candidates.map(\.agent) == (5...12).map { AgentID($0) })
        #expect(last?.candidates.map(\.load) == [1, 1, 1, 1, 1, 1, 1, 1])
    }
}

extension RoutingCore {
    /// The eligible agents for an open session, as positions, and how many are not, by reason.
    mutating func eligibleAgents(
        for session: Session
    ) -> (eligible: PositionSet, excluded: ExclusionCounts) {
        guard let slot = sessions.slot(of: session.id),
            let account = accounts.slot(of: session.account)
        else { return (PositionSet(positions: 0), ExclusionCounts()) }
        return eligibleAgents(of: account, forSessionAt: slot)
    }
}
