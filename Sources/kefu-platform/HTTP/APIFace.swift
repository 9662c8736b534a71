import HTTPServer

/// Translates between HTTP and the platform's calls.
enum APIFace {
    static let prefix = "/cgi-bin/"

    /// The call that a request makes.
    static func call(_ request: Request) -> APICall {
        var query: [String: String] = [:]
        for item in request.query.items where query[item.name] == nil {
            query[item.name] = item.value
        }
        return APICall(
            method: request.method.rawValue, path: String(request.path.dropFirst(prefix.count)),
            query: query, body: request.body, contentType: request.header("Content-Type"),
            range: request.header("Range"), peer: request.remoteAddress)
    }

    /// The HTTP answer. A cut one keeps half of its body: whoever reads it gets no JSON.
    static func response(_ answer: APIAnswer) -> Response {
        var headers: [(name: String, value: String)] = [("Content-Type", answer.contentType)]
        for name in answer.headers.keys.sorted() {
            headers.append((name, answer.headers[name] ?? ""))
        }
        let isCut = answer.fate == .cut
        let body = isCut ? Array(answer.body.prefix(answer.body.count / 2)) : answer.body
        return Response(status: answer.status, headers: headers, body: body)
    }
}
