import Crypto
import Engine
import HTTPServer
import Routing
import Storage

/// Signing in and out, and one's own password.
struct SignInRoutes {
    let services: Services
    private let limiter = SignInLimiter()
    private let passwords = PasswordChecker()

    init(_ services: Services) { self.services = services }

    /// How long a cookie lives: a working day.
    static let lifetime = Interval.hours(12)

    var routes: [APIRoute] {
        [
            APIRoute(
                .post, "/api/sign-in", .open,
                Operation(
                    "Sign in; sets the console's cookie",
                    body: .object(["name": .text(), "password": .text(format: "password")]),
                    answer: (
                        200, .object(["user": .named("User"), "csrf_token": .text()])
                    ), problems: [401, 429], bodyBytesMax: 8_192,
                    handle: .task { try await signIn($0) })),
            APIRoute(
                .post, "/api/sign-out", .signedIn,
                Operation(
                    "Sign out", answer: (204, nil), handle: .task { try await signOut($0) })),
            APIRoute(
                .get, "/api/me", .signedIn,
                Operation(
                    "Who is signed in", answer: (200, .named("User")), handle: .task { try me($0) })
            ),
            APIRoute(
                .put, "/api/me/password", .signedIn,
                Operation(
                    "Change one's password; other sign-ins end",
                    body: .object([
                        "current_password": .text(format: "password"),
                        "new_password": .text(format: "password"),
                    ]), answer: (204, nil), problems: [429], bodyBytesMax: 8_192,
                    handle: .task { try await changePassword($0) })),
        ]
    }

    private func signIn(_ call: Call) async throws -> Response {
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        fields.require("name", "password")
        let name = fields.text("name", bytes: 1...256).value ?? ""
        let password = fields.text("password", bytes: 1...Password.bytesMax).value ?? ""
        try errors.finish()
        let address = call.request.clientAddress
        try limit(name, address)
        let user = try services.read({ try $0.user(named: name) })
        let isGood = try await passwords.verify(password, against: user?.passwordHash)
        services.counters.countSignIn(isGood: isGood)
        guard isGood, let user, user.isActive else {
            limiter.failed(name: name, address: address)
            throw Problem.invalidCredentials
        }
        limiter.succeeded(name: name, address: address)
        return try await open(user, call.request)
    }

    private func open(_ user: UserRecord, _ request: Request) async throws -> Response {
        let cookie = SecretText.make()
        let csrf = SecretText.csrfToken(ofCookie: cookie)
        let id = user.id
        _ = try await services.engine.perform { core in
            try core.store.createWebSession(
                for: id, hash: SecretText.hash(cookie), csrfHash: SecretText.hash(csrf),
                at: core.moment.now, expiresAt: core.moment.now + Self.lifetime)
        }
        let caller = Caller(user, means: .cookie(csrfToken: csrf))
        return .document(
            ["user": try document(caller), "csrf_token": .string(csrf)],
            headers: [
                (
                    "Set-Cookie",
                    self.cookie(cookie, seconds: Self.lifetime.milliseconds / 1_000, request)
                ),
                ("Cache-Control", "no-store"),
            ])
    }

    private func signOut(_ call: Call) async throws -> Response {
        if let cookie = call.request.cookie(Authenticator.cookieName) {
            _ = try await services.engine.perform { core in
                try core.store.deleteWebSession(hash: SecretText.hash(cookie))
            }
        }
        return Response(
            status: 204, headers: [("Set-Cookie", cookie("", seconds: 0, call.request))])
    }

    /// The user, with the name and the picture of the member that it is.
    private func document(_ caller: Caller) throws -> JSON {
        let member = try caller.member.flatMap { userID in
            try services.read { try $0.member(userID: userID) }
        }
        return caller.document.with([
            "member_name": .text(member?.name), "avatar": .text(member?.avatar),
        ])
    }

    private func me(_ call: Call) throws -> Response {
        guard let caller = call.caller else { return Problem.unauthenticated.response() }
        var document = try document(caller)
        if case .cookie(let csrfToken) = caller.means {
            document = document.with(["csrf_token": .string(csrfToken)])
        }
        return .document(document, headers: [("Cache-Control", "no-store")])
    }

    private func changePassword(_ call: Call) async throws -> Response {
        guard let caller = call.caller else { throw Problem.unauthenticated }
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        fields.require("current_password", "new_password")
        let current = fields.text("current_password", bytes: 1...Password.bytesMax).value ?? ""
        let new = Password.read(fields, "new_password") ?? ""
        try errors.finish()
        let address = call.request.clientAddress
        try limit(caller.name, address)
        let user = try services.read({ try $0.user(caller.user) })
        guard try await passwords.verify(current, against: user?.passwordHash) else {
            limiter.failed(name: caller.name, address: address)
            throw Problem.invalidInput([
                Problem.FieldError("#/current_password", "is not your password")
            ])
        }
        let hash = try await passwords.make(new)
        let kept = call.request.cookie(Authenticator.cookieName).map(SecretText.hash)
        _ = try await services.engine.perform { core in
            try core.store.setPassword(of: caller.user, hash: hash, mustChange: false)
            try core.store.deleteWebSessions(of: caller.user, except: kept)
            try core.audit(caller, "user.password", "user/\(caller.user.rawValue)")
        }
        return .noContent
    }

    private func limit(_ name: String, _ address: String) throws(Problem) {
        if let seconds = limiter.waitSeconds(name: name, address: address) {
            throw .rateLimited(retryAfterSeconds: seconds)
        }
    }

    private func cookie(_ value: String, seconds: Int64, _ request: Request) -> String {
        let isSecure =
            services.configuration.publicURL?.hasPrefix("https://") == true
            || request.isForwardedFromTLS
        return "\(Authenticator.cookieName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; "
            + "SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}
