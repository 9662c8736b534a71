import Engine
import HTTPServer
import Routing
import Storage

/// People who sign in.
struct UserRoutes {
    let services: Services
    private let passwords = PasswordChecker()

    init(_ services: Services) { self.services = services }

    private static let shape = Schema.named("User")
    private static let body = Schema.object([
        "name?": .text(), "password?": .nullable(.text(format: "password")),
        "role?": .words(UserRole.self), "member?": Schemas.maybeText,
        "sub_organisation?": Schemas.maybeText, "active?": .bool,
    ])

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/users", .admin,
                Operation(
                    "Everybody who signs in, newest first", query: Page.query,
                    answer: (200, Schemas.page("User")), problems: [422],
                    handle: .task { try list($0) })),
            APIRoute(
                .post, "/api/users", .admin,
                Operation(
                    "Makes a user; without a password it can only use tokens", body: Self.body,
                    answer: (201, Self.shape), bodyBytesMax: 8_192,
                    handle: .task { try await create($0) })),
            APIRoute(
                .get, "/api/users/{id}", .admin,
                Operation(
                    "One of them", answer: (200, Self.shape),
                    handle: .task { answer(try find($0)) })),
            APIRoute(
                .patch, "/api/users/{id}", .admin,
                Operation(
                    "Changes it; a new password ends its sign-ins", headers: ifMatch,
                    body: Self.body, answer: (200, Self.shape), problems: [412],
                    bodyBytesMax: 8_192,
                    handle: .task { try await update($0) })),
            APIRoute(
                .delete, "/api/users/{id}", .admin,
                Operation(
                    "Removes it with its tokens", headers: ifMatch, answer: (204, nil),
                    problems: [409, 412], handle: .task { try await delete($0) })),
            APIRoute(
                .put, "/api/users/{id}/password", .admin,
                Operation(
                    "Sets a password that has to be changed at the first sign-in",
                    headers: ifMatch, body: .object(["password": .text(format: "password")]),
                    answer: (204, nil), problems: [412], bodyBytesMax: 8_192,
                    handle: .task { try await setPassword($0) })),
        ]
    }

    private func list(_ call: Call) throws -> Response {
        let page = try Page(call.request)
        let records = try services.read({
            try $0.users(
                limit: page.limit, before: page.after.map { UserNumber($0) })
        })
        return .document(page.document(records, id: { $0.id.rawValue }, UserDocument.document))
    }

    private func create(_ call: Call) async throws -> Response {
        let form = try UserForm(call.request, over: nil, services)
        let hash = try await hash(of: form.password)
        let caller = call.caller
        let id = try await services.change { core in
            let id = try core.store.createUser(
                name: form.name, role: form.role, agent: form.agent(core),
                subOrganisation: form.subOrganisation, passwordHash: hash,
                mustChangePassword: hash != nil, at: core.moment.now)
            try core.audit(caller, "user.create", "user/\(id.rawValue)", after: form.document)
            return id
        }
        return answer(try find(id), status: 201)
    }

    private func update(_ call: Call) async throws -> Response {
        let old = try find(call)
        let version = try call.request.expectedVersion()
        let form = try UserForm(call.request, over: old, services)
        let hash = try await hash(of: form.password)
        let isOwn = old.id == call.caller?.user
        if isOwn, form.role != .admin || !form.isActive {
            throw Problem.invalidInput([
                Problem.FieldError("#/role", "must stay: you would shut yourself out")
            ])
        }
        let caller = call.caller
        try await services.change { core in
            try core.expect(version, try core.store.view.user(old.id)?.version)
            try core.store.updateUser(
                old.id, name: form.name, role: form.role, agent: form.agent(core),
                subOrganisation: form.subOrganisation, isActive: form.isActive,
                at: core.moment.now)
            if let hash {
                try core.store.setPassword(of: old.id, hash: hash, mustChange: !isOwn)
            }
            if hash != nil || !form.isActive { try core.store.deleteWebSessions(of: old.id) }
            guard let new = try core.store.view.user(old.id) else { throw Problem.notFound() }
            let change = JSON.difference(UserDocument.document(old), UserDocument.document(new))
            try core.audit(
                caller, "user.update", "user/\(old.id.rawValue)", before: change.before,
                after: hash == nil ? change.after : change.after.with(["password_set": true]))
        }
        return answer(try find(old.id))
    }

    private func setPassword(_ call: Call) async throws -> Response {
        let old = try find(call)
        let version = try call.request.expectedVersion()
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        fields.require("password")
        let password = Password.read(fields, "password")
        try errors.finish()
        let hash = try await hash(of: password)
        let caller = call.caller
        let isOwn = old.id == caller?.user
        try await services.change { core in
            try core.expect(version, try core.store.view.user(old.id)?.version)
            try core.store.setPassword(of: old.id, hash: hash, mustChange: !isOwn)
            try core.store.deleteWebSessions(of: old.id)
            try core.audit(caller, "user.password", "user/\(old.id.rawValue)")
        }
        return .noContent
    }

    private func delete(_ call: Call) async throws -> Response {
        let old = try find(call)
        let version = try call.request.expectedVersion()
        let caller = call.caller
        if old.id == caller?.user {
            throw Problem(
                name: "in-use", title: "Something still refers to it", status: 409,
                detail: "You cannot remove yourself")
        }
        try await services.change { core in
            try core.expect(version, try core.store.view.user(old.id)?.version)
            try core.store.deleteUser(old.id, at: core.moment.now)
            try core.audit(
                caller, "user.delete", "user/\(old.id.rawValue)",
                before: UserDocument.document(old))
        }
        return .noContent
    }

    private func answer(_ record: UserRecord, status: Int = 200) -> Response {
        .document(UserDocument.document(record), status: status, version: record.version)
    }

    private func hash(of password: String?) async throws -> String? {
        guard let password else { return nil }
        return try await passwords.make(password)
    }

    private func find(_ call: Call) throws -> UserRecord { try find(UserNumber(try call.id())) }

    private func find(_ id: UserNumber) throws -> UserRecord {
        guard let record = try services.read({ try $0.user(id) }) else { throw Problem.notFound() }
        return record
    }
}

/// A user as the API shows it.
enum UserDocument {
    /// Never the password's hash.
    static func document(_ record: UserRecord) -> JSON {
        Caller(record, means: .token).document.with([
            "active": .bool(record.isActive), "has_password": .bool(record.passwordHash != nil),
            "created_at": .time(record.createdAt),
        ])
    }
}

extension Caller {
    /// The user that a token or cookie stands for.
    init(_ record: UserRecord, means: Means) {
        user = record.id
        name = record.name
        role = record.role
        agent = record.agent
        member = record.userID
        subOrganisation = record.subOrganisation
        mustChangePassword = record.mustChangePassword
        self.means = means
    }
}
