import Testing

@testable import kefu_platform

/// What counts as a violation, and what as a race that the caller lost without fault.
@Suite struct BlameTests {
    @Test func aClientActionThatWasNotYetPulledMakesARace() throws {
        var bench = Bench()
        bench.bring(to: .human)
        try bench.model.servicerEnds(Bench.key, "ann", now: bench.now)
        bench.wait(60_000)
        #expect(bench.trans(3, "bo")["errcode"] == 95013)
        #expect(bench.violations.isEmpty)
    }

    @Test func onceItWasPulledItIsAViolation() throws {
        var bench = Bench()
        bench.bring(to: .human)
        try bench.model.servicerEnds(Bench.key, "ann", now: bench.now)
        _ = bench.pull()
        #expect(bench.trans(3, "bo")["errcode"] == 95013)
        #expect(bench.violations.isEmpty, "the call was on its way when the page came")
        bench.wait(1001)
        #expect(bench.trans(4)["errcode"] == 95013)
        #expect(bench.violations.isEmpty, "4 to 4 is an open cell")
        #expect(bench.trans(3, "ann")["errcode"] == 95013)
        #expect(bench.violations == ["forbidden-change"])
    }

    @Test func aPageThatEndsBeforeTheEventTeachesNothing() throws {
        var bench = Bench()
        bench.bring(to: .human)
        try bench.model.servicerEnds(Bench.key, "ann", now: bench.now)
        _ = bench.page(limit: 2)
        bench.wait(5000)
        #expect(bench.trans(3, "bo")["errcode"] == 95013)
        #expect(bench.violations.isEmpty)
    }

    @Test func readingTheStateTeachesItAtOnce() throws {
        var bench = Bench()
        bench.bring(to: .human)
        try bench.model.servicerEnds(Bench.key, "ann", now: bench.now)
        _ = bench.post(
            "kf/service_state/get", ["open_kfid": "wkMain", "external_userid": "wmOne"])
        #expect(bench.send() == 95018)
        #expect(bench.violations == ["send-in-wrong-state"])
    }

    @Test func anAnswerThatGotLostTeachesNothing() {
        var bench = Bench()
        bench.bring(to: .untreated)
        bench.model.faults = [
            Fault(path: "kf/service_state/trans", kind: .drop, times: 1, share: 1)
        ]
        _ = bench.trans(2)
        #expect(bench.model.conversations[Bench.key]?.state == .pool, "the effect stays")
        bench.wait(5000)
        #expect(bench.send() == 95018)
        #expect(bench.violations.isEmpty)
    }

    @Test func aCallerThatStartedAgainHasForgottenTheLastMoments() {
        var bench = Bench()
        bench.bring(to: .pool)
        _ = bench.get("gettoken", ["corpid": "ww1", "corpsecret": "s"])
        #expect(bench.send() == 95018)
        #expect(bench.violations.isEmpty)
    }

    @Test func aDefiniteRefusalIsNotToBeRepeated() throws {
        var bench = Bench()
        bench.bring(to: .assistant)
        #expect(bench.trans(4)["errcode"] == 95016)
        #expect(bench.trans(4)["errcode"] == 95016)
        #expect(bench.violations == ["repeated-refused-call"])
        #expect(bench.model.book.openCellRefusals == 1)
        bench.customerWrites()
        #expect(bench.trans(4)["errcode"] == 95016)
        #expect(bench.violations.count == 1, "something has happened meanwhile")
    }

    @Test func whatIsRefusedForNowMayBeRepeated() {
        var bench = Bench()
        bench.bring(to: .untreated)
        bench.model.faults = [
            Fault(path: "kf/send_msg", kind: .error(code: 45009), times: 3, share: 1)
        ]
        for _ in 0..<3 { #expect(bench.send() == 45009) }
        #expect(bench.send() == 0)
        #expect(bench.violations.isEmpty)
    }

    @Test func callsAboutStrangersAreViolations() {
        var bench = Bench()
        #expect(bench.send() == 40096)
        let body: JSON = ["open_kfid": "wkNone", "external_userid": "wmOne"]
        #expect(bench.code("kf/service_state/get", body) == 95004)
        #expect(bench.violations == ["unknown-customer", "unknown-account"])
    }

    @Test func theMostSessionsOfAServicerAreRemembered() throws {
        var bench = Bench()
        bench.bring(to: .human)
        let second = ConversationKey(account: Bench.other, customer: "wmTwo")
        try bench.model.customerWrites(second, body: ["content": "x"], now: bench.now)
        _ = bench.post(
            "kf/service_state/trans",
            [
                "open_kfid": "wkOther", "external_userid": "wmTwo", "service_state": 3,
                "servicer_userid": "ann",
            ])
        _ = bench.trans(3, "bo")
        #expect(bench.model.loads.totalMost == ["ann": 2, "bo": 1])
        #expect(bench.model.loads.totalNow["ann"] == 1)
        #expect(bench.model.loads.most[.init(account: Bench.account, servicer: "ann")] == 1)
    }
}
