import Engine
import HTTPServer
import Routing
import Storage

/// What supervisors should look at.
struct AlertRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/alerts", .supervisor,
                Operation(
                    "The alerts of the caller's scope, newest first",
                    query: [
                        "acknowledged": .bool, "limit": .integer(1...200), "after": .text(),
                    ], answer: (200, Schemas.page("Alert")), problems: [422],
                    handle: .task { try list($0) })),
            APIRoute(
                .post, "/api/alerts/{id}/acknowledge", .supervisor,
                Operation(
                    "Somebody has seen to it", answer: (200, .named("Alert")),
                    bodyBytesMax: 8_192, handle: .task { try await acknowledge($0) })),
        ]
    }

    private func list(_ call: Call) throws -> Response {
        let page = try Page(call.request)
        let errors = InputErrors()
        let acknowledged = Page.flag(call.request, "acknowledged", errors)
        try errors.finish()
        guard let scope = call.caller?.scope else { throw Problem.unauthenticated }
        let records = try services.read({
            try $0.alerts(
                subOrganisation: scope.subOrganisation, isAcknowledged: acknowledged,
                limit: page.limit, before: page.after.map { AlertID($0) })
        })
        return .document(page.document(records, id: { $0.id.rawValue }, Self.document))
    }

    private func acknowledge(_ call: Call) async throws -> Response {
        let id = AlertID(try call.id())
        guard let caller = call.caller, let record = try services.read({ try $0.alert(id) }),
            caller.scope.includes(accountOf: record.subOrganisation)
        else { throw Problem.notFound() }
        let user = caller.user
        _ = try await services.engine.perform { core in
            try core.store.acknowledge(id, by: user, at: core.moment.now)
        }
        guard let changed = try services.read({ try $0.alert(id) }) else {
            throw Problem.notFound()
        }
        return .document(Self.document(changed))
    }

    private static func document(_ record: AlertRecord) -> JSON {
        [
            "id": .id(record.id), "kind": .string(record.alert.kind.rawValue),
            "account": .string(record.openKfID), "session": .id(record.alert.session),
            "at": .time(record.alert.at), "detail": .text(record.alert.detail),
            "acknowledged_by": .text(record.acknowledgedBy),
            "acknowledged_at": .time(record.acknowledgedAt),
        ]
    }
}

extension Scope {
    /// The one sub-organisation to look into; nil for all of them.
    var subOrganisation: SubOrganisationID? {
        if case .subOrganisation(let id) = self { return id }
        return nil
    }
}
