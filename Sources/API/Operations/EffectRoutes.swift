import Engine
import HTTPServer
import Routing
import Storage

/// The calls to the platform, for administrators: what failed, and what to do about it.
struct EffectRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/effects", .admin,
                Operation(
                    "Calls to the platform, newest first",
                    query: [
                        "state": .words(EffectState.self), "account": .text(),
                        "limit": .integer(1...200), "after": .text(),
                    ], answer: (200, Schemas.page("Effect")), problems: [422],
                    handle: .task { try list($0) })),
            APIRoute(
                .post, "/api/effects/{id}/retry", .admin,
                Operation(
                    "Makes a waiting call due at once", answer: (200, .named("Effect")),
                    problems: [409], bodyBytesMax: 8_192,
                    handle: .task { try await retry($0) })),
            APIRoute(
                .post, "/api/effects/{id}/drop", .admin,
                Operation(
                    "Gives a call up", answer: (200, .named("Effect")), problems: [409],
                    bodyBytesMax: 8_192, handle: .task { try await drop($0) })),
        ]
    }

    private func list(_ call: Call) throws -> Response {
        let page = try Page(call.request)
        let errors = InputErrors()
        var state: EffectState?
        if let text = call.request.query["state"], !text.isEmpty {
            state = EffectState(rawValue: text)
            if state == nil {
                let known = EffectState.allCases.map(\.rawValue).joined(separator: ", ")
                errors.add("?state", "must be one of \(known)")
            }
        }
        try errors.finish()
        var account: AccountID?
        if let name = call.request.query["account"], !name.isEmpty {
            guard let found = try services.read({ try $0.account(openKfID: name) }) else {
                return .document(["items": [], "next": .null])
            }
            account = found.id
        }
        let records = try services.read({
            try $0.effects(
                state: state, account: account, limit: page.limit,
                before: page.after.map { EffectID($0) })
        })
        return .document(page.document(records, id: { $0.id.rawValue }, Self.document))
    }

    private func retry(_ call: Call) async throws -> Response {
        let record = try find(call)
        let caller = call.caller
        let isDone = try await services.engine.perform { core in
            guard try core.retryEffect(record.id) else { return false }
            try core.audit(caller, "effect.retry", "effect/\(record.id.rawValue)")
            return true
        }
        guard isDone else { throw Self.isOver(record) }
        return .document(Self.document(try find(call)))
    }

    private func drop(_ call: Call) async throws -> Response {
        let record = try find(call)
        let caller = call.caller
        let isDone = try await services.engine.perform { core in
            guard core.routing.effect(record.id) != nil else { return false }
            try core.apply(.finished(record.id, .dropped))
            try core.audit(caller, "effect.drop", "effect/\(record.id.rawValue)")
            return true
        }
        guard isDone else { throw Self.isOver(record) }
        return .document(Self.document(try find(call)))
    }

    private static func isOver(_ record: EffectRecord) -> Problem {
        Problem(
            name: "effect-finished", title: "The call is over", status: 409,
            detail: "It is \(record.state.rawValue); only waiting calls can be hurried or dropped")
    }

    private func find(_ call: Call) throws -> EffectRecord {
        guard let record = try services.read({ try $0.effect(EffectID(try call.id())) }) else {
            throw Problem.notFound()
        }
        return record
    }

    private static func document(_ record: EffectRecord) -> JSON {
        [
            "id": .id(record.id), "kind": .string(record.kind),
            "account": .string(record.openKfID), "visitor": .text(record.externalUserID),
            "session": .id(record.session), "state": .string(record.state.rawValue),
            "attempts": .int(record.attempts), "created_at": .time(record.createdAt),
            "deadline": .time(record.deadline), "next_try_at": .time(record.nextTryAt),
            "code": .int(record.code), "error": .text(record.error),
        ]
    }
}
