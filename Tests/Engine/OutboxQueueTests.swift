import Routing
import Testing

@testable import Engine

@Suite struct OutboxQueueTests {
    private func at(_ seconds: Int64) -> Instant { Instant(milliseconds: seconds * 1_000) }

    private func entry(
        _ id: Int64, visitor: Int64 = 1, created: Int64 = 0, deadline: Int64? = nil,
        notBefore: Int64? = nil
    ) -> OutboxQueue.Entry {
        let effect = Effect(
            id: EffectID(id), conversation: ConversationID(AccountID(1), VisitorID(visitor)),
            session: nil, kind: .readState(adopts: false), createdAt: at(created),
            deadline: deadline.map(at))
        var entry = OutboxQueue.Entry(effect: effect, attempts: 0, isUncertain: false)
        entry.notBefore = notBefore.map(at)
        return entry
    }

    private func drained(_ queue: inout OutboxQueue, at seconds: Int64) -> [Int64] {
        var ids: [Int64] = []
        while let entry = queue.next(at: at(seconds)) {
            ids.append(entry.effect.id.rawValue)
            queue.remove(entry.effect.id)
        }
        return ids
    }

    @Test func withinAConversationTheOldestComesFirstWhateverItsDeadline() {
        var queue = OutboxQueue()
        for entry in [entry(3, deadline: 1), entry(1), entry(2, deadline: 50)] { queue.add(entry) }
        #expect(drained(&queue, at: 0) == [1, 2, 3])
    }

    @Test func overConversationsTheShortestDeadlineComesFirstThenTheOldest() {
        var queue = OutboxQueue()
        queue.add(entry(1, visitor: 1, created: 5))
        queue.add(entry(2, visitor: 2, created: 6, deadline: 172_800))
        queue.add(entry(3, visitor: 3, created: 7, deadline: 20))
        queue.add(entry(4, visitor: 4, created: 4))
        #expect(drained(&queue, at: 0) == [3, 2, 4, 1])
    }

    @Test func oneAtATimeIsInHandOfAConversation() {
        var queue = OutboxQueue()
        queue.add(entry(1))
        queue.add(entry(2))
        #expect(queue.next(at: at(0))?.effect.id == EffectID(1))
        #expect(queue.next(at: at(0)) == nil)
        queue.giveBack(EffectID(1), until: at(10))
        #expect(queue.next(at: at(9)) == nil, "the second does not overtake the first")
        #expect(queue.nextWake == at(10))
        #expect(queue.next(at: at(10))?.effect.id == EffectID(1))
        queue.remove(EffectID(1))
        #expect(queue.next(at: at(10))?.effect.id == EffectID(2))
    }

    @Test func whatIsWithdrawnMakesWay() {
        var queue = OutboxQueue()
        for id in 1...3 { queue.add(entry(Int64(id))) }
        queue.remove(EffectID(1))
        queue.remove(EffectID(2))
        #expect(drained(&queue, at: 0) == [3])
        #expect(queue.count == 0)
    }

    @Test func whatWaitsBehindAnotherIsToldWhenItsTimeIsOver() {
        var queue = OutboxQueue()
        queue.add(entry(1))
        queue.add(entry(2, deadline: 20))
        #expect(queue.next(at: at(0)) != nil)
        #expect(queue.nextWake == at(20))
        #expect(queue.overdue(at: at(19)).isEmpty)
        #expect(queue.overdue(at: at(20)) == [EffectID(2)])
        #expect(queue.overdue(at: at(21)).isEmpty, "each is named once")
    }

    @Test func anOlderOneThatComesLateIsNextAndNotForgotten() {
        var queue = OutboxQueue()
        queue.add(entry(2))
        #expect(queue.next(at: at(0))?.effect.id == EffectID(2))
        queue.add(entry(1))
        queue.add(entry(3))
        #expect(queue.next(at: at(0)) == nil)
        queue.remove(EffectID(2))
        #expect(drained(&queue, at: 0) == [1, 3])
    }

    @Test func whatIsOverLeavesNothingBehind() {
        var queue = OutboxQueue()
        queue.add(entry(1, deadline: 500))
        for id in 2...5_000 { queue.add(entry(Int64(id), visitor: Int64(id), deadline: 20)) }
        for id in 2...5_000 { queue.remove(EffectID(Int64(id))) }
        #expect(queue.deadlineCount <= 1_002)
        #expect(queue.overdue(at: at(500)) == [EffectID(1)])
    }

    @Test func whatIsHurriedComesAtOnce() {
        var queue = OutboxQueue()
        queue.add(entry(1, notBefore: 300))
        #expect(queue.next(at: at(0)) == nil)
        queue.hurry(EffectID(1))
        #expect(queue.next(at: at(0))?.effect.id == EffectID(1))
        #expect(queue.next(at: at(400)) == nil, "and once only")
    }

    @Test func aThousandConversationsComeInTheirOrder() {
        var queue = OutboxQueue()
        var numbers = (1...1_000).map { Int64($0) }
        numbers.sort { ($0 &* 7_919) % 1_009 < ($1 &* 7_919) % 1_009 }
        for number in numbers { queue.add(entry(number, visitor: number, created: number)) }
        #expect(drained(&queue, at: 0) == (1...1_000).map { Int64($0) })
    }
}
