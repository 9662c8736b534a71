import HTTPServer
import Testing

@testable import kefu_platform

@Suite struct FaultTests {
    private func call(_ bench: Bench) -> APICall {
        APICall(path: "kf/account/list", query: ["access_token": bench.token])
    }

    @Test func anOrderedErrorStrikesSoOftenAndHasNoEffect() {
        var bench = Bench()
        bench.customerWrites()
        bench.model.faults = [
            Fault(path: "kf/send_msg", kind: .error(code: -1), times: 2, share: 1)
        ]
        #expect(bench.send() == -1)
        #expect(bench.trans(1)["errcode"] == 0, "other paths go on")
        #expect(bench.send() == -1)
        #expect(bench.model.book.sendCount == 0)
        #expect(bench.send() == 0)
        #expect(bench.model.book.strikes == ["kf/send_msg error": 2])
    }

    @Test func lateLostAndCutAnswersKeepTheirEffect() {
        var bench = Bench()
        bench.model.faults = [
            Fault(path: "*", kind: .latency(ms: 700), times: 1, share: 1),
            Fault(path: "kf/account/list", kind: .cut, times: 1, share: 1),
        ]
        let both = bench.model.answer(call(bench), now: bench.now)
        #expect(both.delayMs == 700 && both.fate == .cut)
        let cut = APIFace.response(both)
        #expect(cut.body.count == both.body.count / 2)
        bench.model.faults = [Fault(path: "*", kind: .drop, times: nil, share: 1)]
        #expect(bench.model.answer(call(bench), now: bench.now).fate == .dropped)
        #expect(bench.model.answer(call(bench), now: bench.now).fate == .dropped)
        bench.model.faults = [Fault(path: "*", kind: .status(502), times: 1, share: 1)]
        #expect(bench.model.answer(call(bench), now: bench.now).status == 502)
        #expect(bench.model.answer(call(bench), now: bench.now).fate == .delivered)
    }

    @Test func aShareStrikesSometimes() {
        var bench = Bench()
        bench.model.faults = [
            Fault(path: "*", kind: .error(code: -1), times: nil, share: 0.5)
        ]
        let codes = (0..<200).map { _ in bench.code("kf/account/list", [:]) }
        #expect((60...140).contains(codes.count { $0 == -1 }))
    }
}
