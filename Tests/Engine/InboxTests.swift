import Foundation
import Testing

@testable import Engine

@Suite struct InboxTests {
    private static func work(weight: Int = 1) -> Work {
        Work(weight: weight, { _ in }, then: { _ in })
    }

    @Test func underLoadAsManyAreWaitedForAsCameLastTime() throws {
        let inbox = Inbox()
        let gathering = Inbox.Gathering(afterTransactionOf: 8, lasting: 1_000_000)
        #expect(gathering.count == 8 && gathering.nanoseconds == 1_000_000)
        var patient = gathering
        patient.nanoseconds = 60_000_000_000
        _ = inbox.add(Self.work(), since: 0)
        let thread = Thread { for _ in 0..<7 { _ = inbox.add(Self.work(), since: 0) } }
        thread.start()
        let taken = inbox.wait(milliseconds: 60_000, atMost: 1_000, gathering: patient)
        #expect(taken.works.count == 8)
    }

    @Test func noLongerThanTheLastTransactionTook() {
        let inbox = Inbox()
        _ = inbox.add(Self.work(), since: 0)
        let gathering = Inbox.Gathering(afterTransactionOf: 1_000, lasting: .max)
        #expect(gathering.nanoseconds == 1_000_000)
        #expect(
            inbox.wait(milliseconds: 60_000, atMost: 1_000, gathering: gathering).works.count == 1)
    }

    @Test func aloneNobodyWaits() {
        #expect(Inbox.Gathering(afterTransactionOf: 3, lasting: 5_000_000).nanoseconds == 0)
    }

    @Test func aPageFillsATransactionByItself() {
        let inbox = Inbox()
        for weight in [1, 1_000, 1, 2_000, 1] { _ = inbox.add(Self.work(weight: weight), since: 0) }
        let counts = (0..<4).map { _ in inbox.take(atMost: 1_000).works.map(\.weight) }
        #expect(counts == [[1], [1_000], [1], [2_000]])
        #expect(inbox.take(atMost: 1_000).works.count == 1)
    }
}
