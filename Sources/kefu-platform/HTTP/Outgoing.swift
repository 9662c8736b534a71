import Foundation
import FoundationNetworking

/// Calls that go out: callbacks to the daemon, and the agents' calls of its interface.
struct Outgoing: Sendable {
    private let session: URLSession

    init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 256
        configuration.httpShouldSetCookies = false
        session = URLSession(configuration: configuration)
    }

    /// One callback, or a URL verification if there is no body. The platform waits five seconds.
    @Sendable func postCallback(
        _ url: String, _ body: String?
    ) async -> (status: Int, body: String)? {
        guard let address = URL(string: url) else { return nil }
        var request = URLRequest(url: address, timeoutInterval: 5)
        if let body {
            request.httpMethod = "POST"
            request.setValue("text/xml", forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(body.utf8)
        }
        guard let (status, bytes) = await send(request) else { return nil }
        return (status, String(decoding: bytes, as: UTF8.self))
    }

    /// One call of the daemon's interface.
    func ask(
        _ base: String, _ asked: AgentClient.Request
    ) async -> (status: Int, body: JSON)? {
        guard let address = URL(string: base + asked.path) else { return nil }
        let seconds = Double(asked.deadline.components.seconds)
        var request = URLRequest(url: address, timeoutInterval: seconds)
        request.httpMethod = asked.method
        for header in asked.headers {
            request.setValue(header.value, forHTTPHeaderField: header.name)
        }
        if let body = asked.body {
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(body.bytes)
        }
        guard let (status, bytes) = await send(request) else { return nil }
        return (status, (try? JSONParser.parse(bytes)) ?? .null)
    }

    private func send(_ request: URLRequest) async -> (status: Int, bytes: [UInt8])? {
        guard let (data, response) = try? await session.data(for: request),
            let answer = response as? HTTPURLResponse
        else { return nil }
        return (answer.statusCode, Array(data))
    }
}
