/// A visitor of the generator.
struct Visitor: Sendable {
    enum Step: Equatable, Sendable {
        case entering
        case writing
        /// Has written and waits until somebody answers or patience ends.
        case waiting
        case gone
    }

    let key: ConversationKey
    var step = Step.entering
    var nextAt: Int64
    var messagesLeft: Int64 = 0
    var visits: Int64 = 0
    /// What had been heard from the other side when the last message was written.
    var heard = 0

    init(key: ConversationKey, at now: Int64) {
        self.key = key
        nextAt = now
    }
}

extension Traffic {
    private static let words = [
        "你好", "请问订单什么时候到?", "How do I get a refund?", "谢谢", "可以改地址吗", "在吗",
        "The app shows an error 😕", "发票怎么开", "好的", "Is this still available?",
    ]

    mutating func stepVisitors(_ model: inout PlatformModel, now: Int64) {
        for index in visitors.indices where visitors[index].step != .gone {
            let visitor = visitors[index]
            switch visitor.step {
            case .waiting where heard(visitor.key, model) > visitor.heard:
                visitors[index].step = .writing
                visitors[index].nextAt = now + random.int(plan.thinkMs)
            case _ where visitor.nextAt > now: continue
            case .entering: enter(index, &model, now: now)
            case .writing, .waiting: goOn(index, &model, now: now)
            case .gone: continue
            }
        }
    }

    private func heard(_ key: ConversationKey, _ model: PlatformModel) -> Int {
        (model.book.answersOf[key] ?? 0) + (clientAnswers[key] ?? 0)
    }

    private mutating func enter(_ index: Int, _ model: inout PlatformModel, now: Int64) {
        let key = visitors[index].key
        let scene = random.pick(["web", "menu", "qrcode", ""]) ?? ""
        try? model.customerEnters(key, scene: scene, now: now)
        counts.visits += 1
        visitors[index].visits += 1
        visitors[index].messagesLeft = random.int(plan.messages)
        visitors[index].step = .writing
        visitors[index].nextAt = now + random.int(plan.thinkMs)
    }

    private mutating func goOn(_ index: Int, _ model: inout PlatformModel, now: Int64) {
        let visitor = visitors[index]
        guard visitor.messagesLeft > 0, model.accounts[visitor.key.account] != nil else {
            return leave(index, now: now)
        }
        let isFirst = visitor.heard == 0 && visitor.visits == 1
        if !isFirst, random.chance(plan.silentShare) {
            counts.silent += 1
            return leave(index, now: now)
        }
        write(visitor.key, &model, now: now)
        visitors[index].messagesLeft -= 1
        visitors[index].heard = heard(visitor.key, model)
        visitors[index].step = .waiting
        visitors[index].nextAt = now + plan.patienceMs
    }

    private mutating func write(_ key: ConversationKey, _ model: inout PlatformModel, now: Int64) {
        counts.messages += 1
        if random.chance(plan.tapShare), let item = offeredItem(key, model) {
            counts.taps += 1
            _ = try? model.customerWrites(key, body: item, now: now)
            return
        }
        if random.chance(plan.pictureShare) {
            let picture = Media(
                type: "image", fileName: "photo.png", contentType: "image/png",
                bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], madeAt: now)
            let id = model.store(picture)
            _ = try? model.customerWrites(
                key, type: "image", body: ["media_id": .string(id)], now: now)
            return
        }
        let text = random.pick(Self.words) ?? "?"
        let id = try? model.customerWrites(key, body: ["content": .string(text)], now: now)
        if let id = id ?? nil, random.chance(plan.recallShare) {
            try? model.customerRecalls(key, messageID: id, now: now)
        }
    }

    /// A click item of the menu that this visitor got last.
    private mutating func offeredItem(_ key: ConversationKey, _ model: PlatformModel) -> JSON? {
        guard let menu = model.book.lastMenuOf[key]?["list"]?.array else { return nil }
        let items = menu.filter { $0["type"] == "click" }.compactMap { $0["click"] }
        guard let item = random.pick(items), let content = item["content"] else { return nil }
        var body: [String: JSON] = ["content": content]
        if let id = item["id"] { body["menu_id"] = id }
        return .object(body)
    }

    private mutating func leave(_ index: Int, now: Int64) {
        let visitor = visitors[index]
        guard phase == .running, visitor.visits < plan.visitsMax, random.chance(plan.comeBackShare)
        else {
            visitors[index].step = .gone
            return
        }
        counts.cameBack += 1
        visitors[index].step = .entering
        visitors[index].nextAt = now + random.int(plan.thinkMs) * 2
    }
}
