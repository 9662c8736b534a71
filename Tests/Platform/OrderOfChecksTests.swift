import Testing

@testable import kefu_platform

/// A call that breaks every rule at once, mended one rule at a time: each mend must uncover the
/// next refusal, in the platform's order.
@Suite struct OrderOfChecksTests {
    @Test func sendMessageRefusesInTheOrderOfTheDocuments() {
        var bench = Bench()
        try? bench.model.customerEnters(Bench.key, now: bench.now)
        let token = bench.token
        bench.token = "stale"
        bench.model.settings.appPermitted = false
        var body: [String: JSON] = [
            "open_kfid": "wkNone", "touser": "wmOne", "msgtype": "image", "image": ["media_id": ""],
            "msgid": "id-1",
        ]
        func code() -> Int64 { bench.code("kf/send_msg", .object(body)) }
        #expect(code() == 40014)
        bench.token = token
        #expect(code() == 48002)
        bench.model.settings.appPermitted = true
        #expect(code() == 95004)
        body["open_kfid"] = "wkMain"
        bench.model.accounts["wkMain"]?.managed = false
        #expect(code() == 48007)
        bench.model.accounts["wkMain"]?.managed = true
        #expect(code() == 40058)
        body["image"] = ["media_id": "none"]
        #expect(code() == 40007)
        let id = bench.model.store(
            Media(
                type: "image", fileName: "f", contentType: "a/b", bytes: [1],
                madeAt: bench.now + 172_800_000))
        body["image"] = ["media_id": .string(id)]
        #expect(code() == 95018, "nothing written yet: state 4")
        bench.model.settings.sessionMs = 900_000_000
        bench.customerWrites()
        bench.wait(172_800_000)
        #expect(code() == 95002)
        bench.customerWrites()
        #expect(bench.send("first", id: "id-1") == 0)
        for _ in 0..<4 { #expect(bench.send() == 0) }
        #expect(code() == 95001)
        bench.customerWrites()
        #expect(code() == 40058, "the id is another message's")
        body["msgid"] = "id-2"
        #expect(code() == 0)
    }

    @Test func theTokenIsAskedForFirst() {
        var bench = Bench()
        bench.token = ""
        #expect(bench.code("kf/account/list", [:]) == 41001)
        #expect(bench.violations == ["access-token-missing"])
    }

    @Test func theErrorTextIsLongAndNeverTheSame() {
        var bench = Bench()
        let texts = (0..<2).map { _ in
            bench.post("kf/send_msg", [:])["errmsg"]?.string ?? ""
        }
        #expect(texts[0] != texts[1])
        #expect(texts[0].contains("hint: [") && texts[0].contains("from ip: 127.0.0.1"))
        #expect(texts[0].hasSuffix("query?e=95000"))
    }

    @Test func wrongMethodsPathsAndBodiesAreRefused() {
        var bench = Bench()
        #expect(bench.get("kf/sync_msg")["errcode"] == 43001)
        #expect(bench.code("kf/no_such", [:]) == 40066)
        var call = APICall(path: "kf/sync_msg", query: ["access_token": bench.token])
        call.body = Array("{\"open_kfid\":".utf8)
        let answer = bench.model.answer(call, now: bench.now)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("wrong json format"))
        #expect(answer.status == 200)
    }
}
