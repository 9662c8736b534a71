import Dispatch
import Glibc
import HTTPServer
import Testing

@Suite struct ServerTests {
    @Test func requestsArriveAsTheyWereSent() throws {
        let server = try Server(listen: "127.0.0.1:0") { request, responder in
            let parts = [
                request.method.rawValue, request.path, request.query["a"] ?? "-",
                request.query["b"] ?? "-", request.header("x-thing") ?? "-",
                String(decoding: request.body, as: UTF8.self), request.remoteAddress,
            ]
            responder.respond(.text(200, parts.joined(separator: "|")))
        }
        let client = try RawClient(port: server.port)
        try client.ask(
            "POST", "/a%2Fb/c?a=1%2B+2&b=%E4%BD%A0", headers: ["X-THING: yes"], body: "hello")
        let answer = try client.answer()
        #expect(answer.status == 200)
        #expect(answer.body == "POST|/a%2Fb/c|1++2|你|yes|hello|127.0.0.1")
        #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
        #expect(answer.headers["date"] != nil)
    }

    @Test func oneConnectionCarriesManyRequestsAlsoPipelined() throws {
        let server = try Server(listen: "127.0.0.1:0") { $1.respond(.text(200, $0.path)) }
        let client = try RawClient(port: server.port)
        for round in 0..<20 {
            try client.ask("GET", "/\(round)")
            #expect(try client.answer().body == "/\(round)")
        }
        let many = (0..<50).map { "GET /p\($0) HTTP/1.1\r\nHost: test\r\n\r\n" }.joined()
        try client.send(many)
        for round in 0..<50 { #expect(try client.answer().body == "/p\(round)") }
    }

    @Test func anAnswerMayComeLaterAndPipelinedOnesStayInOrder() throws {
        let held = Shelf()
        let server = try Server(listen: "127.0.0.1:0") { request, responder in
            if request.path == "/later" {
                held.put(responder)
            } else {
                responder.respond(.text(200, request.path))
            }
        }
        let client = try RawClient(port: server.port)
        try client.send(
            "GET /later HTTP/1.1\r\nHost: t\r\n\r\nGET /now HTTP/1.1\r\nHost: t\r\n\r\n")
        held.take().respond(.text(200, "late"))
        #expect(try client.answer().body == "late")
        #expect(try client.answer().body == "/now")
        try client.ask("POST", "/later", body: "again")
        held.take().respond(.noContent)
        #expect(try client.answer().status == 204)
        server.stop(grace: .seconds(5))
    }

    @Test func answersFromOtherThreadsMeetTheSuspensionAtAnyMoment() throws {
        let server = try Server(listen: "127.0.0.1:0") { request, responder in
            // Races with the suspension: sometimes before it, sometimes after it.
            DispatchQueue.global().async { responder.respond(.text(200, request.path)) }
        }
        let clients = try (0..<8).map { _ in try RawClient(port: server.port) }
        for round in 0..<500 {
            for (index, client) in clients.enumerated() {
                try client.ask("GET", "/\(index)/\(round)")
            }
            for (index, client) in clients.enumerated() {
                #expect(try client.answer().body == "/\(index)/\(round)")
            }
        }
    }

    @Test(arguments: [true, false]) func whoHoldsAnAnswerLearnsThatTheClientLeft(early: Bool) throws
    {
        let held = Shelf()
        let left = DispatchSemaphore(value: 0)
        let server = try Server(listen: "127.0.0.1:0") { request, responder in
            if early { responder.onDisconnect { left.signal() } }
            held.put(responder)
        }
        var client: RawClient? = try RawClient(port: server.port)
        try client?.ask("GET", "/poll")
        let responder = held.take()
        if !early { responder.onDisconnect { left.signal() } }
        #expect(!responder.isGone)
        client = nil
        #expect(left.wait(timeout: .now() + 20) == .success)
        #expect(responder.isGone)
        // Cannot be sent, and that the client left is told only once.
        responder.respond(Response(status: 200, body: [UInt8](repeating: 0, count: 20_000_000)))
        server.stop(grace: .seconds(20))
        #expect(left.wait(timeout: .now()) == .timedOut)
    }

    @Test func whoHasItsAnswerIsNotReportedAsGone() throws {
        let held = Shelf()
        let left = DispatchSemaphore(value: 0)
        let server = try Server(listen: "127.0.0.1:0") { request, responder in
            responder.onDisconnect { left.signal() }
            held.put(responder)
        }
        for _ in 0..<20 {
            let client = try RawClient(port: server.port)
            try client.ask("GET", "/poll")
            held.take().respond(.text(200, "news"))
            #expect(try client.answer().body == "news")
        }
        server.stop(grace: .seconds(20))
        #expect(left.wait(timeout: .now()) == .timedOut)
    }

    @Test func onlyTheFirstAnswerCounts() throws {
        let server = try Server(listen: "127.0.0.1:0") { _, responder in
            responder.respond(.text(200, "first"))
            responder.respond(.text(200, "second"))
        }
        let client = try RawClient(port: server.port)
        try client.ask("GET", "/")
        #expect(try client.answer().body == "first")
        try client.ask("GET", "/")
        #expect(try client.answer().body == "first")
    }

    @Test(arguments: [true, false]) func aDroppedResponderAnswers500(atOnce: Bool) throws {
        let held = Shelf()
        let server = try Server(listen: "127.0.0.1:0") { _, responder in
            if !atOnce { held.put(responder) }
        }
        let client = try RawClient(port: server.port)
        try client.ask("GET", "/")
        if !atOnce { _ = held.take() }
        let answer = try client.answer()
        #expect(answer.status == 500)
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(answer.body.contains("/problems/internal"))
    }

    @Test func headIsAnsweredWithoutABody() throws {
        let server = try Server(listen: "127.0.0.1:0") { $1.respond(.text(200, "12345")) }
        let client = try RawClient(port: server.port)
        try client.ask("HEAD", "/")
        let answer = try client.answer(toHead: true)
        #expect(answer.headers["content-length"] == "5")
        try client.ask("GET", "/")  // the next answer begins where the last one ended
        #expect(try client.answer().body == "12345")
    }

    @Test func bodiesUpToTheLimitArriveAndLongerOnesAre413() throws {
        var limits = Server.Limits()
        limits.bodyBytesMax = 100_000
        let server = try Server(listen: "127.0.0.1:0", limits: limits) { request, responder in
            responder.respond(.text(200, "\(request.body.count)"))
        }
        let client = try RawClient(port: server.port)
        try client.ask("PUT", "/", body: String(repeating: "x", count: 100_000))
        #expect(try client.answer().body == "100000")
        try client.ask("PUT", "/", body: String(repeating: "x", count: 100_001))
        let refused = try client.answer()
        #expect(refused.status == 413)
        #expect(refused.body.contains("/problems/too-large"))
        // The same connection goes on.
        try client.ask("PUT", "/", body: "abc")
        #expect(try client.answer().body == "3")
        // Much too long by its own account: refused before it is read.
        try client.send("PATCH / HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999\r\n\r\n")
        let early = try client.answer()
        #expect(early.status == 413)
        #expect(early.headers["connection"]?.lowercased() == "close")
        #expect(client.isClosedByServer())
    }

    @Test func chunkedBodiesArriveAndAreLimitedToo() throws {
        var limits = Server.Limits()
        limits.bodyBytesMax = 1_000
        let server = try Server(listen: "127.0.0.1:0", limits: limits) { request, responder in
            responder.respond(.text(200, String(decoding: request.body, as: UTF8.self)))
        }
        let client = try RawClient(port: server.port)
        let head = "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
        try client.send(head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        #expect(try client.answer().body == "abcde")
        let chunk = "1f4\r\n" + String(repeating: "x", count: 500) + "\r\n"
        try client.send(head + chunk + chunk + chunk + "0\r\n\r\n")
        #expect(try client.answer().status == 413)
        try client.ask("POST", "/", headers: ["Expect: 100-continue"], body: "on")
        #expect(try client.answer().body == "on")
    }

    @Test(arguments: [
        ("GET\r\n\r\n", 400...400),
        ("GET / HTTP/1.1\r\n\r\n", 400...400),  // no Host
        ("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: ten\r\n\r\n", 400...400),
        ("BREW / HTTP/1.1\r\nHost: t\r\n\r\n", 405...405),
        ("GET / HTTP/1.1\r\nHost: t\r\nX: MUCH\r\n\r\n", 431...431),
        ("GET /MUCH HTTP/1.1\r\n\r\n", 414...431),
    ])
    func brokenRequestsAreRefusedAndTheServerGoesOn(
        text: String, status: ClosedRange<Int>
    ) throws {
        let server = try Server(listen: "127.0.0.1:0") { $1.respond(.text(200, "fine")) }
        let client = try RawClient(port: server.port)
        let much = String(repeating: "y", count: 70_000)
        try client.send(text.split(separator: "MUCH").joined(separator: much))
        // Closing without a word is allowed too; answering as if all were well is not.
        do {
            let answer = try client.answer()
            #expect(status.contains(answer.status), "\(answer)")
        } catch {
            #expect(client.isClosedByServer(), "\(error)")
        }
        let other = try RawClient(port: server.port)
        try other.ask("GET", "/")
        #expect(try other.answer().body == "fine")
    }

    @Test func aRequestMayHaveThreeKibibytesOfHeaders() throws {
        let server = try Server(listen: "127.0.0.1:0") { request, responder in
            responder.respond(.text(200, request.header("Cookie") ?? "-"))
        }
        let client = try RawClient(port: server.port)
        let cookie = String(repeating: "c", count: 3 << 10)
        for _ in 0..<2 {
            try client.ask("GET", "/", headers: ["Cookie: \(cookie)"])
            #expect(try client.answer().body == cookie)
        }
    }

    @Test func aTargetThatIsNotUTF8Is400() throws {
        let server = try Server(listen: "127.0.0.1:0") { $1.respond(.text(200, "fine")) }
        let client = try RawClient(port: server.port)
        try client.send(
            Array("GET /".utf8) + [0xFF, 0xFE] + Array(" HTTP/1.1\r\nHost: t\r\n\r\n".utf8))
        #expect(try client.answer().status == 400)
    }

    @Test func aHeaderThatHTTPForbidsBecomesA500() throws {
        let server = try Server(listen: "127.0.0.1:0") { _, responder in
            responder.respond(Response(status: 200, headers: [("X", "a\r\nSet-Cookie: evil=1")]))
        }
        let client = try RawClient(port: server.port)
        try client.ask("GET", "/")
        let answer = try client.answer()
        #expect(answer.status == 500)
        #expect(answer.headers["set-cookie"] == nil)
    }

    @Test func idleConnectionsAreClosed() throws {
        var limits = Server.Limits()
        limits.idleTimeoutSeconds = 1
        let server = try Server(listen: "127.0.0.1:0", limits: limits) { $1.respond(.noContent) }
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\nHo")
        #expect(client.isClosedByServer())
    }

    @Test func connectionsAreDividedAmongTheThreads() throws {
        var limits = Server.Limits()
        limits.threads = 2
        let server = try Server(listen: "127.0.0.1:0", limits: limits) { _, responder in
            responder.respond(.text(200, "\(pthread_self())"))
        }
        // All of 64 come to one of two by a chance of 1 to 2^63.
        let clients = try (0..<64).map { _ in try RawClient(port: server.port) }
        var threads: Set<String> = []
        for client in clients {
            try client.ask("GET", "/")
            threads.insert(try client.answer().body)
        }
        #expect(threads.count == 2)
    }

    @Test func addressesAreCheckedAndReasonsGiven() throws {
        for bad in ["8080", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536", "::1:80", ":80"] {
            #expect(throws: ServerError.self) { try Server(listen: bad) { _, _ in } }
        }
        let first = try Server(listen: "127.0.0.1:0") { _, _ in }
        let address = "127.0.0.1:\(first.port)"
        #expect(throws: ServerError.cannotListen(address, reason: "Address already in use")) {
            try Server(listen: address) { _, _ in }
        }
    }
}
