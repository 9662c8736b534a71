import Routing
import Testing

@testable import Engine

@Suite struct MailboxTests {
    private let ann = AgentID(1)
    private let boxes = Mailboxes(nudge: {})

    @Test func newsBetweenReadingAndHoldingAreNotMissed() {
        let mark = boxes.mark(of: ann)
        boxes.deliver(to: [ann])
        let ending = Box<Mailboxes.Ending?>(nil)
        boxes.hold(ann, since: mark, until: .never) { ending.value = $0 }
        #expect(ending.value == .news)
        #expect(boxes.count == 0)
    }

    @Test func aPollIsAnsweredByNewsOfItsOwnAgentOnly() {
        let endings = Box<[Mailboxes.Ending]>([])
        for _ in 0..<2 {
            boxes.hold(ann, since: boxes.mark(of: ann), until: .never) { ending in
                endings.change { $0.append(ending) }
            }
        }
        boxes.deliver(to: [AgentID(2)])
        #expect(endings.value.isEmpty)
        boxes.deliver(to: [ann])
        #expect(endings.value == [.news, .news], "several clients of one agent each get it")
        boxes.deliver(to: [ann])
        #expect(endings.value.count == 2, "a poll is answered once")
    }

    @Test func aPollEndsAtItsTime() {
        let ending = Box<Mailboxes.Ending?>(nil)
        let end = Instant(milliseconds: 5_000)
        boxes.hold(ann, since: boxes.mark(of: ann), until: end) { ending.value = $0 }
        #expect(boxes.nextWake == end)
        boxes.wake(at: Instant(milliseconds: 4_999))
        #expect(ending.value == nil)
        boxes.wake(at: end)
        #expect(ending.value == .timeout)
        #expect(boxes.nextWake == nil)
    }

    @Test func aStopAnswersEveryPollAndHoldsNoMore() {
        let endings = Box<[Mailboxes.Ending]>([])
        boxes.hold(ann, since: boxes.mark(of: ann), until: .never) { ending in
            endings.change { $0.append(ending) }
        }
        boxes.stop()
        boxes.hold(ann, since: boxes.mark(of: ann), until: .never) { ending in
            endings.change { $0.append(ending) }
        }
        #expect(endings.value == [.stopping, .stopping])
    }

    @Test func aPollThatIsTakenBackIsNotAnswered() throws {
        let ending = Box<Mailboxes.Ending?>(nil)
        let ticket = try #require(
            boxes.hold(ann, since: boxes.mark(of: ann), until: .never) { ending.value = $0 })
        #expect(boxes.takeBack(ticket))
        boxes.deliver(to: [ann])
        #expect(ending.value == nil)
        #expect(!boxes.takeBack(ticket))
    }
}
