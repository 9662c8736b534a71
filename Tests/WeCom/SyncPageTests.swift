import Testing

@testable import WeCom

@Suite struct SyncPageTests {
    private func message(_ json: String) throws -> WireMessage {
        try #require(WireMessage(json: [UInt8](json.utf8)))
    }

    /// A message of the visitor with this type and body.
    private func kind(_ type: String, _ body: String) throws -> WireMessage.Kind {
        try message(
            #"{"msgid":"m1","open_kfid":"wk1","external_userid":"wm1","send_time":1615478585,"#
                + #""origin":3,"msgtype":"\#(type)"\#(body)}"#
        ).kind
    }

    private func event(_ body: String) throws -> WireMessage {
        try message(
            #"{"msgid":"e1","send_time":5,"origin":4,"msgtype":"event","event":{"open_kfid":"wk1","#
                + #""external_userid":"wm1",\#(body)}}"#)
    }

    @Test func aPageIsReadWithItsCursorAndOrder() throws {
        let json = """
            {"errcode":0,"errmsg":"ok","next_cursor":"c2","has_more":1,"more":{"x":[1]},
             "msg_list":[ {"msgid" : "a", "msgtype":"text", "text" : {"content":"x  y"}},
               {"msgid":"b","msgtype":"note"}]}
            """
        let page = try #require(SyncPage(json: [UInt8](json.utf8)))
        #expect(page.nextCursor == "c2" && page.hasMore)
        #expect(page.messages.map(\.msgID) == ["a", "b"])
        #expect(
            String(decoding: page.messages[0].raw, as: UTF8.self)
                == #"{"msgid":"a","msgtype":"text","text":{"content":"x  y"}}"#)
    }

    @Test(
        arguments: [
            ("{}", nil, false), (#"{"next_cursor":"","has_more":0}"#, nil, false),
            (#"{"next_cursor":"c","has_more":"1","msg_list":null}"#, "c", true),
            (#"{"next_cursor":"c","has_more":1,"msg_list":[]}"#, "c", true),
        ] as [(String, String?, Bool)])
    func aPageMayLackEverything(json: String, cursor: String?, hasMore: Bool) throws {
        let page = try #require(SyncPage(json: [UInt8](json.utf8)))
        #expect(page.nextCursor == cursor && page.hasMore == hasMore && page.messages.isEmpty)
    }

    @Test func anEntryWithoutAnIdIsKeptApartAndLosesNoOther() throws {
        let json =
            #"{"msg_list":[{"msgtype":"text"},7,{"msgid":"a","msgtype":"note"},{"msgid":""}]}"#
        let page = try #require(SyncPage(json: [UInt8](json.utf8)))
        #expect(page.messages.map(\.msgID) == ["a"])
        #expect(page.unreadable.count == 3)
        #expect(String(decoding: page.unreadable[0], as: UTF8.self) == #"{"msgtype":"text"}"#)
    }

    @Test func theCommonFieldsAreRead() throws {
        let read = try message(
            #"{"msgid":"m1","open_kfid":"wk1","external_userid":"wm1","send_time":"1615478585","#
                + #""origin":5,"servicer_userid":"zhang","msgtype":"text","text":{"content":"x"}}"#)
        #expect(read.openKfID == "wk1" && read.externalUserID == "wm1")
        #expect(read.sendTime == 1_615_478_585 && read.origin == Origin.servicer)
        #expect(read.servicerUserID == "zhang")
    }

    @Test func textsComeThroughWhateverTheyHold() throws {
        #expect(
            try kind("text", #","text":{"content":"a\n\"\u5ba2\ud83d\ude00\/\\","menu_id":"101"}"#)
                == .text(content: "a\n\"客😀/\\", menuID: "101"))
        #expect(
            try kind("text", #","text":{"content":"","menu_id":""}"#)
                == .text(content: "", menuID: nil))
        #expect(try kind("text", #","text":{}"#) == .text(content: "", menuID: nil))
        #expect(
            try kind("text", #","text":{"content":"\ud83d x"}"#)
                == .text(content: "\u{FFFD} x", menuID: nil))
    }

    @Test(arguments: ["image", "voice", "video", "file"])
    func mediaHaveTheirId(type: String) throws {
        let expected: [String: WireMessage.Kind] = [
            "image": .image(mediaID: "M"), "voice": .voice(mediaID: "M"),
            "video": .video(mediaID: "M"), "file": .file(mediaID: "M"),
        ]
        #expect(try kind(type, #","\#(type)":{"media_id":"M"}"#) == expected[type])
        #expect(try kind(type, #","\#(type)":{}"#) == .other(type: type))
        #expect(try kind(type, "") == .other(type: type))
    }

    @Test func numbersMayBeTextAndTextsNumbers() throws {
        let place = WireMessage.Location(latitude: 23.5, longitude: -1, name: "n", address: "7")
        for body in [
            #","location":{"latitude":23.5,"longitude":-1,"name":"n","address":"7"}"#,
            #","location":{"latitude":"23.5","longitude":"-1.0","name":"n","address":7}"#,
        ] {
            #expect(try kind("location", body) == .location(place))
        }
        for price in ["1200", #""1200""#] {
            for (one, two) in [("head_img", "shop_head_img"), ("head_image", "shop_head_image")] {
                let body =
                    #","channels_shop_product":{"product_id":"p","\#(one)":"i","title":"t","#
                    + #""sales_price":\#(price),"shop_nickname":"s","\#(two)":"j"}"#
                let product = WireMessage.ShopProduct(
                    productID: "p", imageURL: "i", title: "t", salesPrice: "1200",
                    shopNickname: "s", shopImageURL: "j")
                #expect(try kind("channels_shop_product", body) == .channelsShopProduct(product))
            }
        }
    }

    @Test(arguments: ["meeting", "schedule", "brand_new", ""])
    func unknownTypesKeepTheirTypeAndTheirText(type: String) throws {
        let json = #"{"msgid":"m","msgtype":"\#(type)","\#(type)":{"a":[1,{"b":null}]}}"#
        let read = try message(json)
        #expect(read.kind == .other(type: type))
        #expect(String(decoding: read.raw, as: UTF8.self) == json)
    }

    @Test func theIdsOfAnEventStandInsideOfIt() throws {
        let read = try event(#""event_type":"user_recall_msg","recall_msgid":"r""#)
        #expect(read.openKfID == "wk1" && read.externalUserID == "wm1")
        #expect(read.origin == Origin.system)
        #expect(read.kind == .event(.userRecall(msgID: "r")))
    }

    @Test func aServicersStatusConcernsNoVisitor() throws {
        let read = try message(
            #"{"msgid":"e","msgtype":"event","event":{"event_type":"servicer_status_change","#
                + #""servicer_userid":"z","status":2,"stop_type":1,"open_kfid":"wk1"}}"#)
        #expect(read.externalUserID == "" && read.openKfID == "wk1")
        #expect(read.kind == .event(.servicerStatusChange(userID: "z", status: 2, stopType: 1)))
    }

    @Test func eventsMayLackWhatIsOptional() throws {
        #expect(
            try event(#""event_type":"enter_session""#).kind
                == .event(
                    .enterSession(scene: "", sceneParam: "", welcomeCode: nil, channels: nil)))
        #expect(
            try event(#""event_type":"session_status_change","change_type":"3""#).kind
                == .event(
                    .sessionStatusChange(
                        changeType: 3, oldUserID: nil, newUserID: nil, msgCode: nil)))
        #expect(
            try event(#""event_type":"what_is_this""#).kind
                == .event(.unknown(type: "what_is_this")))
        #expect(try event(#""x":1"#).kind == .event(.unknown(type: "")))
        #expect(try message(#"{"msgid":"e","msgtype":"event"}"#).kind == .other(type: "event"))
    }

    @Test(arguments: WireSamples.kinds)
    func whatIsWrittenIsReadAgain(kind: WireMessage.Kind) throws {
        let isAgent = kind == .note
        let written = WireMessage(
            msgID: "m-1", openKfID: "wk1", externalUserID: "wm1", sendTime: 1_700_000_000,
            origin: isAgent ? 5 : 3, servicerUserID: isAgent ? "z" : nil, kind: kind)
        let page = SyncPage(nextCursor: "c", hasMore: true, messages: [written, written])
        #expect(SyncPage(json: page.json()) == page)
    }
}

enum WireSamples {
    static let kinds: [WireMessage.Kind] =
        [
            .text(content: "你好 \"\n\u{1}", menuID: "1"), .text(content: "", menuID: nil),
            .image(mediaID: "a"), .voice(mediaID: "b"), .video(mediaID: "c"), .file(mediaID: "d"),
            .location(
                .init(latitude: 23.106021881103501, longitude: 113.3, name: "n", address: "")),
            .link(.init(title: "t", description: "d", url: "https://x/?a=1", pictureURL: "p")),
            .businessCard(userID: "u"),
            .miniprogram(.init(title: "t", appID: "a", pagePath: "p", thumbMediaID: "m")),
            .msgmenu(menu), .msgmenu(Menu(items: [])),
            .channelsShopProduct(
                .init(
                    productID: "p", imageURL: "i", title: "t", salesPrice: "1", shopNickname: "s",
                    shopImageURL: "j")),
            .channelsShopOrder(
                .init(
                    orderID: "o", productTitles: "p", priceWording: "w", state: "s", imageURL: "i",
                    shopNickname: "n")),
            .mergedMsg(
                title: "t",
                items: [
                    .init(
                        sendTime: 1, type: "text", senderName: "n",
                        content: #"{"msgtype":"text","text":{"content":"x"}}"#)
                ]),
            .channels(subType: 1, nickname: "n", title: "t"),
            .channels(subType: 2, nickname: "n", title: ""), .note, .other(type: "meeting"),
        ] + events.map { .event($0) }

    static let menu = Menu(
        headContent: "head",
        items: [
            .click(id: "1", content: "a"), .click(id: nil, content: "b"),
            .view(url: "https://x", content: "c"),
            .miniprogram(appID: "wx", pagePath: "p?x=1", content: "d"),
            .text(content: "e\nf", noNewline: true), .text(content: "g", noNewline: false),
        ], tailContent: "tail")

    static let events: [WireEvent] = [
        .enterSession(scene: "s", sceneParam: "p", welcomeCode: "w", channels: nil),
        .enterSession(
            scene: "", sceneParam: "", welcomeCode: nil,
            channels: .init(nickname: "n", scene: 1)),
        .enterSession(
            scene: "", sceneParam: "", welcomeCode: nil,
            channels: .init(nickname: "n", scene: 5)),
        .msgSendFail(failMsgID: "f", failType: 4),
        .servicerStatusChange(userID: "u", status: 1, stopType: 0),
        .sessionStatusChange(changeType: 3, oldUserID: "a", newUserID: nil, msgCode: "c"),
        .sessionStatusChange(changeType: 2, oldUserID: "a", newUserID: "b", msgCode: nil),
        .userRecall(msgID: "m"), .servicerRecall(msgID: "m", userID: "u"),
        .rejectSwitch(userID: "u", on: true), .rejectSwitch(userID: "u", on: false),
        .unknown(type: "later"),
    ]
}
