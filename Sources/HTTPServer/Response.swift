/// An answer. `Content-Length`, `Date` and what belongs to the connection are added when it is
/// sent.
public struct Response: Sendable {
    /// The status code, such as 200.
    public var status: Int

    /// The headers. A name or value that HTTP does not allow turns the answer into a 500.
    public var headers: [(name: String, value: String)]

    /// The body; not sent in answer to HEAD.
    public var body: [UInt8]

    /// Makes an answer from its parts.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        precondition((100...999).contains(status), "a status has three digits")
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// `value` as JSON, the way `JSONCoding` writes it.
    public static func json(_ status: Int = 200, _ value: some Encodable) -> Response {
        guard let body = try? JSONCoding.encode(value) else { return Problem.internal.response() }
        return Response(
            status: status, headers: [("Content-Type", "application/json")], body: body)
    }

    /// Plain UTF-8 text.
    public static func text(_ status: Int = 200, _ text: String) -> Response {
        Response(
            status: status, headers: [("Content-Type", "text/plain; charset=utf-8")],
            body: Array(text.utf8))
    }

    /// 204: done, and there is nothing to say.
    public static let noContent = Response(status: 204)
}

/// An answer that is given again and again: made once for the server's library, too.
public final class PreparedResponse: Sendable {
    /// The answer.
    public let response: Response
    let made: MadeResponse?

    /// Prepares an answer.
    public init(_ response: Response) {
        self.response = response
        made = MadeResponse(response, closing: false)
    }
}
