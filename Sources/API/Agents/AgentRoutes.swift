import Engine
import HTTPServer
import Routing
import Storage

/// What an agent's client does with its own sessions.
struct AgentRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    private static let command = [404, 409]

    var routes: [APIRoute] {
        [
            APIRoute(
                .put, "/api/agent/status", .agent,
                Operation(
                    "How ready the agent is, everywhere",
                    body: .object(["status": .words(AgentStatus.self)]),
                    answer: (200, .object(["status": .words(AgentStatus.self)])),
                    handle: .task { try await setStatus($0) })),
            APIRoute(
                .get, "/api/agent/sessions", .agent,
                Operation(
                    "The agent's open sessions, newest first", query: Page.query,
                    answer: (200, Schemas.page("Session")), problems: [422],
                    handle: .task { try open($0) })),
            APIRoute(
                .get, "/api/agent/sessions/{id}", .agent,
                Operation(
                    "One of them", answer: (200, .named("Session")),
                    handle: .task { try one($0) })),
            APIRoute(
                .get, "/api/agent/sessions/{id}/messages", .agent,
                Operation(
                    "Its messages, newest first", query: Page.query,
                    answer: (200, Schemas.page("Message")), problems: [422],
                    handle: .task { try messages($0) })),
            APIRoute(
                .post, "/api/agent/sessions/{id}/transfer", .agent,
                Operation(
                    "Hands the session on",
                    body: .either([
                        .object(["agent": .text()]), .object(["account": .text()]),
                        .object(["queue": .bool]),
                    ]), answer: (200, .named("Session")), problems: Self.command,
                    bodyBytesMax: 8_192, handle: .task { try await transfer($0) })),
            APIRoute(
                .post, "/api/agent/sessions/{id}/end", .agent,
                Operation(
                    "Ends the session", answer: (200, .named("Session")),
                    problems: Self.command, bodyBytesMax: 8_192,
                    handle: .task { try await end($0) })),
        ]
    }

    private func setStatus(_ call: Call) async throws -> Response {
        let agent = try call.agent
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        fields.require("status")
        let status = fields.word("status", AgentStatus.self).value
        try errors.finish()
        guard let status else { throw Problem.malformed() }
        _ = try await services.engine.perform { core in
            try core.apply(.setStatus(agent, status))
        }
        return .document(["status": .string(status.rawValue)])
    }

    private func open(_ call: Call) throws -> Response {
        let now = services.engine.clock.now
        let page = try Page(call.request)
        let agent = try call.agent
        let records = try services.read({ try $0.openSessions(of: agent) })
        let sorted = records.sorted { $0.session.id < $1.session.id }
        return .document(
            page.documentOfAll(sorted, id: { $0.session.id.rawValue }) {
                SessionDocument.document($0, at: now)
            })
    }

    private func one(_ call: Call) throws -> Response {
        .document(
            SessionDocument.document(
                try OwnSession(services: services).toRead(call), at: services.engine.clock.now))
    }

    private func messages(_ call: Call) throws -> Response {
        try MessagePages.answer(
            call, of: try OwnSession(services: services).toRead(call).session.id, services)
    }

    private func transfer(_ call: Call) async throws -> Response {
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        let names = ["agent", "account", "queue"].filter { fields.has($0) }
        if names.count != 1 {
            errors.add("#", "must have exactly one of \"agent\", \"account\", \"queue\"")
        }
        let agent = fields.text("agent", bytes: 1...64).value
        let account = fields.text("account", bytes: 1...64).value
        if let queue = fields.bool("queue").value, !queue {
            errors.add("#/queue", "must be true")
        }
        try errors.finish()
        let record = try OwnSession(services: services).toAct(call)
        if let agent {
            return try await Commands(services).assign(record, to: agent, by: .agent(call.agent))
        }
        if let account {
            return try await Commands(services).transfer(
                record, toAccount: account, by: .agent(call.agent))
        }
        return try await Commands(services).run(.requeue, record, by: .agent(call.agent))
    }

    private func end(_ call: Call) async throws -> Response {
        let record = try OwnSession(services: services).toAct(call)
        return try await Commands(services).run(.end, record, by: .agent(call.agent))
    }
}

extension Call {
    /// The caller as an agent; its route lets nobody else in.
    var agent: AgentID {
        get throws(Problem) {
            guard let agent = caller?.agent else { throw .forbidden() }
            return agent
        }
    }
}
