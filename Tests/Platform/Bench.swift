import HTTPServer
import Testing

@testable import kefu_platform

/// A small company at the simulator: one account with two servicers, one customer, and a caller
/// that holds a token. Time is a number that the test moves.
struct Bench {
    static let account = "wkMain"
    static let other = "wkOther"
    static let key = ConversationKey(account: account, customer: "wmOne")

    var model: PlatformModel
    var now: Int64 = 1_700_000_000_000
    var token = ""

    init(_ change: (inout Settings) -> Void = { _ in }) {
        var settings = Settings()
        settings.shortPageShare = 0
        settings.emptyPageShare = 0
        settings.coalesceShare = 0
        settings.accessTokenMs = 1_000_000_000_000
        change(&settings)
        model = PlatformModel(corpID: "ww1", secret: "s", seed: 7, settings: settings)
        for id in [Self.account, Self.other] {
            var account = Account(id: id, name: id, avatar: "")
            account.servicers = ["ann", "bo"].map { Servicer(userID: $0, reception: .receiving) }
            model.insert(account)
        }
        for id in ["ann", "bo", "cy"] {
            SetUpOrders.add(Member(userID: id, name: id, departments: [1]), to: &model)
        }
        SetUpOrders.add(customer: Self.key.customer, name: "One", gender: 0, to: &model)
        SetUpOrders.add(customer: "wmTwo", name: "Two", gender: 0, to: &model)
        token = get("gettoken", ["corpid": "ww1", "corpsecret": "s"])["access_token"]?.string ?? ""
    }

    /// Calls an interface with a body; the answer.
    mutating func post(_ path: String, _ body: JSON, query: [String: String] = [:]) -> JSON {
        var call = APICall(path: path, body: body.bytes)
        call.query = query.merging(["access_token": token]) { given, _ in given }
        return parsed(model.answer(call, now: now))
    }

    mutating func get(_ path: String, _ query: [String: String] = [:]) -> JSON {
        var call = APICall(method: "GET", path: path)
        call.query = query.merging(["access_token": token]) { given, _ in given }
        return parsed(model.answer(call, now: now))
    }

    private func parsed(_ answer: APIAnswer) -> JSON {
        JSON(reading: answer.body) ?? .null
    }

    /// The error code of a call.
    mutating func code(_ path: String, _ body: JSON) -> Int64 {
        post(path, body)["errcode"]?.int ?? -99
    }

    mutating func wait(_ ms: Int64) {
        now += ms
        model.tick(now: now)
    }

    /// The customer opens the chat and writes.
    @discardableResult
    mutating func customerWrites(_ text: String = "hi") -> String {
        if model.conversations[Self.key] == nil {
            try? model.customerEnters(Self.key, now: now)
        }
        let body: JSON = ["content": .string(text)]
        let id = try? model.customerWrites(Self.key, body: body, now: now)
        return (id ?? nil) ?? ""
    }

    mutating func trans(_ state: Int64, _ servicer: String? = nil) -> JSON {
        var body: [String: JSON] = [
            "open_kfid": .string(Self.account), "external_userid": .string(Self.key.customer),
            "service_state": .int(state),
        ]
        if let servicer { body["servicer_userid"] = .string(servicer) }
        return post("kf/service_state/trans", .object(body))
    }

    mutating func send(_ text: String = "ok", id: String? = nil) -> Int64 {
        code("kf/send_msg", Self.message(text, id: id))
    }

    static func message(_ text: String, id: String? = nil) -> JSON {
        var body: [String: JSON] = [
            "touser": .string(key.customer), "open_kfid": .string(account), "msgtype": "text",
            "text": ["content": .string(text)],
        ]
        if let id { body["msgid"] = .string(id) }
        return .object(body)
    }

    mutating func sendOnEvent(_ code: String, id: String? = nil) -> Int64 {
        var body: [String: JSON] = [
            "code": .string(code), "msgtype": "text", "text": ["content": "prompt"],
        ]
        if let id { body["msgid"] = .string(id) }
        return self.code("kf/send_msg_on_event", .object(body))
    }

    /// Brings the conversation into a state in a way that the caller knows of.
    mutating func bring(to state: ServiceState) {
        customerWrites()
        _ = pull()
        wait(2000)
        switch state {
        case .untreated: break
        case .assistant: _ = trans(1)
        case .pool: _ = trans(2)
        case .human: _ = trans(3, "ann")
        case .ended:
            _ = trans(3, "ann")
            _ = trans(4)
        }
        precondition(model.conversations[Self.key]?.state == state)
    }

    /// Pulls everything with the newest callback's token; the messages.
    mutating func pull(_ cursor: String? = nil, limit: Int64 = 1000) -> [JSON] {
        page(cursor, limit: limit)["msg_list"]?.array ?? []
    }

    mutating func page(_ cursor: String? = nil, limit: Int64 = 1000, token: String? = nil) -> JSON {
        var body: [String: JSON] = ["open_kfid": .string(Self.account), "limit": .int(limit)]
        if let cursor { body["cursor"] = .string(cursor) }
        if let token = token ?? eventToken() { body["token"] = .string(token) }
        return post("kf/sync_msg", .object(body))
    }

    /// A token that a callback has brought.
    mutating func eventToken(account: String = Bench.account) -> String? {
        let living = model.eventTokens.filter {
            $0.value.account == account && now - $0.value.madeAt < model.settings.eventTokenMs
        }
        if let token = living.keys.sorted().first { return token }
        model.announce(account, now: now)
        model.tick(now: now)
        return model.eventTokens.first { $0.value == EventToken(account: account, madeAt: now) }?
            .key
    }

    var violations: [String] { model.book.violations.map(\.kind) }

    /// The last event of a type, as a pull gives it.
    mutating func lastEvent(_ type: String) -> JSON? {
        pull().last { $0["event"]?["event_type"] == .string(type) }?["event"]
    }
}
