import Foundation
import Testing
import WeCom

@Suite struct RequestTests {
    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static let messages: [(OutgoingMessage, String)] = [
        (
            .text("你好/"),
            #""msgtype":"text","open_kfid":"wk1","text":{"content":"你好/"},"touser":"wm1""#
        ),
        (
            .image(mediaID: "M"),
            #""image":{"media_id":"M"},"msgtype":"image","open_kfid":"wk1","touser":"wm1""#
        ),
        (
            .voice(mediaID: "M"),
            #""msgtype":"voice","open_kfid":"wk1","touser":"wm1","voice":{"media_id":"M"}"#
        ),
        (
            .video(mediaID: "M"),
            #""msgtype":"video","open_kfid":"wk1","touser":"wm1","video":{"media_id":"M"}"#
        ),
        (
            .file(mediaID: "M"),
            #""file":{"media_id":"M"},"msgtype":"file","open_kfid":"wk1","touser":"wm1""#
        ),
        (
            .link(.init(title: "t", url: "https://x", thumbMediaID: "M")),
            #""link":{"thumb_media_id":"M","title":"t","url":"https://x"},"msgtype":"link","#
                + #""open_kfid":"wk1","touser":"wm1""#
        ),
        (
            .miniprogram(.init(appID: "wx", thumbMediaID: "M", pagePath: "p")),
            #""miniprogram":{"appid":"wx","pagepath":"p","thumb_media_id":"M"},"#
                + #""msgtype":"miniprogram","open_kfid":"wk1","touser":"wm1""#
        ),
        (
            .menu(Menu(headContent: "h", items: [.click(id: "1", content: "好")])),
            #""msgmenu":{"head_content":"h","list":[{"click":{"content":"好","id":"1"},"#
                + #""type":"click"}]},"msgtype":"msgmenu","open_kfid":"wk1","touser":"wm1""#
        ),
        (
            .location(.init(name: "n", address: nil, latitude: 1.5, longitude: -2)),
            #""location":{"latitude":1.5,"longitude":-2,"name":"n"},"msgtype":"location","#
                + #""open_kfid":"wk1","touser":"wm1""#
        ),
        (
            .businessCard(userID: "u"),
            #""business_card":{"userid":"u"},"msgtype":"business_card","open_kfid":"wk1","#
                + #""touser":"wm1""#
        ),
        (
            .acquisitionLink(url: "https://work.weixin.qq.com/ca/x"),
            #""ca_link":{"link_url":"https://work.weixin.qq.com/ca/x"},"msgtype":"ca_link","#
                + #""open_kfid":"wk1","touser":"wm1""#
        ),
    ]

    @Test(arguments: messages)
    func aMessageStandsBesideItsTypeAndReceiver(message: OutgoingMessage, expected: String) throws {
        let request = SendRequest(toUser: "wm1", openKfID: "wk1", msgID: "", message: message)
        let text = try json(request)
        #expect(text == "{\(expected)}")
        #expect(try JSONDecoder().decode(SendRequest.self, from: Data(text.utf8)) == request)
    }

    @Test func everyMenuItemIsReadAgain() throws {
        let request = SendOnEventRequest(code: "c", msgID: "m", message: .menu(WireSamples.menu))
        let text = try json(request)
        #expect(text.contains(#""no_newline":1"#) && text.contains(#""code":"c","msgid":"m""#))
        #expect(try JSONDecoder().decode(SendOnEventRequest.self, from: Data(text.utf8)) == request)
    }

    @Test(arguments: [
        #"{"touser":"a","open_kfid":"b","msgtype":"sticker","sticker":{}}"#,
        #"{"touser":"a","open_kfid":"b","msgtype":"text","text":{"content":5}}"#,
        #"{"touser":"a","open_kfid":"b","msgtype":"text","image":{"media_id":"x"}}"#,
        #"{"touser":"a","msgtype":"text","text":{"content":"x"}}"#,
        #"{"touser":"a","open_kfid":"b","msgtype":"msgmenu","msgmenu":{"list":[{"type":"x"}]}}"#,
    ])
    func aRequestThatThePlatformWouldRefuseIsNotDecoded(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SendRequest.self, from: Data(text.utf8))
        }
    }

    @Test func emptyOptionsAreLeftOut() throws {
        #expect(
            try json(SyncRequest(openKfID: "wk1", cursor: "", token: ""))
                == #"{"limit":1000,"open_kfid":"wk1"}"#)
        #expect(
            try json(
                SyncRequest(openKfID: "wk1", cursor: "c", token: "t", limit: 5, voiceFormat: 0))
                == #"{"cursor":"c","limit":5,"open_kfid":"wk1","token":"t","voice_format":0}"#)
        #expect(
            try json(ChangeStateRequest(openKfID: "k", externalUserID: "v", state: .pool))
                == #"{"external_userid":"v","open_kfid":"k","service_state":2}"#)
    }

    @Test func thePublishedRepliesAreRead() throws {
        func read<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
            try JSONDecoder().decode(type, from: Data(text.utf8))
        }
        let list = try read(
            ListServicersReply.self,
            #"{"errcode":0,"servicer_list":[{"userid":"z","status":1,"stop_type":1},"#
                + #"{"department_id":2}]}"#
        )
        #expect(list.servicers.map(\.reception) == [.suspended, nil])
        let state = try read(
            ServiceStateReply.self, #"{"errcode":0,"service_state":3,"servicer_userid":"zhangsan"}"#
        )
        #expect(state == ServiceStateReply(state: .human, servicerUserID: "zhangsan"))
        let customers = try read(
            CustomersReply.self,
            """
            {"errcode":0,"customer_list":[{"external_userid":"wm1","nickname":"张三","avatar":"a",
            "gender":1,"enter_session_context":{"scene":"123","scene_param":"abc",
            "wechat_channels":{"nickname":"n","scene":1}}}],"invalid_external_userid":["x"]}
            """)
        #expect(customers.customers.first?.enterSessionContext?.sceneParam == "abc")
        #expect(customers.invalidExternalUserIDs == ["x"])
        let upload = try read(
            UploadMediaReply.self,
            #"{"errcode":0,"errmsg":"","type":"image","media_id":"M","created_at":"1380000000"}"#)
        #expect(upload == UploadMediaReply(mediaType: "image", mediaID: "M"))
        let accounts = try read(
            ListAccountsReply.self,
            #"{"account_list":[{"open_kfid":"wk1","name":"n","avatar":"u","#
                + #""manage_privilege":true}]}"#
        )
        #expect(accounts.accounts.first?.managePrivilege == true)
    }
}
