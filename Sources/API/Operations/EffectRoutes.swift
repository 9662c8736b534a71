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
        let page = try Page(call.request, hasNumber: false)
        let errors = InputErrors()
        var state: EffectState?
        if let text = call.request.query["state"], !text.isEmpty {
            state = EffectState(rawValue: text)
            if state == nil {
                let known = EffectState.allCases.map(\.rawValue).joined(separator: ", ")
                errors.add("?state", "must be one of \(known)")
            }
        }
        let place = EffectPlace(call.request, errors)
        try errors.finish()
        var account: AccountID?
        if let name = call.request.query["account"], !name.isEmpty {
            account = try services.read({ try $0.account(openKfID: name)?.id })
            if account == nil { return .document(["items": [], "next": .null]) }
        }
        let (items, next) = try services.read { view in
            try EffectPage.read(view, state, account, after: place, limit: page.limit)
        }
        return .document(["items": .array(items), "next": .text(next)])
    }

    private func retry(_ call: Call) async throws -> Response {
        let id = try EffectName(call)
        let caller = call.caller
        let isDone = try await services.engine.perform { core in
            let isDone: Bool
            switch id {
            case .conversation(let id): isDone = try core.retryEffect(id)
            case .account(let id): isDone = try core.retryAccountEffect(id)
            }
            if isDone { try core.audit(caller, "effect.retry", "effect/\(id.text)") }
            return isDone
        }
        return try answer(id, isDone)
    }

    private func drop(_ call: Call) async throws -> Response {
        let id = try EffectName(call)
        let caller = call.caller
        let isDone = try await services.engine.perform { core in
            let isDone: Bool
            switch id {
            case .conversation(let id): isDone = try core.dropEffect(id)
            case .account(let id): isDone = try core.dropAccountEffect(id)
            }
            if isDone { try core.audit(caller, "effect.drop", "effect/\(id.text)") }
            return isDone
        }
        return try answer(id, isDone)
    }

    private func answer(_ id: EffectName, _ isDone: Bool) throws -> Response {
        guard let document = try services.read({ try EffectPage.one(id, $0) }) else {
            throw Problem.notFound()
        }
        if !isDone {
            throw Problem(
                name: "effect-finished", title: "Nothing can be done about this call",
                status: 409, detail: "It is \(document["state"].flatMap(Self.word) ?? "over")")
        }
        return .document(document)
    }

    private static func word(_ json: JSON) -> String? {
        if case .string(let text) = json { return text }
        return nil
    }
}
