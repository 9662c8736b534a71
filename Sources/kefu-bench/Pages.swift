/// What `sync_msg` gives: the chats of one account, page after page, as bytes.
///
/// A whole chat is eleven entries: the visitor enters, writes, is answered, … and the agent ends
/// it. A hundred chats run side by side. The account's own agents take their turns (round-robin,
/// nobody is ever full), which is how an answer can be written before anybody has decided who gives
/// it.
struct Pages {
    /// What is pulled of a chat.
    enum Shape: String {
        /// All of it.
        case whole
        /// Without the end: it stays open.
        case open
        /// The visitor's first words.
        case opening

        var entries: Int {
            switch self {
            case .whole: 11
            case .open: 10
            case .opening: 1
            }
        }
    }

    static let sideBySide = 100

    let account: String
    let agents: Int
    /// How many chats of the account there have been before.
    let firstChat: Int
    let sendTime: Int64
    let shape: Shape

    /// The platform's name of a chat's visitor.
    func visitor(_ chat: Int) -> String { "wm\(Self.scramble(chat, account))" }

    private func agent(_ chat: Int) -> String { Names.agent(chat % agents, of: account) }

    /// Entries from this number on. The entries of a hundred chats are dealt in rounds.
    func page(from start: Int, count: Int, hasMore: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * 400 + 200)
        bytes += "{\"errcode\":0,\"errmsg\":\"ok\",\"next_cursor\":\"c\(start + count)\",".utf8
        bytes += "\"has_more\":\(hasMore ? 1 : 0),\"msg_list\":[".utf8
        for number in start..<start + count {
            if number > start { bytes.append(UInt8(ascii: ",")) }
            bytes += entry(number).utf8
        }
        bytes += "]}".utf8
        return bytes
    }

    private func entry(_ number: Int) -> String {
        let round = Self.sideBySide * shape.entries
        let (set, place) = number.quotientAndRemainder(dividingBy: round)
        let chat = firstChat + set * Self.sideBySide + place % Self.sideBySide
        let step = place / Self.sideBySide + (shape == .opening ? 1 : 0)
        let isEvent = step == 0 || step == 10
        let visitor = visitor(chat)
        let id = "\"msgid\":\"\(Self.scramble(chat &* 31 &+ step, account))\(step)\""
        let who = "\"open_kfid\":\"\(account)\",\"external_userid\":\"\(visitor)\""
        let time = "\"send_time\":\(sendTime)"
        if isEvent {
            let event =
                step == 0
                ? "\"event_type\":\"enter_session\",\"scene\":\"shop\",\"scene_param\":\"autumn\""
                : "\"event_type\":\"session_status_change\",\"change_type\":3,"
                    + "\"old_servicer_userid\":\"\(agent(chat))\""
            return "{\(id),\(time),\"origin\":4,\"msgtype\":\"event\","
                + "\"event\":{\(who),\(event)}}"
        }
        let text = "\"msgtype\":\"text\",\"text\":{\"content\":\"\(Self.words(chat &+ step))\"}}"
        if step % 2 == 1 { return "{\(id),\(who),\(time),\"origin\":3,\(text)" }
        let servicer = "\"servicer_userid\":\"\(agent(chat))\""
        return "{\(id),\(who),\(time),\"origin\":5,\(servicer),\(text)"
    }

    /// Thirty letters and digits in no order, as the platform's names are.
    private static func scramble(_ number: Int, _ account: String) -> String {
        var state = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
        for byte in account.utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return String(unsafeUninitializedCapacity: 30) { buffer in
            for index in 0..<30 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                buffer[index] = letters[Int(state >> 58)]
            }
            return 30
        }
    }

    private static let letters = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_".utf8)

    private static func words(_ number: Int) -> String {
        let all = [
            "您好,请问这款还有现货吗?", "有的,今天下单明天就可以发货。", "麻烦帮我看一下订单到哪里了,谢谢",
            "已经为您查询,包裹目前在上海转运中心,预计后天送达。", "好的", "这件衣服有没有大一码的?我平时穿 L",
            "请您稍等,我帮您问一下仓库。", "退货的运费由谁承担?", "七天内质量问题由我们承担,请您拍照上传。",
        ]
        return all[abs(number) % all.count]
    }
}
