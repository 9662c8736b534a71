import HTTPServer
import Testing

/// Heads that a proxy in front could read otherwise than we do: the way one client's bytes become
/// another's request.
@Suite struct FramingTests {
    private static let smuggled = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: t\r\n\r\n"

    @Test(arguments: [
        ("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"),
        ("Content-Length: 5\r\ncontent-length: 5\r\n", "hello"),
        ("Content-Length: 44\r\nTransfer-Encoding: chunked\r\n", smuggled),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", smuggled),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", smuggled),
        ("Transfer-Encoding: xchunked\r\n", smuggled),
        ("Transfer-Encoding: gzip, chunked\r\n", smuggled),
        ("Transfer-Encoding: identity\r\n", smuggled),
        ("Content-Length : 5\r\n", "GET /smuggled HTTP/1.1\r\nHost: t\r\n\r\n"),
        ("X[Y]: 1\r\n", ""),
        ("X: 1\r\n 2\r\n", ""), ("X:\r\n\t2\r\n", ""),
        ("Content-Lengt: 5\r\n h\r\n", "hello"),
        ("Transfer-Encodin: chunked\r\n g\r\n", smuggled),
        ("Host: other\r\n", ""),
    ])
    func anUnclearHeadIsRefusedOnceAndEndsTheConnection(head: String, body: String) throws {
        let server = try Server(listen: "127.0.0.1:0") { $1.respond(.text(200, $0.path)) }
        let client = try RawClient(port: server.port)
        try client.send("POST /first HTTP/1.1\r\nHost: t\r\n\(head)\r\n\(body)")
        let answer = try client.answer()
        #expect(answer.status == 400)
        #expect(answer.headers["content-type"]?.hasPrefix("application/") == true, "\(answer)")
        #expect(!answer.body.contains("smuggled"))
        #expect(client.isClosedByServer(), "there is a second answer")
    }

    @Test func aClearHeadWithEverySignOfANameIsServed() throws {
        let server = try Server(listen: "127.0.0.1:0") { request, responder in
            responder.respond(.text(200, request.header("a!#$%&'*+-.^_`|~9Z") ?? "none"))
        }
        let client = try RawClient(port: server.port)
        try client.ask("POST", "/", headers: ["A!#$%&'*+-.^_`|~9z: x"], body: "hello")
        #expect(try client.answer().body == "x")
        try client.send(
            "POST / HTTP/1.1\r\nHOST: t\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n")
        #expect(try client.answer().status == 200)
    }
}
