import Testing

@testable import kefu_platform

@Suite struct SendTests {
    @Test func sendingPutsAnUntreatedSessionToTheAssistant() {
        var bench = Bench()
        bench.customerWrites()
        #expect(bench.send() == 0)
        #expect(bench.model.conversations[Bench.key]?.state == .assistant)
    }

    @Test(arguments: [ServiceState.pool, .human, .ended])
    func sendingInAnotherStateIsRefused(state: ServiceState) {
        var bench = Bench()
        bench.bring(to: state)
        #expect(bench.send() == 95018)
        #expect(bench.violations == ["send-in-wrong-state"])
    }

    @Test func fiveMessagesFollowEachMessageOfTheCustomer() {
        var bench = Bench()
        bench.customerWrites()
        for _ in 0..<5 { #expect(bench.send() == 0) }
        #expect(bench.send() == 95001)
        #expect(bench.violations == ["over-five-messages"])
        bench.customerWrites()
        #expect(bench.send() == 0)
    }

    @Test func theWindowClosesAfterFortyEightHours() {
        for (wait, expected) in [(172_799_999, Int64(0)), (172_800_000, 95002)] {
            var bench = Bench { $0.sessionMs = 900_000_000 }
            bench.customerWrites()
            bench.wait(Int64(wait))
            #expect(bench.send() == expected)
        }
    }

    @Test func anIdIsGoodForOneMessageOfAnAccount() {
        var bench = Bench()
        bench.customerWrites()
        #expect(bench.send("one", id: "id-1") == 0)
        #expect(bench.send("one", id: "id-1") == 40058)
        #expect(bench.violations.isEmpty, "the same message again settles an unknown outcome")
        #expect(bench.send("two", id: "id-1") == 40058)
        #expect(bench.violations == ["msgid-of-another-message"])
    }

    @Test func aSettlingRetryIsNoViolationWhateverStopsIt() {
        var bench = Bench()
        bench.customerWrites()
        for n in 1...5 { #expect(bench.send("m", id: "id-\(n)") == 0) }
        #expect(bench.send("m", id: "id-5") == 95001)
        #expect(bench.violations.isEmpty)
    }

    @Test func whatWasSentIsNotInTheLog() {
        var bench = Bench()
        bench.customerWrites()
        _ = bench.send()
        #expect(bench.pull().count == 2)
    }

    @Test func aSendFailureComesAsAnEvent() {
        var bench = Bench()
        bench.customerWrites()
        bench.model.faults = [
            Fault(path: "kf/send_msg", kind: .sendFail(type: 10), times: 1, share: 1)
        ]
        #expect(bench.send("x", id: "id-9") == 0)
        let event = bench.lastEvent("msg_send_fail")
        #expect(event?["fail_msgid"] == "id-9" && event?["fail_type"] == 10)
    }

    @Test func recallingIsOpen() {
        for allowed in [false, true] {
            var bench = Bench { $0.allowOpenCells = allowed }
            bench.customerWrites()
            _ = bench.send("x", id: "id-1")
            let recall: JSON = ["open_kfid": "wkMain", "msgid": "id-1"]
            let unknown: JSON = ["open_kfid": "wkMain", "msgid": "id-2"]
            #expect(bench.code("kf/recall_msg", recall) == (allowed ? 0 : 48002))
            #expect(bench.code("kf/recall_msg", unknown) == (allowed ? 95028 : 48002))
            bench.wait(120_001)
            #expect(bench.code("kf/recall_msg", recall) == (allowed ? 95029 : 48002))
        }
    }
}

/// The form of messages: a change of a good message, and the code that refuses it.
private let shapes: [(JSON, Int64)] = [
    (["text": ["content": "x"]], 40008),
    (["msgtype": "emoji", "emoji": [:]], 40008),
    (["msgtype": 1, "text": ["content": "x"]], 40008),
    (["msgtype": "text"], 40058),
    (["msgtype": "text", "text": "x"], 40058),
    (["msgtype": "text", "text": [:]], 44004),
    (["msgtype": "text", "text": ["content": ""]], 44004),
    (["msgtype": "text", "text": ["content": 5]], 40058),
    (["msgtype": "text", "text": ["content": .string(String(repeating: "字", count: 683))]], 45002),
    (["msgtype": "text", "text": ["content": "x"], "msgid": ""], 40058),
    (["msgtype": "text", "text": ["content": "x"], "msgid": "a b"], 40058),
    (
        [
            "msgtype": "text", "text": ["content": "x"],
            "msgid": .string(String(repeating: "a", count: 33)),
        ], 40058
    ),
    (["msgtype": "text", "text": ["content": "x"], "msgid": 7], 40058),
    (["msgtype": "image", "image": [:]], 40058),
    (["msgtype": "image", "image": ["media_id": "none"]], 40007),
    (["msgtype": "link", "link": ["title": "t", "url": "ftp://x", "thumb_media_id": "m"]], 40058),
    (["msgtype": "location", "location": ["latitude": 91, "longitude": 0]], 40058),
    (["msgtype": "location", "location": ["latitude": "1", "longitude": 0]], 40058),
    (["msgtype": "miniprogram", "miniprogram": ["appid": ""]], 90207),
    (["msgtype": "ca_link", "ca_link": ["link_url": "https://example.com"]], 40058),
    (["msgtype": "msgmenu", "msgmenu": [:]], 44004),
    (["msgtype": "msgmenu", "msgmenu": ["list": [["type": "jump"]]]], 95009),
    (["msgtype": "msgmenu", "msgmenu": ["list": [["type": "click", "click": [:]]]]], 40058),
    (
        [
            "msgtype": "msgmenu",
            "msgmenu": [
                "list": .array(
                    [JSON](repeating: ["type": "text", "text": ["content": "x"]], count: 11))
            ],
        ], 95008
    ),
    (["msgtype": "text", "text": ["content": .string(String(repeating: "x", count: 2048))]], 0),
    (["msgtype": "business_card", "business_card": ["userid": "ann"]], 0),
    (["msgtype": "location", "location": ["latitude": .double(23.1), "longitude": 113]], 0),
    (
        [
            "msgtype": "msgmenu",
            "msgmenu": [
                "head_content": "?",
                "list": [
                    ["type": "click", "click": ["id": "1", "content": "yes"]],
                    ["type": "view", "view": ["url": "https://a.b", "content": "see"]],
                    ["type": "text", "text": ["content": "x", "no_newline": 1]],
                ],
            ],
        ], 0
    ),
]

@Suite struct MessageShapeTests {
    @Test(arguments: shapes.indices)
    func messagesAreJudgedByTheirForm(index: Int) {
        let (change, expected) = shapes[index]
        var bench = Bench()
        bench.customerWrites()
        var body = change.object ?? [:]
        body["touser"] = "wmOne"
        body["open_kfid"] = "wkMain"
        #expect(bench.code("kf/send_msg", .object(body)) == expected)
        #expect(bench.violations.isEmpty == (expected == 0 || expected == 40007))
    }

    @Test func aMediaMessageNeedsLivingMediaOfItsType() {
        var bench = Bench()
        bench.customerWrites()
        let id = bench.model.store(
            Media(type: "file", fileName: "f", contentType: "a/b", bytes: [1], madeAt: bench.now))
        func body(_ type: String) -> JSON {
            [
                "touser": "wmOne", "open_kfid": "wkMain", "msgtype": .string(type),
                type: ["media_id": .string(id)],
            ]
        }
        #expect(bench.code("kf/send_msg", body("image")) == 40007)
        #expect(bench.code("kf/send_msg", body("file")) == 0)
        bench.wait(Media.lifeMs)
        bench.customerWrites()
        #expect(bench.code("kf/send_msg", body("file")) == 40007)
    }
}
