import HTTPServer
import Routing
import Storage

/// The audit log: who changed which settings, when, and how they were before.
struct AuditRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/audit", .admin,
                Operation(
                    "Every change of settings, newest first",
                    query: [
                        "actor": .text(about: "a user's name"),
                        "subject": .text(
                            about: "such as account/OPEN_KFID; all below it with a slash at its end"
                        ),
                        "limit": .integer(1...200), "after": .text(),
                    ], answer: (200, Schemas.page("AuditLine")), problems: [422],
                    handle: .task { try list($0) }))
        ]
    }

    private func list(_ call: Call) throws -> Response {
        let page = try Page(call.request)
        func asked(_ name: String) -> String? {
            call.request.query[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let records = try services.read {
            try $0.audit(
                actor: asked("actor"), subject: asked("subject"), limit: page.limit,
                before: page.after ?? .max)
        }
        return .document(page.document(records, id: { $0.id }, Self.document))
    }

    private static func document(_ record: AuditRecord) -> JSON {
        [
            "id": .string(String(record.id)), "at": .time(record.at),
            "actor": .string(record.actor), "action": .string(record.action),
            "subject": .string(record.subject), "before": json(record.before),
            "after": json(record.after),
        ]
    }

    private static func json(_ text: String?) -> JSON {
        text.flatMap { JSON(reading: Array($0.utf8)) } ?? .null
    }
}
