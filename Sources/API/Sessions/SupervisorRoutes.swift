import Engine
import HTTPServer
import Routing
import Storage

/// A supervisor's hand on the sessions of its scope.
struct SupervisorRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    var routes: [APIRoute] {
        [
            APIRoute(
                .post, "/api/sessions/{id}/assign", .supervisor,
                Operation(
                    "Gives the session to an agent", body: .object(["agent": .text()]),
                    answer: (200, .named("Session")), problems: [409], bodyBytesMax: 8_192,
                    handle: .task { try await assign($0) })),
            APIRoute(
                .post, "/api/sessions/{id}/requeue", .supervisor,
                Operation(
                    "Puts the session back into the queue", answer: (200, .named("Session")),
                    problems: [409], bodyBytesMax: 8_192,
                    handle: .task { try await run(.requeue, $0) })),
            APIRoute(
                .post, "/api/sessions/{id}/end", .supervisor,
                Operation(
                    "Ends the session", answer: (200, .named("Session")), problems: [409],
                    bodyBytesMax: 8_192, handle: .task { try await run(.end, $0) })),
        ]
    }

    private func assign(_ call: Call) async throws -> Response {
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        fields.require("agent")
        let agent = fields.text("agent", bytes: 1...64).value
        try errors.finish()
        let record = try SessionLookup(services: services).record(call)
        return try await Commands(services).assign(record, to: agent ?? "", by: try actor(call))
    }

    private func run(_ command: Command, _ call: Call) async throws -> Response {
        let record = try SessionLookup(services: services).record(call)
        return try await Commands(services).run(command, record, by: try actor(call))
    }

    private func actor(_ call: Call) throws(Problem) -> Actor {
        guard let caller = call.caller else { throw .unauthenticated }
        return .supervisor(user: caller.user.rawValue)
    }
}
