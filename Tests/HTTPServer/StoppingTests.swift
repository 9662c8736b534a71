import Dispatch
import Glibc
import HTTPServer
import Testing

@Suite struct StoppingTests {
    @Test func twoThousandHeldPollsAreAllAnswered() throws {
        let count = 2_000
        let held = Shelf()
        let server = try Server(listen: "127.0.0.1:0") { held.put($1) }
        let clients = try (0..<count).map { _ in try RawClient(port: server.port) }
        for (index, client) in clients.enumerated() { try client.ask("GET", "/poll/\(index)") }
        let responders = (0..<count).map { _ in held.take() }
        #expect(server.requestsUnderWay == count)
        DispatchQueue.concurrentPerform(iterations: count) { index in
            responders[index].respond(.text(200, "news"))
        }
        for client in clients { #expect(try client.answer().body == "news") }
    }

    @Test func stoppingAnswersWhatIsStillHeldAndDoesNotHang() throws {
        let held = Shelf()
        let server = try Server(listen: "127.0.0.1:0") { held.put($1) }
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

    @Test func stoppingWaitsForAnswersThatComeWithinTheGrace() throws {
        let held = Shelf()
        let server = try Server(listen: "127.0.0.1:0") { held.put($1) }
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

    @Test func aServerThatIsLetGoOfStops() throws {
        let held = Shelf()
        var server: Server? = try Server(listen: "127.0.0.1:0") { held.put($1) }
        let client = try RawClient(port: server?.port ?? 0)
        try client.ask("GET", "/poll")
        let responder = held.take()
        server = nil
        #expect(try client.answer().status == 503)
        responder.respond(.noContent)
    }
}
