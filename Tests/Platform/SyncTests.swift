import Testing

@testable import kefu_platform

@Suite struct SyncTests {
    @Test func messagesAndEventsHaveTheDocumentedForm() throws {
        var bench = Bench()
        try bench.model.customerEnters(Bench.key, scene: "web", sceneParam: "a b", now: bench.now)
        try bench.model.customerWrites(
            Bench.key, body: ["content": "hi", "menu_id": "101"], now: bench.now)
        let list = bench.pull()
        let event = list[0]
        #expect(event["origin"] == 4 && event["msgtype"] == "event")
        #expect(event["open_kfid"] == nil && event["external_userid"] == nil)
        #expect(event["event"]?["open_kfid"] == "wkMain")
        #expect(event["event"]?["scene"] == "web" && event["event"]?["scene_param"] == "a b")
        let message = list[1]
        #expect(message["origin"] == 3 && message["external_userid"] == "wmOne")
        #expect(message["text"]?["menu_id"] == "101")
        #expect(message["send_time"] == .int(bench.now / 1000))
    }

    @Test func cursorsWalkTheLogOnce() {
        var bench = Bench {
            $0.shortPageShare = 0.5
            $0.emptyPageShare = 0.3
        }
        let sent = (0..<50).map { bench.customerWrites("m\($0)") }
        var seen: [String] = []
        var cursor: String?
        var empty = 0
        for _ in 0..<500 {
            let page = bench.page(cursor, limit: 7)
            let list = page["msg_list"]?.array ?? []
            #expect(list.count <= 7)
            seen += list.filter { $0["origin"] == 3 }.compactMap { $0["msgid"]?.string }
            let next = page["next_cursor"]?.string ?? ""
            #expect(next != cursor && next.utf8.count <= 64)
            cursor = next
            if page["has_more"] != 1 { break }
            if list.isEmpty { empty += 1 }
        }
        #expect(seen == sent)
        #expect(empty > 0, "an empty page with more to come must be met")
        #expect(bench.page(cursor)["msg_list"] == [])
    }

    @Test func cursorsAreBoundToTheirAccount() {
        var bench = Bench()
        bench.customerWrites()
        let cursor = bench.page()["next_cursor"] ?? ""
        let foreign: JSON = ["open_kfid": "wkOther", "cursor": cursor]
        #expect(bench.code("kf/sync_msg", foreign) == 40058)
        let mangled: JSON = ["open_kfid": "wkMain", "cursor": "4gw7MepFLfgF2VC5npN"]
        #expect(bench.code("kf/sync_msg", mangled) == 40058)
        #expect(bench.violations == ["foreign-cursor", "invalid-cursor"])
    }

    @Test func theAccountMustBeNamed() {
        var bench = Bench()
        #expect(bench.code("kf/sync_msg", [:]) == 95000)
        #expect(bench.code("kf/sync_msg", ["open_kfid": ""]) == 40058)
        #expect(bench.violations == ["open_kfid-missing", "open_kfid-missing"])
        #expect(bench.code("kf/sync_msg", ["open_kfid": "wkMain", "limit": 1001]) == 40058)
        #expect(bench.code("kf/sync_msg", ["open_kfid": "wkMain", "limit": "10"]) == 40058)
        #expect(bench.code("kf/sync_msg", ["open_kfid": "wkMain", "cursor": ""]) == 40058)
    }

    @Test func eventTokensLiveTenMinutesForOneAccount() throws {
        var bench = Bench()
        bench.customerWrites()
        let found = bench.eventToken()
        let token = try #require(found)
        bench.wait(599_999)
        #expect(bench.page(token: token)["errcode"] == 0)
        let foreign: JSON = ["open_kfid": "wkOther", "token": .string(token)]
        #expect(bench.code("kf/sync_msg", foreign) == 95007)
        bench.wait(1)
        #expect(bench.page(token: token)["errcode"] == 95007)
        #expect(bench.violations == ["foreign-event-token"], "a moment late is a race")
        bench.wait(3000)
        #expect(bench.page(token: token)["errcode"] == 95007)
        #expect(bench.violations.last == "dead-event-token")
    }

    @Test func withoutTokenFivePullsAMinuteOfAnAccount() {
        var bench = Bench()
        let main: JSON = ["open_kfid": "wkMain"]
        for _ in 0..<5 { #expect(bench.code("kf/sync_msg", main) == 0) }
        #expect(bench.code("kf/sync_msg", main) == 45009)
        #expect(bench.violations == ["too-many-pulls-without-token"])
        #expect(bench.code("kf/sync_msg", ["open_kfid": "wkOther"]) == 0)
        bench.wait(60_000)
        #expect(bench.code("kf/sync_msg", main) == 0)
    }

    @Test func messagesCanBePulledForThreeDays() {
        var bench = Bench()
        bench.customerWrites()
        let cursor = bench.page()["next_cursor"]?.string
        bench.wait(100_000)
        bench.customerWrites("later")
        bench.wait(259_200_000 - 100_000)
        #expect(bench.pull().count == 3)
        bench.wait(1)
        #expect(bench.pull().count == 1)
        #expect(bench.pull(cursor).count == 1)
    }

    @Test func aStuckCursorDoesNotMove() {
        var bench = Bench()
        bench.customerWrites()
        let cursor = bench.page(limit: 1)["next_cursor"]?.string
        bench.model.faults = [
            Fault(path: "kf/sync_msg", kind: .stuckCursor, times: 1, share: 1)
        ]
        let stuck = bench.page(cursor)
        #expect(stuck["next_cursor"]?.string == cursor && stuck["has_more"] == 1)
        #expect(bench.page(cursor)["has_more"] == 0)
    }
}
