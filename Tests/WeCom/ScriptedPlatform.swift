import HTTPClient
import HTTPServer
import Synchronization
import WeCom

/// What the scripted platform answers, and what it was asked.
final class Script: Sendable {
    struct Asked: Sendable {
        let api: String
        let method: String
        let query: [String: String]
        let contentType: String
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    enum Answer: Sendable {
        /// A body with status 200.
        case json(String)
        /// Any answer.
        case http(Response)
        /// None at all.
        case silence
        /// A body that comes once `release` is called.
        case held(String)
    }

    private struct State {
        var scripts: [String: [Answer]] = [:]
        var asked: [Asked] = []
        var tokens = 0
        var held: [(responder: Responder, body: String)] = []
        var now: Int64 = 1_000_000
    }

    private let state = Mutex(State())
    private let arrivals = AsyncStream.makeStream(of: String.self)

    /// Milliseconds of the test's own clock.
    var now: Int64 { state.withLock { $0.now } }

    func advance(milliseconds: Int64) { state.withLock { $0.now += milliseconds } }

    /// Sets the answers of an API; the last one repeats. Without a script `gettoken` gives
    /// token-1, token-2 and so on, and every other API "ok".
    func set(_ api: PlatformAPI, _ answers: Answer...) {
        state.withLock { $0.scripts[api.path] = answers }
    }

    /// Everything that was asked, by verb and path.
    var calls: [String] { state.withLock { $0.asked.map { "\($0.method) \($0.api)" } } }

    func asked(_ api: PlatformAPI) -> [Asked] {
        state.withLock { $0.asked.filter { $0.api == api.path } }
    }

    /// Waits until the platform is asked for `api`.
    func arrival(of api: PlatformAPI) async {
        for await path in arrivals.stream where path == api.path { return }
    }

    /// Answers everything that is held.
    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for (responder, body) in held { responder.respond(Self.ok(body)) }
    }

    func serve(_ request: Request, _ responder: Responder) {
        switch next(request) {
        case .json(let body): responder.respond(Self.ok(body))
        case .http(let response): responder.respond(response)
        case .silence: state.withLock { $0.held.append((responder, "")) }
        case .held(let body): state.withLock { $0.held.append((responder, body)) }
        }
        arrivals.continuation.yield(request.path)
    }

    private func next(_ request: Request) -> Answer {
        let query = Dictionary(
            request.query.items.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let asked = Asked(
            api: request.path, method: "\(request.method)".uppercased(), query: query,
            contentType: request.header("Content-Type") ?? "", body: request.body)
        return state.withLock { state in
            state.asked.append(asked)
            if let script = state.scripts[request.path], let first = script.first {
                if script.count > 1 { state.scripts[request.path]?.removeFirst() }
                return first
            }
            guard request.path == PlatformAPI.getToken.path else { return .json(#"{"errcode":0}"#) }
            state.tokens += 1
            return .json(Self.token(state.tokens))
        }
    }

    private static func ok(_ body: String) -> Response {
        Response(status: 200, headers: [("Content-Type", "text/plain")], body: [UInt8](body.utf8))
    }

    static func token(_ number: Int, life: Int = 7_200) -> String {
        #"{"errcode":0,"errmsg":"ok","access_token":"token-\#(number)","expires_in":\#(life)}"#
    }

    static func error(_ code: Int, _ message: String = "message") -> Answer {
        .json(#"{"errcode":\#(code),"errmsg":"\#(message)"}"#)
    }
}

/// A platform on a loopback port that answers by a script, and a client for it.
struct ScriptedPlatform {
    let script = Script()
    let server: Server
    let client: PlatformClient

    init(deadline: Duration = .seconds(10), limits: RateBudget.Limits = .init()) throws {
        let script = script
        server = try Server(listen: "127.0.0.1:0") { script.serve($0, $1) }
        client = PlatformClient(
            baseURL: "http://127.0.0.1:\(server.port)/", corpID: "ww1", secret: "s3cret&/",
            http: HTTPClient(), budget: SharedRateBudget(limits), deadline: deadline,
            time: { script.now })
    }

    static let message = SendRequest(
        toUser: "wm1", openKfID: "wk1", msgID: "m1", message: .text("你好"))

    func send() async throws(PlatformFailure) -> SendReply { try await client.send(Self.message) }
}
