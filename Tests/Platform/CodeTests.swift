import Testing

@testable import kefu_platform

@Suite struct CodeTests {
    @Test func theFirstChangesToPoolAndServicerGiveCodesAndEachEndDoes() {
        var bench = Bench()
        bench.customerWrites()
        #expect(bench.trans(1)["msg_code"] == nil)
        #expect(bench.trans(2)["msg_code"] != nil)
        #expect(bench.trans(3, "ann")["msg_code"] != nil)
        #expect(bench.trans(3, "bo")["msg_code"] == nil, "the second change to 3")
        #expect(bench.trans(4)["msg_code"] != nil)
        bench.customerWrites()
        #expect(bench.trans(2)["msg_code"] != nil, "a new session begins anew")
    }

    @Test func aCodeIsGoodForOneMessage() {
        var bench = Bench()
        bench.customerWrites()
        let code = bench.trans(2)["msg_code"]?.string ?? ""
        #expect(bench.sendOnEvent(code) == 0)
        #expect(bench.sendOnEvent(code) == 41050)
        #expect(bench.violations == ["used-code"])
    }

    @Test(arguments: [(ServiceState.ended, 20_000), (.pool, 172_800_000), (.human, 172_800_000)])
    func codesLiveTheirTime(state: ServiceState, life: Int) {
        for (late, expected) in [(0, Int64(0)), (1, 41050)] {
            var bench = Bench { $0.sessionMs = 400_000_000 }
            bench.customerWrites()
            var code = bench.trans(state == .pool ? 2 : 3, state == .pool ? nil : "ann")["msg_code"]
            if state == .ended { code = bench.trans(4)["msg_code"] }
            bench.wait(Int64(life) - 1 + Int64(late))
            #expect(bench.sendOnEvent(code?.string ?? "") == expected)
            #expect(bench.violations == (late == 0 ? [] : ["dead-code"]))
        }
    }

    @Test func theWelcomeCodeLivesTwentySecondsAndOutlivesTheFirstMessage() throws {
        for (wait, expected) in [(19_999, Int64(0)), (20_000, 41050)] {
            var bench = Bench()
            try bench.model.customerEnters(Bench.key, now: bench.now)
            let code = bench.lastEvent("enter_session")?["welcome_code"]?.string
            bench.customerWrites()
            bench.wait(Int64(wait))
            #expect(bench.sendOnEvent(try #require(code)) == expected)
        }
    }

    @Test func aWelcomeCodeComesOnlyToWhoWasNotWelcomedAndDidNotWrite() throws {
        var bench = Bench()
        func entered(_ bench: inout Bench) throws -> String? {
            try bench.model.customerEnters(Bench.key, now: bench.now)
            return bench.lastEvent("enter_session")?["welcome_code"]?.string
        }
        _ = try entered(&bench)
        let second = try #require(try entered(&bench), "an unused code is no welcome")
        #expect(bench.sendOnEvent(second) == 0)
        #expect(try entered(&bench) == nil)
        bench.wait(172_800_000)
        #expect(try entered(&bench) != nil)
        bench.customerWrites()
        #expect(try entered(&bench) == nil)
        bench.wait(172_800_001)
        #expect(try entered(&bench) != nil)
    }

    @Test func aCodeIsBoundToTheStateItCameWith() {
        var bench = Bench()
        bench.bring(to: .untreated)
        let pool = bench.trans(2)["msg_code"]?.string ?? ""
        _ = bench.trans(3, "ann")
        #expect(bench.sendOnEvent(pool) == 95018)
        #expect(bench.violations == ["code-of-another-state"])
        let end = bench.trans(4)["msg_code"]?.string ?? ""
        bench.customerWrites()
        #expect(bench.sendOnEvent(end) == 95018)
        #expect(bench.violations.count == 1, "the customer was faster: a race")
    }

    @Test func aCodeIsBoundToItsSession() {
        var bench = Bench()
        bench.bring(to: .human)
        let first = bench.trans(4)["msg_code"]?.string ?? ""
        bench.customerWrites()
        _ = bench.trans(3, "ann")
        let second = bench.trans(4)["msg_code"]?.string ?? ""
        #expect(bench.sendOnEvent(first) == 95018, "the same state, but a later session")
        #expect(bench.sendOnEvent(second) == 0)
    }

    @Test func anUnknownCodeIsAViolation() {
        var bench = Bench()
        #expect(bench.sendOnEvent("made-up") == 41050)
        #expect(bench.violations == ["unknown-code"])
    }

    @Test func poolAndServicerCodesTakeNoMenu() {
        var bench = Bench()
        bench.customerWrites()
        let menu: JSON = ["head_content": "rate us", "list": []]
        let pool = bench.trans(2)["msg_code"] ?? ""
        #expect(
            bench.code(
                "kf/send_msg_on_event", ["code": pool, "msgtype": "msgmenu", "msgmenu": menu])
                == 40008)
        _ = bench.trans(3, "ann")
        let end = bench.trans(4)["msg_code"] ?? ""
        #expect(
            bench.code(
                "kf/send_msg_on_event", ["code": end, "msgtype": "msgmenu", "msgmenu": menu]) == 0)
    }

    @Test func codeMessagesDoNotUseUpTheFiveUnlessTold() {
        for counted in [false, true] {
            var bench = Bench { $0.codeMessagesCount = counted }
            try? bench.model.customerEnters(Bench.key, now: bench.now)
            let code = bench.lastEvent("enter_session")?["welcome_code"]?.string ?? ""
            bench.customerWrites()
            #expect(bench.sendOnEvent(code) == 0)
            for _ in 0..<4 { #expect(bench.send() == 0) }
            #expect(bench.send() == (counted ? 95001 : 0))
        }
    }
}
