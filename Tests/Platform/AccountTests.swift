import HTTPServer
import Testing

@testable import kefu_platform

@Suite struct AccountTests {
    private static let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]

    private func upload(
        _ bench: inout Bench, type: String, _ bytes: [UInt8], name: String = "media"
    ) -> JSON {
        var call = APICall(path: "media/upload")
        call.query = ["access_token": bench.token, "type": type]
        call.contentType = "multipart/form-data; boundary=\"xyz\""
        let head =
            "--xyz\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"图.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n"
        call.body = Array(head.utf8) + bytes + Array("\r\n--xyz--\r\n".utf8)
        return JSON(reading: bench.model.answer(call, now: bench.now).body) ?? .null
    }

    @Test func filesComeBackAsTheyWereUploaded() throws {
        var bench = Bench()
        let id = try #require(upload(&bench, type: "image", Self.picture)["media_id"]?.string)
        var call = APICall(method: "GET", path: "media/get")
        call.query = ["access_token": bench.token, "media_id": id]
        let whole = bench.model.answer(call, now: bench.now)
        #expect(whole.body == Self.picture && whole.contentType == "image/png")
        #expect(whole.headers["Content-disposition"]?.contains("图.png") == true)
        call.range = "bytes=1-3"
        let piece = bench.model.answer(call, now: bench.now)
        #expect(piece.status == 206 && piece.body == [0x50, 0x4E, 0x47])
        #expect(piece.headers["Content-Range"] == "bytes 1-3/9")
        call.query["media_id"] = "none"
        let missing = bench.model.answer(call, now: bench.now)
        #expect(missing.status == 200)
        #expect(String(decoding: missing.body, as: UTF8.self).contains("40007"))
    }

    @Test func filesAreJudgedByTypeSizeAndContent() {
        var bench = Bench()
        #expect(upload(&bench, type: "movie", Self.picture)["errcode"] == 40004)
        #expect(upload(&bench, type: "image", Self.picture, name: "file")["errcode"] == 41004)
        #expect(upload(&bench, type: "image", [1, 2, 3])["errcode"] == 44001)
        #expect(upload(&bench, type: "image", [UInt8](repeating: 7, count: 9))["errcode"] == 40123)
        let long = [UInt8](repeating: 7, count: 2 << 20 + 1)
        #expect(upload(&bench, type: "voice", long)["errcode"] == 40006)
        #expect(upload(&bench, type: "voice", [1, 2, 3, 4, 5, 6])["created_at"]?.string != nil)
    }

    @Test func accountsAreAddedChangedListedAndDeleted() throws {
        var bench = Bench()
        let media = try #require(upload(&bench, type: "image", Self.picture)["media_id"])
        let long: JSON = ["name": "一二三四五六七八九十一二三四五六七", "media_id": media]
        #expect(bench.code("kf/account/add", long) == 95006)
        #expect(bench.code("kf/account/add", ["name": "x", "media_id": "none"]) == 40007)
        let good: JSON = ["name": "一二三四五六七八九十一二三四五六", "media_id": media]
        let id = try #require(bench.post("kf/account/add", good)["open_kfid"])
        #expect(bench.code("kf/account/update", ["open_kfid": id, "name": "new"]) == 0)
        let page = bench.post("kf/account/list", ["offset": 2, "limit": 1])["account_list"]?.array
        #expect(page?.count == 1 && page?[0]["open_kfid"] == id && page?[0]["name"] == "new")
        #expect(page?[0]["manage_privilege"] == true)
        #expect(bench.code("kf/account/list", ["limit": 101]) == 40058)
        for gone in [id, "wkOther"] {
            #expect(bench.code("kf/account/del", ["open_kfid": gone]) == 0)
        }
        #expect(bench.code("kf/account/del", ["open_kfid": "wkMain"]) == 95005)
        #expect(bench.code("kf/account/update", ["open_kfid": id]) == 95004)
    }

    @Test func servicersAreEditedItemByItem() {
        var bench = Bench()
        bench.model.departments = [Department(id: 1, name: "all", parent: 0)]
        let add: JSON = [
            "open_kfid": "wkMain", "userid_list": ["ann", "cy", "nobody"],
            "department_id_list": [1, 9],
        ]
        let results = bench.post("kf/servicer/add", add)["result_list"]?.array ?? []
        #expect(results.map { $0["errcode"]?.int } == [0, 0, 60111, 0, 60123])
        #expect(results[0]["errmsg"] == "ignored" && results[1]["errmsg"] == "success")
        let list = bench.get("kf/servicer/list", ["open_kfid": "wkMain"])["servicer_list"]
        #expect(list?.array?.map { $0["userid"] ?? $0["department_id"] } == ["ann", "bo", "cy", 1])
        let tooMany = JSON.array((0...100).map { .string("u\($0)") })
        let big: JSON = ["open_kfid": "wkMain", "userid_list": tooMany]
        #expect(bench.code("kf/servicer/add", big) == 40058)
        #expect(bench.code("kf/servicer/add", ["open_kfid": "wkMain"]) == 40058)
    }

    @Test func onlyCustomersOfTheLastTwoDaysAreToldOf() {
        var bench = Bench()
        try? bench.model.customerEnters(Bench.key, scene: "web", sceneParam: "p", now: bench.now)
        let body: JSON = [
            "external_userid_list": ["wmOne", "wmTwo"], "need_enter_session_context": 1,
        ]
        let answer = bench.post("kf/customer/batchget", body)
        let row = answer["customer_list"]?.array?.first
        #expect(row?["nickname"] == "One" && row?["enter_session_context"]?["scene"] == "web")
        #expect(answer["invalid_external_userid"] == ["wmTwo"])
        bench.wait(172_800_000)
        let later = bench.post("kf/customer/batchget", body)
        #expect(later["customer_list"] == [])
    }

    @Test func linksCarryTheirScene() {
        var bench = Bench()
        let plain: JSON = ["open_kfid": "wkMain"]
        let base = bench.post("kf/add_contact_way", plain)["url"]?.string ?? ""
        let scene: JSON = ["open_kfid": "wkMain", "scene": "web_1"]
        let linked = bench.post("kf/add_contact_way", scene)["url"]?.string ?? ""
        #expect(linked.hasPrefix(base + "?enc_scene=") && base.hasPrefix("https://"))
        #expect(bench.code("kf/add_contact_way", ["open_kfid": "wkMain", "scene": "a b"]) == 40058)
    }

    @Test func theDirectoryIsReadWithChildren() {
        var bench = Bench()
        bench.model.departments = [
            Department(id: 1, name: "all", parent: 0), Department(id: 2, name: "sub", parent: 1),
        ]
        SetUpOrders.add(Member(userID: "di", name: "Di", departments: [2]), to: &bench.model)
        func users(_ query: [String: String]) -> [JSON?]? {
            bench.get("user/list", query)["userlist"]?.array?.map { $0["userid"] }
        }
        #expect(users(["department_id": "1"]) == ["ann", "bo", "cy"])
        #expect(users(["department_id": "1", "fetch_child": "1"]) == ["ann", "bo", "cy", "di"])
        #expect(bench.get("user/list", ["department_id": "7"])["errcode"] == 60123)
        #expect(bench.get("department/list")["department"]?.array?.count == 2)
    }

    @Test func onlyConfiguredMembersCanBeRecommended() {
        var bench = Bench()
        bench.customerWrites()
        bench.model.upgradeMembers = ["ann"]
        func code(_ userID: String) -> Int64 {
            bench.code(
                "kf/customer/upgrade_service",
                [
                    "open_kfid": "wkMain", "external_userid": "wmOne", "type": 1,
                    "member": ["userid": .string(userID), "wording": "add me"],
                ])
        }
        #expect(code("ann") == 0)
        #expect(code("bo") == 95021)
        let range = bench.get("kf/customer/get_upgrade_service_config")["member_range"]
        #expect(range?["userid_list"] == ["ann"])
    }
}
