import Testing

@testable import Routing

/// The tables in which the core keeps what it knows.
struct TableTests {
    /// A value that is not trivial, so that a slip with memory shows.
    private func effect(_ number: Int64, _ text: String) -> Effect {
        Effect(
            id: EffectID(number), conversation: ConversationID(one, VisitorID(number)),
            session: nil, kind: .send(Content(text: text), MessageID(number), nil),
            createdAt: Instant(milliseconds: number))
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func aTableDoesWhatADictionaryDoes(seed: UInt64) {
        var random = Seeded(state: seed)
        var table = Table<Effect>()
        var dictionary: [EffectID: Effect] = [:]
        // Near numbers and far ones, and some that share their low 32 bits.
        let numbers: [Int64] = (0..<700).map { $0 } + (0..<300).map { $0 << 32 | 7 }
        for step in 0..<20_000 {
            let number = numbers.randomElement(using: &random) ?? 0
            let id = EffectID(number)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4:
                let value = effect(number, "a text that is too long to be kept inline: \(step)")
                table.set(value)
                dictionary[id] = value
            case 4..<7:
                table.remove(id)
                dictionary[id] = nil
            default:
                table.change(id) { $0.attempts = step }
                dictionary[id]?.attempts = step
            }
            #expect(table[id] == dictionary[id])
        }
        #expect(table.count == dictionary.count)
        #expect(Dictionary(uniqueKeysWithValues: table.map { ($0.key, $0.value) }) == dictionary)
        for number in numbers { #expect(table[EffectID(number)] == dictionary[EffectID(number)]) }
    }

    @Test func aCopyKeepsWhatTheOriginalChanges() {
        var table = Table<Effect>()
        for number: Int64 in 1...300 { table.add(effect(number, "before")) }
        let copy = table
        for number: Int64 in 1...300 { table.change(EffectID(number)) { $0.attempts = 5 } }
        table.remove(EffectID(17))
        table.add(effect(1_000, "new"))
        #expect(copy.count == 300)
        #expect(copy.values.allSatisfy { $0.attempts == 0 })
        #expect(copy[EffectID(17)] != nil && copy[EffectID(1_000)] == nil)
        #expect(table.values.filter { $0.attempts == 5 }.count == 299)
    }

    @Test func aPackedNumberIsKeptOrMissing() {
        var session = Session(
            id: SessionID(1), conversation: ConversationID(one, VisitorID(1)), place: 1,
            waitingSince: Instant(milliseconds: 0), receptionChannel: .wecom, openedBy: .visitor,
            openedAt: Instant(milliseconds: 0))
        #expect(session.agent == nil && session.assignedAt == nil)
        session.agent = ann
        session.assignedAt = Instant(milliseconds: 0)
        #expect(session.agent == ann)
        #expect(session.assignedAt == Instant(milliseconds: 0))
        session.agent = nil
        #expect(session.agent == nil)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func deadlinesComeOutByTimeAndThenInTheOrderInWhichTheyWereArmed(seed: UInt64) {
        var random = Seeded(state: seed)
        var timers = Timers()
        var expected: [(at: Int64, number: Int64)] = []
        for number: Int64 in 0..<500 {
            let at = Int64.random(in: 0..<40, using: &random)
            timers.add(.session(SessionID(number)), at: Instant(milliseconds: at))
            expected.append((at, number))
        }
        timers.keep { $0.key != .session(SessionID(77)) }
        expected.removeAll { $0.number == 77 }
        expected.sort { ($0.at, $0.number) < ($1.at, $1.number) }
        #expect(timers.popDue(at: Instant(milliseconds: -1))?.key == nil)
        var found: [TimerKey] = []
        while let entry = timers.popDue(at: Instant(milliseconds: 100)) { found.append(entry.key) }
        #expect(found == expected.map { .session(SessionID($0.number)) })
    }

    @Test func everyKindOfDeadlineComesOutAsItWentIn() {
        let keys: [TimerKey] = [
            .session(SessionID(5)), .conversation(ConversationID(two, VisitorID(9))), .agent(bob),
            .listed(three, cid), .account(two),
        ]
        var timers = Timers()
        for key in keys { timers.add(key, at: Instant(milliseconds: 3)) }
        for key in keys { #expect(timers.popDue(at: Instant(milliseconds: 3))?.key == key) }
    }

    @Test func theDeadlinesOfEndedSessionsAreThrownAway() {
        var bench = Bench()
        bench.account(one, [ann], on: .relay)
        bench.online(ann)
        for visitor: Int64 in 1...3_000 {
            bench.writes(visitor)
            bench.command(.end, visitor)
            bench.acceptAll()
        }
        bench.advance(by: .minutes(2))
        #expect(bench.core.openSessionIDs.isEmpty)
        #expect(bench.core.timers.count < 1_100)
    }
}
