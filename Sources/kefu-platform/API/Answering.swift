import HTTPServer

extension PlatformModel {
    /// Judges one call and does what it asks: faults, method, token, permission, limits, body, and
    /// then the rules of the interface itself.
    mutating func answer(_ call: APICall, now: Int64) -> APIAnswer {
        tick(now: now)
        var answer = APIAnswer()
        let struck = faults(striking: call.path)
        for case .status(let status) in struck {
            book.called(call.path, code: -status)
            return APIAnswer(status: status, contentType: "text/html", body: Array("busy".utf8))
        }
        for case .latency(let ms) in struck { answer.delayMs += ms }
        if struck.contains(.drop) { answer.fate = .dropped }
        if struck.contains(.cut) { answer.fate = .cut }
        do throws(Refusal) {
            for case .error(let code) in struck { throw Refusal(code, "ordered fault", .none) }
            let result = try perform(call, struck: struck, now: now)
            book.called(call.path, code: 0)
            write(result, into: &answer)
        } catch {
            let read = answer.fate == .delivered
            let refusal =
                read ? judgeRepetition(error, path: call.path, body: call.body) : error
            book.called(call.path, code: refusal.code)
            book.refused(call.path, refusal, now: now)
            answer.body = errorBody(refusal, peer: call.peer).bytes
        }
        if answer.fate != .delivered { forgetLostAnswer(now: now) }
        lastCallAt = now
        return answer
    }

    private mutating func perform(
        _ call: APICall, struck: [Fault.Kind], now: Int64
    ) throws(Refusal) -> APIResult {
        guard let interface = Interface(rawValue: call.path) else {
            throw Refusal(40066, "invalid url", .violation("unknown-interface"))
        }
        guard interface.methods.contains(call.method) else {
            throw Refusal(
                43001, "require \(interface.methods[0]) method", .violation("wrong-method"))
        }
        if interface == .gettoken { return try grantToken(call, now: now) }
        if let refusal = access.refusal(call.query["access_token"], now: now, settings: settings) {
            throw refusal
        }
        guard settings.appPermitted else {
            throw Refusal(48002, "api forbidden for this app", .none)
        }
        guard limits[call.path, default: CallLimits()].admit(settings: settings, now: now) else {
            let documented = settings.callsPerMinute >= 10_000 && settings.callsPerHour >= 150_000
            throw Refusal(
                45009, "api freq out of limit", documented ? .violation("rate-limit") : .none)
        }
        let parameters = Parameters(members: try Self.body(call, interface))
        return try perform(interface, call, parameters, struck: struck, now: now)
    }

    private static func body(
        _ call: APICall, _ interface: Interface
    ) throws(Refusal) -> [String: JSON] {
        if call.method == "GET" {
            return call.query.mapValues { .string($0) }
        }
        if interface == .mediaUpload || interface == .getcallbackip { return [:] }
        if call.body.isEmpty { return [:] }
        guard let members = JSON(reading: call.body)?.object else {
            throw .shape(40058, "Warning: wrong json format.")
        }
        return members
    }

    private mutating func write(_ result: APIResult, into answer: inout APIAnswer) {
        switch result {
        case .json(var members):
            if members["errcode"] == nil { members["errcode"] = 0 }
            if members["errmsg"] == nil { members["errmsg"] = "ok" }
            answer.body = JSON.object(members).bytes
        case .file(let media, let range): Self.write(media, range, into: &answer)
        }
    }

    /// In the long form with a hint, so that nobody can match on the text.
    private mutating func errorBody(_ refusal: Refusal, peer: String) -> JSON {
        let hint = random.int(1_000_000_000...9_999_999_999)
        let page = "https://open.work.weixin.qq.com/devtool/query?e=\(refusal.code)"
        return [
            "errcode": .int(Int64(refusal.code)),
            "errmsg": .string(
                "\(refusal.text), hint: [\(hint)], from ip: \(peer), more info at \(page)"),
        ]
    }

    /// What this very call would have taught was never read.
    private mutating func forgetLostAnswer(now: Int64) {
        for key in conversations.keys { conversations[key]?.forget(learnedAfter: now - 1) }
    }
}
