import Dispatch
import Glibc
import HTTPServer
import Testing

/// Answers that come after their handler has returned, from suspended connections and from those
/// whose handler has said that the answer comes soon.
@Suite struct StoppingTests {
    private func server(_ held: Shelf, soon: Bool) throws -> Server {
        try Server(listen: "127.0.0.1:0") { _, responder in
            if soon { responder.answersSoon() }
            held.put(responder)
        }
    }

    @Test(arguments: [false, true])
    func twoThousandHeldPollsAreAllAnswered(soon: Bool) throws {
        let count = 2_000
        let held = Shelf()
        let server = try server(held, soon: soon)
        let clients = try (0..<count).map { _ in try RawClient(port: server.port) }
        for (index, client) in clients.enumerated() { try client.ask("GET", "/poll/\(index)") }
        let responders = (0..<count).map { _ in held.take() }
        #expect(server.requestsUnderWay == count)
        DispatchQueue.concurrentPerform(iterations: count) { index in
            responders[index].respond(.text(200, "news"))
        }
        for client in clients { #expect(try client.answer().body == "news") }
    }

    @Test(arguments: [false, true])
    func stoppingAnswersWhatIsStillHeldAndDoesNotHang(soon: Bool) throws {
        let held = Shelf()
        let server = try server(held, soon: soon)
        let clients = try (0..<100).map { _ in try RawClient(port: server.port) }
        for client in clients { try client.ask("GET", "/poll") }
        let responders = (0..<100).map { _ in held.take() }
        let begun = ContinuousClock.now
        server.stop(grace: .milliseconds(50))
        #expect(ContinuousClock.now - begun < .seconds(10))
        for client in clients {
            let answer = try client.answer()
            #expect(answer.status == 503)
            #expect(answer.headers["connection"]?.lowercased() == "close")
        }
        // Too late, and harmless.
        for responder in responders {
            responder.respond(.noContent)
            #expect(responder.isGone)
        }
        #expect(throws: RawClient.Failure.self) { try RawClient(port: server.port) }
        server.stop(grace: .zero)
    }

    @Test(arguments: [false, true])
    func stoppingWaitsForAnswersThatComeWithinTheGrace(soon: Bool) throws {
        let held = Shelf()
        let server = try server(held, soon: soon)
        let client = try RawClient(port: server.port)
        try client.ask("GET", "/poll")
        let responder = held.take()
        let stopping = DispatchGroup()
        DispatchQueue.global().async(group: stopping) { server.stop(grace: .seconds(20)) }
        // New connections are refused while the old one still waits.
        while (try? RawClient(port: server.port)) != nil { sched_yield() }
        responder.respond(.text(200, "in time"))
        #expect(try client.answer().body == "in time")
        stopping.wait()
    }

    @Test func oneConnectionAsksAgainAndAgainForWhatComesSoon() throws {
        let held = Shelf()
        let server = try server(held, soon: true)
        let client = try RawClient(port: server.port)
        for number in 0..<200 {
            try client.ask("GET", "/")
            held.take().respond(.text(200, "\(number)"))
            #expect(try client.answer().body == "\(number)")
        }
    }

    @Test func whoLeavesBeforeWhatComesSoonHarmsNobody() throws {
        let held = Shelf()
        let server = try server(held, soon: true)
        var clients = try (0..<20).map { _ in try RawClient(port: server.port) }
        for client in clients { try client.ask("GET", "/") }
        let responders = (0..<20).map { _ in held.take() }
        clients.removeFirst(10)
        for responder in responders { responder.respond(.text(200, "soon")) }
        for client in clients { #expect(try client.answer().body == "soon") }
    }

    @Test(arguments: [false, true])
    func aServerThatIsLetGoOfStops(soon: Bool) throws {
        let held = Shelf()
        var server: Server? = try server(held, soon: soon)
        let client = try RawClient(port: server?.port ?? 0)
        try client.ask("GET", "/poll")
        let responder = held.take()
        server = nil
        #expect(try client.answer().status == 503)
        responder.respond(.noContent)
    }
}
