import Engine
import HTTPServer
import Routing
import Storage
import Synchronization

/// The poll of an agent's client. A held one is an entry in the mailboxes and holds no thread.
struct PollRoutes {
    let services: Services
    private let polls = PollCounter()

    init(_ services: Services) { self.services = services }

    /// The longest a poll is held, in seconds.
    static let waitMax: Int64 = 60

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/agent/assignments", .agent,
                Operation(
                    "What is new for the agent; held until there is something",
                    query: ["cursor": .text(), "wait": .integer(0...Self.waitMax)],
                    answer: (200, .named("Poll")), problems: [410, 422, 429, 503],
                    handle: .held { call, responder in begin(call, responder) }))
        ]
    }

    private func begin(_ call: Call, _ responder: Responder) {
        do {
            let agent = try call.agent
            let errors = InputErrors()
            let wait = Page.number(call.request, "wait", 0...Self.waitMax, errors) ?? 0
            try errors.finish()
            guard polls.enter(agent) else { throw Problem.rateLimited(retryAfterSeconds: 1) }
            let poll = Poll(
                services: services, agent: agent, cursor: call.request.query["cursor"],
                until: services.engine.clock.now + .seconds(wait), responder: responder
            ) { [polls] in polls.leave(agent) }
            poll.begin()
        } catch {
            let problem = error as? Problem ?? .internal
            responder.respond(problem.response())
        }
    }
}

/// How many polls of an agent are under way. A few clients of one agent are normal; a client that
/// opens polls without end is not.
final class PollCounter: Sendable {
    private let counts = Mutex<[AgentID: Int]>([:])
    private static let max = 32

    /// Counts a poll; false when there are too many.
    func enter(_ agent: AgentID) -> Bool {
        counts.withLock { counts in
            guard counts[agent, default: 0] < Self.max else { return false }
            counts[agent, default: 0] += 1
            return true
        }
    }

    /// A poll is over.
    func leave(_ agent: AgentID) {
        counts.withLock { counts in
            counts[agent] = counts[agent].flatMap { $0 > 1 ? $0 - 1 : nil }
        }
    }
}
