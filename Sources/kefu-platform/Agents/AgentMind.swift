/// What an agent of the generator knows and wants: a value without network and clock.
struct AgentMind: Sendable {
    /// Something that the agent does next.
    enum Deed: Equatable, Sendable {
        case reply(session: String, text: String)
        case end(session: String)
        case transferToQueue(session: String)
        case transfer(session: String, to: String)
        case setStatus(String)
    }

    private struct Chat: Sendable {
        var isRelay: Bool
        var hasUnanswered: Bool
        var nextAt: Int64
        var repliesLeft: Int64
    }

    let name: String
    /// Those whom a session may be passed on to.
    let colleagues: [String]
    private var random: SplitMix64
    private var chats: [String: Chat] = [:]
    private var status = "offline"
    private var nextStatusAt: Int64 = 0
    private(set) var assignedCount = 0
    private(set) var visitorMessageCount = 0
    private(set) var mostChats = 0

    init(name: String, colleagues: [String], seed: UInt64) {
        self.name = name
        self.colleagues = colleagues
        random = SplitMix64(seed: seed)
    }

    var openSessions: [String] { chats.keys.sorted() }

    /// Takes what the feed tells.
    mutating func received(_ changes: [JSON], now: Int64) {
        for change in changes {
            guard let session = change["session"], let id = session["id"]?.string else { continue }
            switch change["type"]?.string {
            case "assigned": take(id, session, now: now)
            case "message" where change["message"]?["from"] == "visitor":
                visitorMessageCount += 1
                if chats[id] != nil {
                    chats[id]?.hasUnanswered = true
                    chats[id]?.nextAt = now + random.int(200...2000)
                }
            case "transferred", "requeued", "ended": chats[id] = nil
            default: break
            }
        }
        mostChats = max(mostChats, chats.count)
    }

    private mutating func take(_ id: String, _ session: JSON, now: Int64) {
        // A session that the platform moves between channels is told again as assigned.
        guard session["agent"] == nil || session["agent"]?.string == name else { return }
        assignedCount += 1
        chats[id] = Chat(
            isRelay: session["reception_channel"] != "wecom",
            hasUnanswered: session["unanswered"] != false, nextAt: now + random.int(200...2000),
            repliesLeft: random.int(1...4))
    }

    /// The next thing to do, if anything is due.
    mutating func next(now: Int64, isClosing: Bool) -> Deed? {
        if let status = nextStatus(now: now, isClosing: isClosing) { return .setStatus(status) }
        for id in openSessions {
            guard let chat = chats[id], chat.isRelay, chat.nextAt <= now else { continue }
            chats[id]?.nextAt = now + random.int(500...3000)
            if chat.hasUnanswered, chat.repliesLeft > 0 {
                chats[id]?.hasUnanswered = false
                chats[id]?.repliesLeft -= 1
                return .reply(session: id, text: "回复 \(name) \(random.word(6))")
            }
            guard chat.repliesLeft <= 0 || isClosing else { continue }
            return leave(id)
        }
        return nil
    }

    private mutating func leave(_ id: String) -> Deed {
        if random.chance(0.05) { return .transferToQueue(session: id) }
        if random.chance(0.1), let other = random.pick(colleagues) {
            return .transfer(session: id, to: other)
        }
        return .end(session: id)
    }

    /// The deed was done or refused for good: the session is gone from here.
    mutating func gone(_ session: String) { chats[session] = nil }

    private mutating func nextStatus(now: Int64, isClosing: Bool) -> String? {
        if isClosing {
            guard status != "online" else { return nil }
        } else {
            guard now >= nextStatusAt else { return nil }
        }
        let pauses = status == "online" && nextStatusAt > 0 && random.chance(0.15)
        let wanted = pauses ? (random.chance(0.7) ? "away" : "offline") : "online"
        nextStatusAt = now + (pauses ? random.int(2000...8000) : random.int(10_000...30_000))
        guard wanted != status else { return nil }
        status = wanted
        return wanted
    }
}
