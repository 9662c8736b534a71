import Testing
import WeCom

@Suite struct ErrorCodeTests {
    @Test(arguments: [
        (ErrorClass.ok, [0]), (.tokenInvalid, [40014, 42001, 40001]),
        (.notNow, [-1, 45009, 45033, 6000]), (.syncTokenInvalid, [95007]),
        (.waitForVisitor, [95001, 95002, 95013, 95024, 95031]), (.humanOwnsIt, [95018]),
        (.transitionRefused, [95016]), (.agentUnavailable, [95014, 95019]),
        (.mediaInvalid, [40007]),
        (
            .configuration,
            [48001, 48002, 48007, 95004, 95011, 95012, 95017, 95023, 60020, 40013, 40091, 41001]
        ),
        (
            .permanent,
            [40058, 44004, 45002, 40008, 95008, 95009, 90207, 40201, 95030, 123_456, -40001]
        ),
    ])
    func everyCodeHasItsClass(expected: ErrorClass, codes: [Int]) {
        for code in codes { #expect(ErrorCode(rawValue: code).class == expected, "\(code)") }
    }

    @Test func everyCodeHasWords() {
        #expect(ErrorCode.accountNotGranted.meaning.contains("通过API管理微信客服账号"))
        #expect(ErrorCode(rawValue: 123).meaning.contains("not in our table"))
        #expect("\(ErrorCode.rateLimit)".hasPrefix("45009 (too many calls"))
    }
}

@Suite struct ReceptionTests {
    /// The list says 0 = receiving, 1 = stopped; the event says 1 = receiving, 2 = stopped.
    @Test func theTwoEncodingsAreNotInterchangeable() throws {
        let listed = ListedServicerStatus.init(rawValue:)
        let told = ServicerStatusEvent.init(rawValue:)
        #expect(listed(0)?.reception(stopType: nil) == .receiving)
        #expect(listed(1)?.reception(stopType: 0) == .stopped)
        #expect(listed(1)?.reception(stopType: 1) == .suspended)
        #expect(listed(2) == nil)
        #expect(told(0) == nil)
        #expect(told(1)?.reception(stopType: 0) == .receiving)
        #expect(told(2)?.reception(stopType: 0) == .stopped)
        #expect(told(2)?.reception(stopType: 1) == .suspended)
        for number in 0...2 {
            let one = listed(number)?.reception(stopType: 0)
            #expect(one == nil || one != told(number)?.reception(stopType: 0), "\(number)")
        }
    }

    @Test func theStopTypeOfOneWhoReceivesMeansNothing() {
        #expect(ListedServicerStatus.receiving.reception(stopType: 1) == .receiving)
        #expect(ServicerStatusEvent.receiving.reception(stopType: 1) == .receiving)
        #expect(ListedServicerStatus.stopped.reception(stopType: nil) == .stopped)
    }

    @Test func aDepartmentOfTheListHasNoReception() {
        #expect(ListedServicer(departmentID: 3).reception == nil)
        #expect(ListedServicer(userID: "a", status: 0).reception == .receiving)
        #expect(ListedServicer(userID: "a", status: 1, stopType: 1).reception == .suspended)
        #expect(ListedServicer(userID: "a", status: 2).reception == nil)
    }
}
