import Glibc
import Synchronization
import Testing

@testable import HTTPServer

/// What clients may take of the server's memory.
@Suite struct RoomTests {
    /// The library ends the first two without telling the request's end.
    @Test(arguments: [
        "GET /a?" + String(repeating: "a&", count: 103) + " HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: t\r\nCookie: " + String(repeating: "a;", count: 97)
            + "\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: t\r\n\r\n", "GET /a HTTP/1.1\r\nHos",
    ])
    func noRequestIsKeptOnceItsConnectionHasEnded(text: String) throws {
        let server = try Server(listen: "127.0.0.1:0") { $1.respond(.text(200, "fine")) }
        for _ in 0..<20 {
            let client = try RawClient(port: server.port)
            try client.send(text)
            shutdown(client.descriptor, CInt(SHUT_WR))
            // The half of a request is not answered.
            if text.hasSuffix("\r\n\r\n") { _ = try? client.answer() }
        }
        let core = server.core
        server.stop(grace: .seconds(2))
        #expect(core.exchanges.load(ordering: .relaxed) == 0)
    }

    @Test(arguments: [4_000, 4_700, 5_200, 5_800, 6_300])
    func whatIsTooLongForAnAnswerIsRefusedBeforeAnythingIsDone(bytes: Int) throws {
        let handled = Atomic(0)
        let server = try Server(listen: "127.0.0.1:0") { _, responder in
            handled.add(1, ordering: .relaxed)
            var answer = Response.text(200, "done")
            answer.headers.append(("X-Policy", String(repeating: "p", count: 1_200)))
            responder.respond(answer)
        }
        let client = try RawClient(port: server.port)
        try client.ask("POST", "/", headers: ["X-Filler: \(String(repeating: "f", count: bytes))"])
        let answer = try client.answer()
        let isDone = bytes < Server.Limits.headBytesMax
        #expect(answer.status == (isDone ? 200 : 431))
        #expect(handled.load(ordering: .relaxed) == (isDone ? 1 : 0))
    }

    @Test func bodiesThatComeInTakeNoMoreThanTheirRoomAndOthersAreTurnedAway() throws {
        var limits = Server.Limits()
        limits.bodyBytesInAllMax = 100_000
        let server = try Server(listen: "127.0.0.1:0", limits: limits) { request, responder in
            responder.respond(.text(200, "\(request.body.count)"))
        }
        func begin() throws -> RawClient {
            let client = try RawClient(port: server.port)
            try client.send(
                "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 90000\r\n\r\n"
                    + String(repeating: "b", count: 89_999))
            return client
        }
        let first = try begin()
        while server.core.bodyBytesTaken == 0 { sched_yield() }
        let second = try begin()
        try second.send("b")
        #expect(try second.answer().status == 503)
        let small = try RawClient(port: server.port)
        try small.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nsmall")
        #expect(try small.answer().body == "5")
        try first.send("b")
        #expect(try first.answer().body == "90000")
        #expect(server.core.bodyBytesTaken == 0)
    }
}
