import Testing

@testable import Routing

/// What a commit has to write, and the small stores that spare it memory.
struct JournalTests {
    @Test func aRowIsNamedOnceInAJournalAndAgainInTheNext() {
        let bench = Bench()
        let moment = bench.moment
        var core = bench.core
        let ids = (1...3).map { ConversationID(one, VisitorID($0)) }
        for id in ids { core.admit(Conversation(id)) }
        for _ in 0..<3 {
            for _ in 0..<2 {
                for id in ids {
                    _ = core.apply(
                        .visited(id, at: moment.now, channel: "shop", welcomeCode: nil), at: moment)
                }
                _ = core.apply(.setStatus(ann, .online), at: moment)
                _ = core.apply(.setStatus(bob, .away), at: moment)
            }
            let journal = core.takeJournal()
            #expect(journal.conversations == ids)
            #expect(journal.agents == [ann, bob])
            #expect(core.takeJournal().conversations.isEmpty)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func aLineOfCallsDoesWhatAnArrayDoes(seed: UInt64) {
        var random = Seeded(state: seed)
        var line = CallLine()
        var array: [EffectID] = []
        for number: Int64 in 1...2_000 {
            if Bool.random(using: &random) {
                line.append(EffectID(number))
                array.append(EffectID(number))
            } else {
                let known = array.randomElement(using: &random) ?? EffectID(0)
                line.remove(known)
                array.removeAll { $0 == known }
            }
            if array.count > 5 {
                line.remove(array.removeFirst())
            }
            #expect(Array(line) == array && line.isEmpty == array.isEmpty)
        }
    }

    @Test func candidatesAreKeptInTheirOrderUpToEight() {
        var candidates: Candidates = []
        for number in 1...8 {
            #expect(!candidates.isFull)
            candidates.append(Candidate(agent: AgentID(Int64(number)), load: number))
        }
        candidates.put(Candidate(agent: ann, load: 50), at: 7)
        #expect(candidates.isFull && candidates.count == 8)
        #expect(candidates.map(\.load) == [1, 2, 3, 4, 5, 6, 7, 50])
        var others = candidates
        #expect(others == candidates && others.hashValue == candidates.hashValue)
        others.put(Candidate(agent: bob, load: 50), at: 7)
        #expect(others != candidates)
    }
}
