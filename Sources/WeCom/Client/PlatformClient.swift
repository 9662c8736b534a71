internal import Foundation
public import HTTPClient

/// Calls the platform's API: adds the access token and renews it, keeps the rates, sets time-outs,
/// and says of every failure whether anything can have been done. It retries nothing by itself but
/// a call whose token was refused, once.
public final class PlatformClient: Sendable {
    let baseURL: String
    private let corpID: String
    private let secret: String
    private let http: HTTPClient
    private let time: @Sendable () -> Int64
    private let deadline: Duration
    private let token: AccessToken
    /// What is left of the platform's rates; who plans ahead may look, taking is done here.
    public let budget: SharedRateBudget

    /// - Parameters:
    ///   - baseURL: `https://qyapi.weixin.qq.com`.
    ///   - secret: the application's secret.
    ///   - time: milliseconds of a clock that does not go back.
    ///   - deadline: for each call; uploads and downloads get six times as long.
    public init(
        baseURL: String, corpID: String, secret: String, http: HTTPClient,
        budget: SharedRateBudget = SharedRateBudget(), deadline: Duration = .seconds(10),
        time: @escaping @Sendable () -> Int64
    ) {
        let base = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        (self.baseURL, self.corpID, self.secret) = (base, corpID, secret)
        (self.http, self.budget, self.deadline, self.time) = (http, budget, deadline, time)
        token = AccessToken(time: time) {
            await Self.fetchToken(base, corpID, secret, http, budget, deadline, time)
        }
    }

    /// How long a call of this kind has to wait for room in its budget, a pause after 45009
    /// included; 0 when it may be made now.
    /// - Parameter leaving: how much of our share is not for this call, in percent.
    public func waitMilliseconds(for api: PlatformAPI, leaving: Int = 0) -> Int64 {
        budget.waitMilliseconds(.api(api), now: time(), leaving: leaving)
    }

    /// Gives up a token fetch that is under way; calls fail from then on with the HTTP client.
    public func shutdown() { token.shutdown() }

    /// One call with everything that belongs to it.
    struct Call {
        var api: PlatformAPI
        var query: [(name: String, value: String)] = []
        var body: [UInt8] = []
        var contentType = "application/json"
        var budgetKey: RateBudget.Key?
        var deadlineFactor = 1
        var bodyBytesMax = 16 << 20

        var key: RateBudget.Key { budgetKey ?? .api(api) }
    }

    /// Calls with a JSON body and reads a JSON answer.
    func post<Reply: Decodable>(
        _ api: PlatformAPI, _ request: some Encodable, as type: Reply.Type = Reply.self
    ) async throws(PlatformFailure) -> Reply {
        try Self.decode(type, try await perform(try Self.call(api, request)))
    }

    /// Calls with a JSON body where the answer says no more than "ok".
    func post(_ api: PlatformAPI, _ request: some Encodable) async throws(PlatformFailure) {
        _ = try await perform(try Self.call(api, request))
    }

    /// Calls by GET and reads a JSON answer.
    func get<Reply: Decodable>(
        _ api: PlatformAPI, _ query: [(name: String, value: String)] = [],
        as type: Reply.Type = Reply.self
    ) async throws(PlatformFailure) -> Reply {
        try Self.decode(type, try await perform(Call(api: api, query: query)))
    }

    /// Makes a call, and once more with a new token when the first one is refused.
    func perform(_ call: Call) async throws(PlatformFailure) -> HTTPReply {
        let first = try await token.value()
        let answer = try await attempt(call, first)
        guard case .tokenRefused = answer else { return try answer.get() }
        token.discard(first)
        let second = try await token.value()
        let last = try await attempt(call, second)
        if case .tokenRefused(let failure) = last { token.discardNew(second, because: failure) }
        return try last.get()
    }

    private enum Answer {
        case good(HTTPReply)
        case tokenRefused(PlatformFailure)

        func get() throws(PlatformFailure) -> HTTPReply {
            switch self {
            case .good(let reply): return reply
            case .tokenRefused(let failure): throw failure
            }
        }
    }

    private func attempt(_ call: Call, _ token: String) async throws(PlatformFailure) -> Answer {
        if case .wait(let wait) = budget.tryTake(call.key, now: time()) {
            throw .notNow(
                code: ErrorCode.rateLimit.rawValue,
                message: "our own budget for \(call.api.rawValue) has room in \(wait) ms")
        }
        let secrets = Self.forms(of: token) + Self.forms(of: secret)
        let query = URLQuery.string([("access_token", token)] + call.query)
        var request = HTTPCall(
            call.api.isGet ? .get : .post, "\(baseURL)\(call.api.path)?\(query)", body: call.body,
            deadline: deadline * call.deadlineFactor, bodyBytesMax: call.bodyBytesMax)
        if !call.api.isGet { request.headers = [("Content-Type", call.contentType)] }
        let reply: HTTPReply
        switch await http.send(request) {
        case .success(let received): reply = received
        case .failure(let failure): throw Self.failure(of: failure).without(secrets)
        }
        guard let failure = Self.failure(in: reply, of: call.api) else { return .good(reply) }
        switch failure.code?.class {
        case .tokenInvalid: return .tokenRefused(failure.without(secrets))
        case .notNow where failure.code == .rateLimit: budget.refused(call.key, now: time())
        default: break
        }
        throw failure.without(secrets)
    }

    /// How a secret may stand in a text: as it is, and as it stood in the address.
    private static func forms(of secret: String) -> [String] { [secret, URLQuery.encode(secret)] }

    private static func failure(of failure: HTTPFailure) -> PlatformFailure {
        switch failure {
        case .notSent(let reason): .notSent(reason)
        case .unknown(let reason): .unknown(reason)
        case .tooLarge: .unknown("the answer is too large")
        }
    }

    /// What an answer says has gone wrong; nil when it is good. The status is 200 even for errors:
    /// only `errcode` counts, and 0 or none is success.
    private static func failure(in reply: HTTPReply, of api: PlatformAPI) -> PlatformFailure? {
        guard reply.status == 200 || reply.status == 206 else {
            return .unknown("HTTP status \(reply.status)")
        }
        // A download answers with the file's bytes and a file name, or with an error in JSON.
        if api == .getMedia, reply.header("Content-Disposition") != nil { return nil }
        guard let object = try? JSONValue(parsing: reply.body).object else {
            return .unknown("the answer is no JSON")
        }
        guard let value = object["errcode"] else { return nil }
        guard let number = value.int else { return .unknown("the answer's errcode is no number") }
        let code = ErrorCode(rawValue: number)
        let message = object["errmsg"]?.string ?? ""
        return switch code.class {
        case .ok: nil
        case .notNow, .tokenInvalid: .notNow(code: number, message: message)
        default: .refused(code: number, message: message)
        }
    }

    private static func call(
        _ api: PlatformAPI, _ request: some Encodable
    ) throws(PlatformFailure) -> Call {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Call(api: api, body: [UInt8](try encoder.encode(request)))
        } catch {
            throw .notSent("the request cannot be written as JSON")
        }
    }

    private static func decode<Reply: Decodable>(
        _ type: Reply.Type, _ reply: HTTPReply
    ) throws(PlatformFailure) -> Reply {
        do {
            return try JSONDecoder().decode(type, from: Data(reply.body))
        } catch {
            throw .unknown("the answer lacks what belongs into it (\(type))")
        }
    }

    /// Every refusal here is `notNow` for the call that needs the token: that call has not been
    /// made, so that nobody may take it for refused.
    private static func fetchToken(
        _ base: String, _ corpID: String, _ secret: String, _ http: HTTPClient,
        _ budget: SharedRateBudget, _ deadline: Duration, _ time: @Sendable () -> Int64
    ) async -> AccessToken.Outcome {
        _ = budget.tryTake(.api(.getToken), now: time())
        let query = URLQuery.string([("corpid", corpID), ("corpsecret", secret)])
        let url = "\(base)\(PlatformAPI.getToken.path)?\(query)"
        let reply: HTTPReply
        switch await http.send(HTTPCall(.get, url, deadline: deadline)) {
        case .success(let received): reply = received
        case .failure(let failure):
            return .failure(
                PlatformFailure.notSent("no access token: \(failure)").without(forms(of: secret)))
        }
        switch failure(in: reply, of: .getToken) {
        case nil: break
        case .refused(let code, let message), .notNow(let code, let message):
            let failure = PlatformFailure.notNow(code: code, message: "no access token: \(message)")
            return .failure(failure.without(forms(of: secret)))
        case .notSent(let reason), .unknown(let reason):
            return .failure(.notSent("no access token: \(reason)"))
        }
        guard let token = try? decode(TokenReply.self, reply), !token.accessToken.isEmpty else {
            return .failure(.notSent("no access token: the answer holds none"))
        }
        return .success(token)
    }
}
