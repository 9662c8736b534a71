import HTTPClient
import HTTPServer
import Testing

@testable import WeCom

@Suite struct PlatformClientTests {
    private func failure(
        of answer: Script.Answer, deadline: Duration = .seconds(10)
    ) async throws -> PlatformFailure? {
        let platform = try ScriptedPlatform(deadline: deadline)
        platform.script.set(.sendMessage, answer)
        do throws(PlatformFailure) {
            _ = try await platform.send()
            return nil
        } catch {
            #expect(platform.script.asked(.sendMessage).count == 1, "nothing is retried by itself")
            return error
        }
    }

    @Test(arguments: [
        (95_018, false), (95_001, false), (40_058, false), (48_002, false), (95_007, false),
        (123_456, false), (-1, true), (45_009, true), (45_033, true), (6_000, true),
    ])
    func everyCodeIsRefusedOrNotNow(code: Int, isNotNow: Bool) async throws {
        let expected: PlatformFailure =
            isNotNow ? .notNow(code: code, message: "why") : .refused(code: code, message: "why")
        #expect(try await failure(of: Script.error(code, "why")) == expected)
    }

    @Test(arguments: [
        "", "<html>", "[]", #"{"errcode":"x"}"#, #"{"errcode":0"#,
    ])
    func anAnswerThatCannotBeReadLeavesTheOutcomeUnknown(body: String) async throws {
        let failure = try await failure(of: .json(body))
        guard case .unknown = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test(arguments: [500, 502, 302, 404, 429, 204])
    func anotherStatusLeavesTheOutcomeUnknown(status: Int) async throws {
        let answer = Script.Answer.http(Response(status: status, body: []))
        #expect(try await failure(of: answer) == .unknown("HTTP status \(status)"))
    }

    @Test func noAnswerInTimeLeavesTheOutcomeUnknown() async throws {
        let failure = try await failure(of: .silence, deadline: .seconds(2))
        guard case .unknown = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func aPlatformThatIsNotThereIsNotSent() async throws {
        let platform = try ScriptedPlatform()
        _ = try await platform.send()
        platform.server.stop(grace: .zero)
        let failure = await #expect(throws: PlatformFailure.self) { try await platform.send() }
        guard case .notSent = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test(arguments: [#"{}"#, #"{"errcode":0,"msgid":"m9","more":1}"#, #"{"errcode":"0"}"#])
    func zeroOrNoCodeIsSuccess(body: String) async throws {
        #expect(try await failure(of: .json(body)) == nil)
    }

    @Test func theMessageStaysAndTheSecretsGo() async throws {
        let hint = "invalid, hint: [123], from ip: 1.2.3.4, token-1 and s3cret&/ or s3cret%26%2F"
        let failure = try await failure(of: Script.error(40_058, hint))
        #expect(
            failure
                == .refused(
                    code: 40_058,
                    message: "invalid, hint: [123], from ip: 1.2.3.4, *** and *** or ***"))
        let platform = try ScriptedPlatform()
        platform.script.set(.getToken, Script.error(40_001, "bad s3cret&/"))
        await #expect(
            throws: PlatformFailure.notNow(code: 40_001, message: "no access token: bad ***")
        ) { try await platform.send() }
    }

    @Test func aRequestIsPostedAsJSONWithTheTokenInTheQuery() async throws {
        let platform = try ScriptedPlatform()
        _ = try await platform.send()
        let asked = try #require(platform.script.asked(.sendMessage).first)
        #expect(asked.method == "POST" && asked.contentType == "application/json")
        #expect(asked.query == ["access_token": "token-1"])
        #expect(asked.text.contains(#""text":{"content":"你好"}"#))
    }

    @Test func aPageIsPulled() async throws {
        let platform = try ScriptedPlatform()
        let message = WireMessage(
            msgID: "a", openKfID: "wk1", externalUserID: "wm1", sendTime: 1, origin: 3,
            kind: .text(content: "hi", menuID: nil))
        let page = SyncPage(nextCursor: "c2", hasMore: false, messages: [message])
        platform.script.set(.syncMessages, .json(String(decoding: page.json(), as: UTF8.self)))
        let request = SyncRequest(openKfID: "wk1", cursor: "c1", token: "t\"1")
        #expect(try await platform.client.syncMessages(request) == page)
        let asked = try #require(platform.script.asked(.syncMessages).first)
        #expect(asked.text == #"{"cursor":"c1","token":"t\"1","limit":1000,"open_kfid":"wk1"}"#)
    }

    @Test func whatIsAnsweredAboutAccountsAndPeopleIsRead() async throws {
        let platform = try ScriptedPlatform()
        let client = platform.client
        let script = platform.script
        script.set(.addAccount, .json(#"{"open_kfid":"wk9"}"#))
        #expect(try await client.addAccount(.init(name: "n", mediaID: "m")).openKfID == "wk9")
        try await client.deleteAccount(.init(openKfID: "wk9"))
        try await client.updateAccount(.init(openKfID: "wk9", name: "new"))
        #expect(script.asked(.updateAccount).first?.text == #"{"name":"new","open_kfid":"wk9"}"#)
        script.set(.addContactWay, .json(#"{"url":"https://work.weixin.qq.com/kfid/x"}"#))
        _ = try await client.addContactWay(.init(openKfID: "wk9", scene: "s"))
        script.set(
            .addServicers,
            .json(#"{"result_list":[{"userid":"a","errcode":0,"errmsg":"success"}]}"#))
        let added = try await client.addServicers(.init(openKfID: "wk9", userIDs: ["a"]))
        #expect(added.results.first?.errorCode == 0)
        script.set(.listServicers, .json(#"{"servicer_list":[{"userid":"a","status":0}]}"#))
        #expect(
            try await client.listServicers(openKfID: "wk9").servicers.first?.reception
                == .receiving)
        #expect(script.asked(.listServicers).first?.query["open_kfid"] == "wk9")
        script.set(.listDepartments, .json(#"{"department":[{"id":1,"parentid":0,"order":9}]}"#))
        #expect(try await client.departments().department.first?.parentID == 0)
        script.set(.listUsersSimply, .json(#"{"userlist":[{"userid":"a","department":[1]}]}"#))
        #expect(try await client.usersSimply(ofDepartment: 1).users.first?.department == [1])
        script.set(.changeState, .json(#"{"errcode":0,"errmsg":"ok","msg_code":"C"}"#))
        let change = ChangeStateRequest(
            openKfID: "wk1", externalUserID: "wm1", state: .human, servicerUserID: "a")
        #expect(try await client.changeState(change).msgCode == "C")
    }

    @Test func allPagesOfAccountsAreRead() async throws {
        let platform = try ScriptedPlatform()
        let full = (0..<100).map { #"{"open_kfid":"wk\#($0)"}"# }.joined(separator: ",")
        platform.script.set(
            .listAccounts, .json(#"{"account_list":[\#(full)]}"#),
            .json(#"{"account_list":[{"open_kfid":"last"}]}"#))
        let accounts = try await platform.client.allAccounts()
        #expect(accounts.count == 101 && accounts.last?.openKfID == "last")
        #expect(platform.script.asked(.listAccounts).last?.text == #"{"limit":100,"offset":100}"#)
    }
}

@Suite struct MediaTests {
    @Test func anUploadIsAFormWithOnePart() async throws {
        let platform = try ScriptedPlatform()
        platform.script.set(
            .uploadMedia, .json(#"{"errcode":0,"errmsg":"","media_id":"M","created_at":"138"}"#))
        let file = MediaFile(
            name: "图\"\r\n.png", contentType: "image/png", bytes: [0, 1, 2, 13, 10, 255])
        #expect(try await platform.client.upload(file, as: .image).mediaID == "M")
        let asked = try #require(platform.script.asked(.uploadMedia).first)
        #expect(asked.query["type"] == "image")
        let boundary = try #require(
            asked.contentType.split(separator: "multipart/form-data; boundary=").first)
        let head =
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"media\"; "
            + "filename=\"图__.png\"; filelength=6\r\nContent-Type: image/png\r\n\r\n"
        let tail = "\r\n--\(boundary)--\r\n"
        #expect(asked.body == [UInt8](head.utf8) + file.bytes + [UInt8](tail.utf8))
    }

    @Test(
        arguments: [
            (#"attachment; filename="图.png""#, "图.png"),
            (#"attachment; filename="../../etc/x""#, "x"),
            ("attachment", nil), (#"attachment; filename="""#, nil),
            (#"attachment; filename="x"#, nil),
        ] as [(String, String?)])
    func aDownloadHasItsNameAndItsBytes(disposition: String, name: String?) async throws {
        let platform = try ScriptedPlatform()
        let bytes: [UInt8] = [UInt8](#"{"errcode":40007}"#.utf8)
        let headers = [("Content-Type", "application/json"), ("Content-disposition", disposition)]
        platform.script.set(.getMedia, .http(Response(status: 200, headers: headers, body: bytes)))
        let file = try await platform.client.media("M&1")
        #expect(file == MediaFile(name: name, contentType: "application/json", bytes: bytes))
        #expect(platform.script.asked(.getMedia).first?.query["media_id"] == "M&1")
    }

    @Test func anErrorIsNeverTakenForAFile() async throws {
        let platform = try ScriptedPlatform()
        platform.script.set(.getMedia, Script.error(40_007, "invalid media_id"))
        await #expect(throws: PlatformFailure.refused(code: 40_007, message: "invalid media_id")) {
            try await platform.client.media("M")
        }
        platform.script.set(.getMedia, .json("{}"))
        await #expect(throws: PlatformFailure.unknown("the download has no file in it")) {
            try await platform.client.media("M")
        }
    }
}
