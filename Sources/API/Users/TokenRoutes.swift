import Engine
import HTTPServer
import Routing
import Storage

/// The API tokens of users. A token is shown once, when it is made; only its hash is kept.
struct TokenRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/users/{id}/tokens", .admin,
                Operation(
                    "The tokens of a user, without their texts", query: Page.query,
                    answer: (200, Schemas.page("Token")), problems: [422],
                    handle: .task { try list($0) })),
            APIRoute(
                .post, "/api/users/{id}/tokens", .admin,
                Operation(
                    "Makes a token", body: .object(["label": .text()]),
                    answer: (201, .object(["id": .text(), "token": .text()])),
                    bodyBytesMax: 8_192, handle: .task { try await create($0) })),
            APIRoute(
                .delete, "/api/users/{id}/tokens/{token}", .admin,
                Operation(
                    "Revokes a token", answer: (204, nil), handle: .task { try await revoke($0) })
            ),
        ]
    }

    private func list(_ call: Call) throws -> Response {
        let user = try find(call)
        let page = try Page(call.request)
        let tokens = try services.read({ try $0.tokens(of: user.id) }).sorted { $0.id < $1.id }
        return .document(page.documentOfAll(tokens, id: { $0.id.rawValue }, document))
    }

    private func document(_ token: TokenRecord) -> JSON {
        [
            "id": .id(token.id), "label": .string(token.label),
            "created_at": .time(token.createdAt), "last_used_at": .time(token.lastUsedAt),
            "revoked_at": .time(token.revokedAt),
        ]
    }

    private func create(_ call: Call) async throws -> Response {
        let user = try find(call)
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        fields.require("label")
        let label = DirectoryFields.name(fields, "label") ?? ""
        try errors.finish()
        let caller = call.caller
        let token = SecretText.make()
        let id = try await services.change { core in
            let id = try core.store.createToken(
                for: user.id, label: label, hash: SecretText.hash(token), at: core.moment.now)
            try core.audit(
                caller, "token.create", "user/\(user.id.rawValue)/token/\(id.rawValue)",
                after: ["label": .string(label)])
            return id
        }
        return .document(
            ["id": .id(id), "label": .string(label), "token": .string(token)], status: 201,
            headers: [("Cache-Control", "no-store")])
    }

    private func revoke(_ call: Call) async throws -> Response {
        let user = try find(call)
        let id = TokenID(try call.id("token"))
        let caller = call.caller
        try await services.change { core in
            try core.store.revokeToken(id, of: user.id, at: core.moment.now)
            try core.audit(
                caller, "token.revoke", "user/\(user.id.rawValue)/token/\(id.rawValue)")
        }
        return .noContent
    }

    private func find(_ call: Call) throws -> UserRecord {
        guard let user = try services.read({ try $0.user(UserNumber(try call.id())) }) else {
            throw Problem.notFound()
        }
        return user
    }
}
