extension WireMessage {
    /// The entry as the platform writes it: for the simulator and for tests.
    static func encode(
        msgID: String, openKfID: String, externalUserID: String, sendTime: Int64, origin: Int,
        servicerUserID: String?, kind: Kind
    ) -> [UInt8] {
        var json = JSONWriter()
        let visitor = externalUserID.isEmpty ? nil : externalUserID
        json.object { json in
            json.member("msgid", msgID)
            if case .event = kind {
            } else {
                json.member("open_kfid", openKfID)
                json.member("external_userid", visitor)
            }
            json.member("send_time", Int(sendTime))
            json.member("origin", origin)
            json.member("servicer_userid", servicerUserID)
            json.member("msgtype", kind.type)
            if case .event(let event) = kind {
                json.member("event") { json in
                    json.member("event_type", event.type)
                    json.member("open_kfid", openKfID)
                    json.member("external_userid", visitor)
                    event.write(to: &json)
                }
            } else {
                kind.write(to: &json)
            }
        }
        return json.bytes
    }
}

extension WireMessage.Kind {
    /// `msgtype` on the wire.
    public var type: String {
        switch self {
        case .text: "text"
        case .image: "image"
        case .voice: "voice"
        case .video: "video"
        case .file: "file"
        case .location: "location"
        case .link: "link"
        case .businessCard: "business_card"
        case .miniprogram: "miniprogram"
        case .msgmenu: "msgmenu"
        case .channelsShopProduct: "channels_shop_product"
        case .channelsShopOrder: "channels_shop_order"
        case .mergedMsg: "merged_msg"
        case .channels: "channels"
        case .note: "note"
        case .other(let type): type
        case .event: "event"
        }
    }

    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .note, .other, .event: return
        default: json.member(type) { writeBody(to: &$0) }
        }
    }

    private func writeBody(to json: inout JSONWriter) {
        switch self {
        case .text(let content, let menuID):
            json.member("content", content)
            json.member("menu_id", menuID)
        case .image(let mediaID), .voice(let mediaID), .video(let mediaID), .file(let mediaID):
            json.member("media_id", mediaID)
        case .location(let place): place.write(to: &json)
        case .link(let link): link.write(to: &json)
        case .businessCard(let userID): json.member("userid", userID)
        case .miniprogram(let program): program.write(to: &json)
        case .msgmenu(let menu): menu.write(to: &json)
        case .channelsShopProduct(let product): product.write(to: &json)
        case .channelsShopOrder(let order): order.write(to: &json)
        case .mergedMsg(let title, let items):
            json.member("title", title)
            json.key("item")
            json.array { json in
                for item in items { json.object { item.write(to: &$0) } }
            }
        case .channels(let subType, let nickname, let title):
            json.member("sub_type", subType)
            json.member("nickname", nickname)
            json.member("title", title.isEmpty ? nil : title)
        case .note, .other, .event: return
        }
    }
}

extension WireMessage.Location {
    fileprivate func write(to json: inout JSONWriter) {
        json.key("latitude")
        json.number(latitude)
        json.key("longitude")
        json.number(longitude)
        json.member("name", name)
        json.member("address", address)
    }
}

extension WireMessage.Link {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("title", title)
        json.member("desc", description)
        json.member("url", url)
        json.member("pic_url", pictureURL)
    }
}

extension WireMessage.Miniprogram {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("title", title)
        json.member("appid", appID)
        json.member("pagepath", pagePath)
        json.member("thumb_media_id", thumbMediaID)
    }
}

extension WireMessage.ShopProduct {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("product_id", productID)
        json.member("head_img", imageURL)
        json.member("title", title)
        json.member("sales_price", salesPrice)
        json.member("shop_nickname", shopNickname)
        json.member("shop_head_img", shopImageURL)
    }
}

extension WireMessage.ShopOrder {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("order_id", orderID)
        json.member("product_titles", productTitles)
        json.member("price_wording", priceWording)
        json.member("state", state)
        json.member("image_url", imageURL)
        json.member("shop_nickname", shopNickname)
    }
}

extension WireMessage.MergedItem {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("send_time", Int(sendTime))
        json.member("msgtype", type)
        json.member("sender_name", senderName)
        json.member("msg_content", content)
    }
}

extension WireEvent {
    /// `event_type` on the wire.
    public var type: String {
        switch self {
        case .enterSession: "enter_session"
        case .msgSendFail: "msg_send_fail"
        case .servicerStatusChange: "servicer_status_change"
        case .sessionStatusChange: "session_status_change"
        case .userRecall: "user_recall_msg"
        case .servicerRecall: "servicer_recall_msg"
        case .rejectSwitch: "reject_customer_msg_switch_change"
        case .unknown(let type): type
        }
    }

    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .enterSession(let scene, let sceneParam, let welcomeCode, let channels):
            json.member("scene", scene)
            json.member("scene_param", sceneParam)
            json.member("welcome_code", welcomeCode)
            guard let channels else { return }
            json.member("wechat_channels") {
                $0.member(channels.scene >= 4 ? "shop_nickname" : "nickname", channels.nickname)
                $0.member("scene", channels.scene)
            }
        case .msgSendFail(let failMsgID, let failType):
            json.member("fail_msgid", failMsgID)
            json.member("fail_type", failType)
        case .servicerStatusChange(let userID, let status, let stopType):
            json.member("servicer_userid", userID)
            json.member("status", status)
            json.member("stop_type", stopType)
        case .sessionStatusChange(let changeType, let oldUserID, let newUserID, let msgCode):
            json.member("change_type", changeType)
            json.member("old_servicer_userid", oldUserID)
            json.member("new_servicer_userid", newUserID)
            json.member("msg_code", msgCode)
        case .userRecall(let msgID): json.member("recall_msgid", msgID)
        case .servicerRecall(let msgID, let userID):
            json.member("recall_msgid", msgID)
            json.member("servicer_userid", userID)
        case .rejectSwitch(let userID, let on):
            json.member("servicer_userid", userID)
            json.member("reject_switch", on ? 1 : 0)
        case .unknown: return
        }
    }
}
