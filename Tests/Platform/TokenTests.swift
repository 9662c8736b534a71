import Testing

@testable import kefu_platform

@Suite struct TokenTests {
    private static let credentials = ["corpid": "ww1", "corpsecret": "s"]

    @Test func theTokenStaysTheSameUntilItExpires() {
        var bench = Bench { $0.accessTokenMs = 7_200_000 }
        bench.wait(7_199_999)
        let again = bench.get("gettoken", Self.credentials)
        #expect(again["access_token"]?.string == bench.token && again["expires_in"] == 1)
        bench.wait(1)
        #expect(bench.code("kf/account/list", [:]) == 40014)
        let fresh = bench.get("gettoken", Self.credentials)
        #expect(fresh["access_token"]?.string != bench.token && fresh["expires_in"] == 7200)
    }

    @Test(arguments: [40014, 42001])
    func aTokenThatDiesEarlyIsNoFaultOfTheCallerOnce(code: Int) {
        var bench = Bench()
        bench.model.access.kill(code: code)
        #expect(bench.code("kf/account/list", [:]) == Int64(code))
        #expect(bench.violations.isEmpty)
        bench.wait(2000)
        #expect(bench.code("kf/account/list", [:]) == Int64(code))
        #expect(bench.violations == ["dead-access-token"])
        bench.token = bench.get("gettoken", Self.credentials)["access_token"]?.string ?? ""
        #expect(bench.code("kf/account/list", [:]) == 0)
    }

    @Test func wrongCredentialsAreTold() {
        var bench = Bench()
        func code(_ query: [String: String]) -> JSON? { bench.get("gettoken", query)["errcode"] }
        #expect(code([:]) == 41002)
        #expect(code(["corpid": "ww1"]) == 41004)
        #expect(code(["corpid": "ww2", "corpsecret": "s"]) == 40013)
        #expect(code(["corpid": "ww1", "corpsecret": "x"]) == 40001)
    }

    @Test(arguments: [45009, -1, 60020])
    func gettokenFailsWhenOrdered(code: Int) {
        var bench = Bench()
        bench.model.faults = [
            Fault(path: "gettoken", kind: .error(code: code), times: 1, share: 1)
        ]
        #expect(bench.get("gettoken", Self.credentials)["errcode"] == .int(Int64(code)))
        #expect(bench.get("gettoken", Self.credentials)["errcode"] == 0)
        #expect(bench.violations.isEmpty)
    }

    @Test func tooManyCallsBlockTheInterfaceForTheWholeWindow() {
        var bench = Bench { $0.callsPerMinute = 3 }
        for _ in 0..<3 { #expect(bench.code("kf/account/list", [:]) == 0) }
        bench.wait(30_000)
        #expect(bench.code("kf/account/list", [:]) == 45009, "the block begins here")
        bench.wait(59_999)
        #expect(bench.code("kf/account/list", [:]) == 45009)
        #expect(bench.get("department/list")["errcode"] == 0, "others are not blocked")
        bench.wait(1)
        #expect(bench.code("kf/account/list", [:]) == 0)
        #expect(bench.violations.isEmpty, "the caller cannot know a limit below the documented")
    }
}
