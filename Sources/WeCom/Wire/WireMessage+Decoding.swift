extension WireMessage {
    /// Reads one entry of a page. Unknown types, missing optional members and numbers given as
    /// strings are all accepted; nil only without a `msgid`, since it could not be told from its
    /// own repetition.
    init?(_ value: JSONValue) {
        guard let entry = value.object, let msgID = entry.text("msgid") else { return nil }
        let type = entry["msgtype"]?.string ?? ""
        // An event's ids stand inside of `event`; look outside, too, should that ever change.
        let event = type == "event" ? entry["event"]?.object : nil
        func id(_ key: StaticString) -> String { event?.text(key) ?? entry.text(key) ?? "" }
        self.init(
            msgID: msgID, openKfID: id("open_kfid"), externalUserID: id("external_userid"),
            sendTime: entry["send_time"]?.int64 ?? 0, origin: entry["origin"]?.int ?? 0,
            servicerUserID: entry.text("servicer_userid"),
            kind: event.map { .event(WireEvent($0)) } ?? Kind(type, entry),
            raw: value.compactText)
    }
}

extension WireMessage.Kind {
    fileprivate init(_ type: String, _ entry: JSONObject) {
        self = Self.simple(type, entry) ?? Self.rich(type, entry) ?? .other(type: type)
    }

    private static func simple(_ type: String, _ entry: JSONObject) -> Self? {
        switch type {
        case "text":
            guard let body = entry["text"]?.object else { return nil }
            return .text(content: body["content"]?.string ?? "", menuID: body.text("menu_id"))
        case "image": return media(entry["image"]).map { .image(mediaID: $0) }
        case "voice": return media(entry["voice"]).map { .voice(mediaID: $0) }
        case "video": return media(entry["video"]).map { .video(mediaID: $0) }
        case "file": return media(entry["file"]).map { .file(mediaID: $0) }
        case "business_card":
            return entry["business_card"]?.object.map {
                .businessCard(userID: $0.text("userid") ?? "")
            }
        case "note": return .note
        default: return nil
        }
    }

    private static func media(_ body: JSONValue?) -> String? { body?.object?.text("media_id") }

    private static func rich(_ type: String, _ entry: JSONObject) -> Self? {
        switch type {
        case "location":
            return entry["location"]?.object.map { .location(WireMessage.Location($0)) }
        case "link": return entry["link"]?.object.map { .link(WireMessage.Link($0)) }
        case "miniprogram":
            return entry["miniprogram"]?.object.map { .miniprogram(WireMessage.Miniprogram($0)) }
        case "msgmenu": return entry["msgmenu"]?.object.map { .msgmenu(Menu($0)) }
        case "channels_shop_product":
            return entry["channels_shop_product"]?.object.map {
                .channelsShopProduct(WireMessage.ShopProduct($0))
            }
        case "channels_shop_order":
            return entry["channels_shop_order"]?.object.map {
                .channelsShopOrder(WireMessage.ShopOrder($0))
            }
        case "merged_msg":
            return entry["merged_msg"]?.object.map { body in
                let items = (body["item"]?.array ?? []).compactMap(\.object)
                return .mergedMsg(
                    title: body.text("title") ?? "", items: items.map(WireMessage.MergedItem.init))
            }
        case "channels":
            return entry["channels"]?.object.map {
                .channels(
                    subType: $0["sub_type"]?.int ?? 0, nickname: $0.text("nickname") ?? "",
                    title: $0.text("title") ?? "")
            }
        default: return nil
        }
    }
}

extension WireMessage.Location {
    fileprivate init(_ body: JSONObject) {
        self.init(
            latitude: body["latitude"]?.double ?? 0, longitude: body["longitude"]?.double ?? 0,
            name: body.text("name") ?? "", address: body.text("address") ?? "")
    }
}

extension WireMessage.Link {
    fileprivate init(_ body: JSONObject) {
        self.init(
            title: body.text("title") ?? "", description: body.text("desc") ?? "",
            url: body.text("url") ?? "",
            pictureURL: body.text("pic_url") ?? body.text("picurl") ?? "")
    }
}

extension WireMessage.Miniprogram {
    fileprivate init(_ body: JSONObject) {
        self.init(
            title: body.text("title") ?? "", appID: body.text("appid") ?? "",
            pagePath: body.text("pagepath") ?? "", thumbMediaID: body.text("thumb_media_id") ?? "")
    }
}

extension WireMessage.ShopProduct {
    /// Sources disagree on the pictures' names (`head_img` or `head_image`) and on whether the
    /// price is text or a number: all are read.
    fileprivate init(_ body: JSONObject) {
        self.init(
            productID: body.text("product_id") ?? "",
            imageURL: body.text("head_img") ?? body.text("head_image") ?? "",
            title: body.text("title") ?? "", salesPrice: body.text("sales_price") ?? "",
            shopNickname: body.text("shop_nickname") ?? "",
            shopImageURL: body.text("shop_head_img") ?? body.text("shop_head_image") ?? "")
    }
}

extension WireMessage.ShopOrder {
    fileprivate init(_ body: JSONObject) {
        self.init(
            orderID: body.text("order_id") ?? "", productTitles: body.text("product_titles") ?? "",
            priceWording: body.text("price_wording") ?? "", state: body.text("state") ?? "",
            imageURL: body.text("image_url") ?? "", shopNickname: body.text("shop_nickname") ?? "")
    }
}

extension WireMessage.MergedItem {
    fileprivate init(_ body: JSONObject) {
        self.init(
            sendTime: body["send_time"]?.int64 ?? 0, type: body.text("msgtype") ?? "",
            senderName: body.text("sender_name") ?? "", content: body.text("msg_content") ?? "")
    }
}

extension WireEvent {
    fileprivate init(_ event: JSONObject) {
        let type = event["event_type"]?.string ?? ""
        let userID = event.text("servicer_userid") ?? ""
        let recalled = event.text("recall_msgid") ?? ""
        switch type {
        case "enter_session":
            self = .enterSession(
                scene: event.text("scene") ?? "", sceneParam: event.text("scene_param") ?? "",
                welcomeCode: event.text("welcome_code"),
                channels: event["wechat_channels"]?.object.map(ChannelsEntry.init))
        case "msg_send_fail":
            self = .msgSendFail(
                failMsgID: event.text("fail_msgid") ?? "", failType: event["fail_type"]?.int ?? 0)
        case "servicer_status_change":
            self = .servicerStatusChange(
                userID: userID, status: event["status"]?.int ?? 0,
                stopType: event["stop_type"]?.int ?? 0)
        case "session_status_change":
            self = .sessionStatusChange(
                changeType: event["change_type"]?.int ?? 0,
                oldUserID: event.text("old_servicer_userid"),
                newUserID: event.text("new_servicer_userid"), msgCode: event.text("msg_code"))
        case "user_recall_msg": self = .userRecall(msgID: recalled)
        case "servicer_recall_msg": self = .servicerRecall(msgID: recalled, userID: userID)
        case "reject_customer_msg_switch_change":
            self = .rejectSwitch(userID: userID, on: event["reject_switch"]?.int == 1)
        default: self = .unknown(type: type)
        }
    }
}

extension WireEvent.ChannelsEntry {
    fileprivate init(_ body: JSONObject) {
        self.init(
            nickname: body.text("nickname") ?? body.text("shop_nickname") ?? "",
            scene: body["scene"]?.int ?? 0)
    }
}
