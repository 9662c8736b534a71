import Routing
import Testing

@testable import Engine

@Suite struct CallVerdictTests {
    private static let send = Effect.Kind.send(Content(text: "a"), MessageID(1), nil)
    private static let code = Effect.Kind.sendOnCode("C", Content(text: "a"), MessageID(1), .end)
    private static let change = Effect.Kind.change(to: .pool)
    private static let read = Effect.Kind.readState(adopts: false)

    /// Section 3.1 and rule 23, line by line.
    private static let table: [(CallFailure, Effect.Kind, Bool, CallVerdict)] = [
        // A message: the same id again after an unknown outcome.
        (.unknown("timeout"), send, false, .again(isUncertain: true)),
        (.refused(40058, ""), send, true, .finish(.accepted(code: nil))),
        (.refused(40058, ""), send, false, .finish(.refused(code: 40058))),
        (.refused(95001, ""), send, true, .finish(.unknown)),
        (.refused(95002, ""), send, true, .finish(.unknown)),
        (.refused(95013, ""), send, true, .finish(.unknown)),
        (.refused(95018, ""), send, true, .finish(.unknown)),
        (.refused(95001, ""), send, false, .finish(.refused(code: 95001))),
        (.refused(95002, ""), send, false, .finish(.refused(code: 95002))),
        (.refused(95013, ""), send, false, .finish(.refused(code: 95013))),
        (.refused(95018, ""), send, false, .finish(.refused(code: 95018))),
        (.notNow(-1, ""), send, false, .again(isUncertain: false)),
        (.notNow(-1, ""), send, true, .again(isUncertain: true)),
        (.notNow(45009, ""), send, false, .again(isUncertain: false)),
        (.notNow(6000, ""), send, false, .again(isUncertain: false)),
        (.notNow(40014, ""), send, false, .again(isUncertain: false)),
        (.notSent(""), send, false, .again(isUncertain: false)),
        (.refused(40201, ""), send, true, .finish(.refused(code: 40201))),
        // A code: only after an answer that says that nothing was done, never after an unknown one.
        (.unknown("timeout"), code, false, .finish(.unknown)),
        (.notNow(-1, ""), code, false, .again(isUncertain: false)),
        (.notNow(45009, ""), code, false, .again(isUncertain: false)),
        (.notNow(45033, ""), code, false, .again(isUncertain: false)),
        (.notNow(42001, ""), code, false, .again(isUncertain: false)),
        (.notNow(6000, ""), code, false, .finish(.refused(code: 6000))),
        (.refused(40058, ""), code, false, .finish(.refused(code: 40058))),
        (.notSent(""), code, false, .again(isUncertain: false)),
        // A change: settled by reading.
        (.unknown("timeout"), change, false, .readBack),
        (.refused(95013, ""), change, false, .finish(.refused(code: 95013))),
        (.notNow(45033, ""), change, false, .again(isUncertain: false)),
        (.notSent(""), change, false, .again(isUncertain: false)),
        // A read: until it is answered.
        (.unknown("timeout"), read, false, .again(isUncertain: false)),
        (.notSent(""), read, false, .again(isUncertain: false)),
        (.notNow(6000, ""), read, false, .again(isUncertain: false)),
        (.refused(95004, ""), read, false, .finish(.refused(code: 95004))),
    ]

    @Test(arguments: table.indices)
    func everyAnswerMeansWhatTheRulesSay(line: Int) {
        let (failure, kind, isUncertain, verdict) = Self.table[line]
        #expect(
            CallVerdict.of(failure, for: kind, isUncertain: isUncertain) == verdict,
            "\(failure) of \(kind)")
    }

    @Test func pausesDoubleUpToFiveMinutesAndAreTheSameEachTime() {
        let pauses = (1...12).map { RetrySchedule.pause(afterAttempts: $0, of: 42).milliseconds }
        #expect(
            pauses == (1...12).map { RetrySchedule.pause(afterAttempts: $0, of: 42).milliseconds })
        #expect((1_000...1_250).contains(pauses[0]))
        #expect((2_000...2_500).contains(pauses[1]))
        #expect((300_000...375_000).contains(pauses[11]))
        let others = Set((1...50).map { RetrySchedule.pause(afterAttempts: 1, of: $0) })
        #expect(others.count > 25, "what failed together does not come back together")
    }

    @Test func nothingIsTriedAfterItsDeadline() {
        let now = Instant(milliseconds: 1_000_000)
        func next(_ left: Int64) -> Instant? {
            RetrySchedule.next(afterAttempts: 1, of: 1, now: now, deadline: now + .seconds(left))
        }
        #expect(next(1) == nil)
        #expect(next(2) != nil)
    }
}
