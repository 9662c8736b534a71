import Foundation
import HTTPClient
import Synchronization
import Testing

@Suite struct HTTPClientTests {
    private func failure(_ result: Result<HTTPReply, HTTPFailure>) -> HTTPFailure? {
        if case .failure(let failure) = result { failure } else { nil }
    }

    private func isUnknown(_ result: Result<HTTPReply, HTTPFailure>) -> Bool {
        if case .failure(.unknown) = result { true } else { false }
    }

    private func isNotSent(_ result: Result<HTTPReply, HTTPFailure>) -> Bool {
        if case .failure(.notSent) = result { true } else { false }
    }

    @Test func aCallBringsTheWholeAnswerWhateverItsStatus() async throws {
        let seen = Mutex("")
        let server = try RawServer { connection in
            let request = connection.request() ?? ""
            seen.withLock { $0 = request }
            connection.answer(
                "HTTP/1.1 404 Not Found\r\nX-One: a\r\nx-two:  b c \r\nContent-Length: 3\r\n\r\nabc"
            )
        }
        defer { server.stop() }
        let client = HTTPClient()
        let reply = try await client.send(
            HTTPCall(
                .post, server.url + "path?q=%20", headers: [("Content-Type", "text/x")],
                body: [UInt8]("the body".utf8))
        ).get()
        #expect(reply.status == 404)
        #expect(reply.body == [UInt8]("abc".utf8))
        #expect(reply.header("X-ONE") == "a" && reply.header("x-Two") == "b c")
        #expect(reply.header("x-three") == nil)
        let request = seen.withLock { $0 }
        #expect(request.hasPrefix("POST /path?q=%20 HTTP/1.1\r\n"))
        #expect(
            request.contains("Content-Type: text/x\r\n") && request.hasSuffix("\r\n\r\nthe body"))
        #expect(!request.contains("Expect:"))
        await client.shutdown()
    }

    @Test(arguments: [HTTPCall.Method.get, .post, .put, .delete])
    func everyVerbIsSentAsItIs(method: HTTPCall.Method) async throws {
        let server = try RawServer { connection in
            while let request = connection.request() {
                connection.answer(body: String(request.prefix { $0 != " " }))
            }
        }
        defer { server.stop() }
        let reply = try await HTTPClient().send(HTTPCall(method, server.url)).get()
        #expect(String(decoding: reply.body, as: UTF8.self) == method.rawValue)
    }

    @Test func aLongBodyGoesOutWhole() async throws {
        let server = try RawServer { connection in
            let request = connection.request() ?? ""
            connection.answer(body: "\(request.utf8.count { $0 == UInt8(ascii: "x") })")
        }
        defer { server.stop() }
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20)
        let reply = try await HTTPClient().send(HTTPCall(.post, server.url, body: body)).get()
        #expect(String(decoding: reply.body, as: UTF8.self) == "\(3 << 20)")
    }

    @Test func connectionsAreUsedAgain() async throws {
        let server = try RawServer { connection in
            while connection.request() != nil { connection.answer(body: "ok") }
        }
        defer { server.stop() }
        let client = HTTPClient()
        for _ in 0..<5 { _ = try await client.send(HTTPCall(.post, server.url, body: [1])).get() }
        #expect(server.connections == 1)
        await client.shutdown()
    }

    @Test func nobodyListeningIsNotSent() async throws {
        let port = try RawServer.closedPort()
        let result = await HTTPClient().send(
            HTTPCall(.post, "http://127.0.0.1:\(port)/", body: [1]))
        #expect(isNotSent(result), "\(result)")
    }

    @Test(arguments: [
        "no address", "ftp://127.0.0.1/", "file:///etc/hostname", "http://a.invalid/", "",
    ])
    func anAddressThatLeadsNowhereIsNotSent(url: String) async {
        let result = await HTTPClient().send(HTTPCall(.get, url))
        #expect(isNotSent(result), "\(result)")
    }

    @Test func aPlainServerBehindAnHttpsAddressIsNotSent() async throws {
        let server = try RawServer { connection in
            connection.answer("this is no TLS, and long enough to be sure of it\r\n\r\n")
        }
        defer { server.stop() }
        let result = await HTTPClient().send(
            HTTPCall(.post, "https://127.0.0.1:\(server.port)/", body: [1]))
        #expect(isNotSent(result), "\(result)")
    }

    @Test(arguments: ["a\r\nInjected: 1", "a\nb", "\u{0}"])
    func headerFieldsCannotBeSmuggled(value: String) async throws {
        let server = try RawServer { $0.answer(body: "reached") }
        defer { server.stop() }
        let result = await HTTPClient().send(HTTPCall(.get, server.url, headers: [("X", value)]))
        #expect(isNotSent(result) && server.connections == 0)
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ])
    func anAnswerThatIsCutOffLeavesTheOutcomeUnknown(answer: String) async throws {
        let server = try RawServer { connection in
            _ = connection.request()
            connection.answer(answer)
        }
        defer { server.stop() }
        let result = await HTTPClient().send(HTTPCall(.post, server.url, body: [1]))
        #expect(isUnknown(result), "\(result)")
        #expect(server.connections == 1)
    }

    /// libcurl by itself would send the request again on a new connection.
    @Test func aKeptConnectionThatClosesWithoutAnAnswerIsNotTriedAgain() async throws {
        let received = Mutex("")
        let server = try RawServer { connection in
            if connection.request() != nil { connection.answer(body: "first") }
            _ = connection.request()
            received.withLock { $0 += String(decoding: connection.received, as: UTF8.self) }
        }
        defer { server.stop() }
        let client = HTTPClient()
        _ = try await client.send(HTTPCall(.post, server.url, body: [UInt8]("one".utf8))).get()
        let result = await client.send(HTTPCall(.post, server.url, body: [UInt8]("two".utf8)))
        #expect(isUnknown(result), "\(result)")
        await client.shutdown()
        #expect(received.withLock { $0.split(separator: "POST /").count } == 2)
    }

    @Test func noAnswerInTimeLeavesTheOutcomeUnknown() async throws {
        let server = try RawServer { connection in
            while connection.request() != nil {}
        }
        defer { server.stop() }
        let call = HTTPCall(.post, server.url, body: [1], deadline: .seconds(2))
        let result = await HTTPClient().send(call)
        #expect(isUnknown(result), "\(result)")
    }

    @Test func theWaitForAConnectionCountsAndIsNotSent() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            _ = connection.request()
            arrived.yield()
            while connection.request() != nil {}
        }
        defer { server.stop() }
        let client = HTTPClient(connectionsMax: 1)
        async let first = client.send(
            HTTPCall(.post, server.url, body: [1], deadline: .seconds(60)))
        for await _ in arrivals { break }
        // The one connection is taken until the end.
        let second = await client.send(
            HTTPCall(.post, server.url, body: [1], deadline: .milliseconds(200)))
        #expect(isNotSent(second), "\(second)")
        await client.shutdown()
        #expect(isUnknown(await first))
        #expect(server.connections == 1)
    }

    @Test func anAnswerBeyondTheLimitIsGivenUp() async throws {
        let server = try RawServer { connection in
            while connection.request() != nil { connection.answer(body: "0123456789") }
        }
        defer { server.stop() }
        let client = HTTPClient()
        let over = await client.send(HTTPCall(.get, server.url, bodyBytesMax: 9))
        #expect(failure(over) == .tooLarge)
        let exact = await client.send(HTTPCall(.get, server.url, bodyBytesMax: 10))
        #expect(failure(exact) == nil)
    }

    @Test func aRedirectIsAnAnswerLikeAnyOther() async throws {
        let server = try RawServer { connection in
            _ = connection.request()
            connection.answer("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")
        }
        defer { server.stop() }
        let reply = try await HTTPClient().send(HTTPCall(.get, server.url)).get()
        #expect(reply.status == 302 && server.connections == 1)
    }

    @Test func aCancelledTaskGetsItsFailureAtOnce() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            _ = connection.request()
            arrived.yield()
            while connection.request() != nil {}
        }
        defer { server.stop() }
        let client = HTTPClient()
        let task = Task {
            await client.send(HTTPCall(.post, server.url, body: [1], deadline: .seconds(60)))
        }
        for await _ in arrivals { break }
        task.cancel()
        let result = await task.value
        #expect(result.failure == .unknown("cancelled"))
        let before = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.send(HTTPCall(.post, server.url, body: [1]))
        }.value
        #expect(before.failure == .notSent("cancelled"))
    }

    @Test func shutdownEndsWhatIsUnderWayAndRefusesTheRest() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            _ = connection.request()
            arrived.yield()
            while connection.request() != nil {}
        }
        defer { server.stop() }
        let client = HTTPClient()
        async let held = client.send(HTTPCall(.post, server.url, body: [1], deadline: .seconds(60)))
        for await _ in arrivals { break }
        await client.shutdown()
        #expect(await held.failure == .unknown("the client is shutting down"))
        let late = await client.send(HTTPCall(.get, server.url))
        #expect(isNotSent(late))
        await client.shutdown()
    }

    @Test func manyCallsAtOnceAllComeBack() async throws {
        let server = try RawServer { connection in
            while let request = connection.request() {
                connection.answer(body: request.components(separatedBy: "\r\n\r\n").last ?? "")
            }
        }
        defer { server.stop() }
        let client = HTTPClient(connectionsMax: 8)
        let answers = await withTaskGroup(of: String?.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let call = HTTPCall(.post, server.url, body: [UInt8]("\(number)".utf8))
                    let reply = try? await client.send(call).get()
                    return reply.map { String(decoding: $0.body, as: UTF8.self) }
                }
            }
            return await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(answers == Set((0..<200).map { "\($0)" }))
        #expect(server.connections <= 8)
        await client.shutdown()
    }

    @Test func queriesAreEncodedToTheLastByte() {
        #expect(URLQuery.encode("aZ0-._~") == "aZ0-._~")
        #expect(URLQuery.encode("a b+c/&=%客") == "a%20b%2Bc%2F%26%3D%25%E5%AE%A2")
        #expect(URLQuery.string([("a", "1"), ("b c", "&")]) == "a=1&b%20c=%26")
    }
}

extension Result {
    var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
