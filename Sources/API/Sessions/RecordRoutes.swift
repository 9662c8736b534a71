import Engine
import HTTPServer
import Routing
import Storage

/// The records of sessions (客服会话记录): whoever is signed in sees those in its scope.
struct RecordRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/sessions", .signedIn,
                Operation(
                    "The sessions in the caller's scope",
                    query: [
                        "account": .text(), "agent": .text(), "state": .words(SessionPhase.self),
                        "from": .text(format: "date-time"), "to": .text(format: "date-time"),
                        "limit": .integer(1...200), "after": .text(),
                    ], answer: (200, Schemas.page("Session")), problems: [422],
                    handle: .task { try list($0) })),
            APIRoute(
                .get, "/api/sessions/{id}", .signedIn,
                Operation(
                    "One session", answer: (200, .named("Session")),
                    handle: .task { try one($0) })),
            APIRoute(
                .get, "/api/sessions/{id}/messages", .signedIn,
                Operation(
                    "Its messages, newest first", query: Page.query,
                    answer: (200, Schemas.page("Message")), problems: [422],
                    handle: .task { try messages($0) })),
            APIRoute(
                .get, "/api/sessions/{id}/decisions", .signedIn,
                Operation(
                    "Why this agent, and why it still waits", query: Page.query,
                    answer: (
                        200,
                        .object([
                            "items": .list(.named("Decision")), "next": Schemas.maybeText,
                            "waiting": .nullable(.named("Waiting")),
                        ])
                    ), handle: .task { try await decisions($0) })),
        ]
    }

    private func list(_ call: Call) throws -> Response {
        let page = try Page(call.request, hasNumber: false)
        let key = try SessionCursor.read(call.request)
        guard let caller = call.caller,
            let filter = try RecordFilter(call.request, services).within(caller.scope)
        else { return .document(["items": [], "next": .null]) }
        let records = try services.read({
            try $0.sessions(
                filter, limit: page.limit, after: key)
        })
        let now = services.engine.clock.now
        return .document(
            page.document(records, next: { SessionCursor.text(of: $0.session) }) {
                SessionDocument.document($0, at: now)
            })
    }

    private func one(_ call: Call) throws -> Response {
        let record = try SessionLookup(services: services).record(call)
        return .document(SessionDocument.document(record, at: services.engine.clock.now))
    }

    private func messages(_ call: Call) throws -> Response {
        let record = try SessionLookup(services: services).record(call)
        return try MessagePages.answer(call, of: record.session.id, services)
    }

    private func decisions(_ call: Call) async throws -> Response {
        let record = try SessionLookup(services: services).record(call)
        let id = record.session.id
        let page = try Page(call.request)
        let decisions = try services.read({ try $0.decisions(of: id) })
        let waiting =
            record.session.phase == .queued
            ? try await services.engine.perform { core in
                // A copy: asking must not change what decides.
                var routing = core.routing
                return routing.waitingReport(id, at: core.moment)
            } : nil
        let names = try AgentNames(waiting?.agents.map(\.agent) ?? [], services)
        return .document(
            page.documentOfAll(decisions, id: { $0.id }, DecisionDocument.document)
                .with(["waiting": WaitingDocument.document(waiting, names, in: call.language)]))
    }
}

/// A session's messages, page by page, newest first.
enum MessagePages {
    /// The page that the request asks for.
    static func answer(
        _ call: Call, of session: SessionID, _ services: Services
    ) throws -> Response {
        let page = try Page(call.request)
        let records = try services.read({
            try $0.messages(
                of: session, limit: page.limit, before: page.after.map { MessageID($0) })
        })
        let next = records.count == page.limit ? records.last?.id : nil
        return .document([
            "items": .array(records.compactMap { MessageDocument.document($0) }), "next": .id(next),
        ])
    }
}
