import HTTPServer
import HTTPClient

/// Calls that go out: callbacks to the daemon, and the agents' calls of its interface.
struct Outgoing: Sendable {
    private let client: HTTPClient

    /// - Parameter connectionsMax: calls at the same time; each held poll is one.
    init(connectionsMax: Int) {
        client = HTTPClient(connectionsMax: connectionsMax)
    }

    /// One callback, or a URL verification if there is no body. The platform waits five seconds.
    @Sendable func postCallback(
        _ url: String, _ body: String?
    ) async -> (status: Int, body: String)? {
        var call = HTTPCall(body == nil ? .get : .post, url, deadline: .seconds(5))
        call.bodyBytesMax = 1 << 20
        if let body {
            call.headers = [("Content-Type", "text/xml")]
            call.body = Array(body.utf8)
        }
        guard case .success(let reply) = await client.send(call) else { return nil }
        return (reply.status, String(decoding: reply.body, as: UTF8.self))
    }

    /// One call of the daemon's interface.
    func ask(
        _ base: String, _ asked: AgentClient.Request
    ) async -> (status: Int, body: JSON)? {
        var call = HTTPCall(
            asked.method, base + asked.path, headers: asked.headers, deadline: asked.deadline)
        if let body = asked.body {
            call.headers.append(("Content-Type", "application/json"))
            call.body = body.bytes
        }
        guard case .success(let reply) = await client.send(call) else { return nil }
        return (reply.status, JSON(reading: reply.body) ?? .null)
    }

    /// Ends all that is under way.
    func shutdown() async { await client.shutdown() }
}
