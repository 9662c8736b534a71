import Crypto
import Engine
import HTTPServer
import Routing
import Storage

/// Finds out who calls. The one place where roles are enforced: each route states its `Access`.
struct Authenticator: Sendable {
    let reader: Reader
    let engine: Engine

    /// The cookie of the console.
    static let cookieName = "kefud"

    /// What somebody whose password was set by another may call.
    private static let openBeforeAChange: Set<String> = [
        "/api/me", "/api/me/password", "/api/sign-out",
    ]

    /// The caller of a request.
    /// - Throws: `unauthenticated`, or `forbidden` when the caller may not or its write by cookie
    ///   lacks the CSRF token.
    func caller(_ request: Request, for route: APIRoute) throws -> Caller? {
        let access = route.access
        if access == .open || access == .platform { return nil }
        guard let caller = try find(request) else { throw Problem.unauthenticated }
        if case .cookie(let csrfToken) = caller.means, request.method.isWrite {
            let shown = request.header("X-CSRF-Token") ?? ""
            guard constantTimeEquals(shown, csrfToken) else {
                throw Problem.forbidden("Writes by cookie need the header X-CSRF-Token")
            }
        }
        // Only for people: a program's token was made by whoever knows it.
        if caller.mustChangePassword, case .cookie = caller.means,
            !Self.openBeforeAChange.contains(route.path)
        {
            throw Problem.passwordChangeRequired
        }
        guard access.allows(caller) else { throw Problem.forbidden() }
        return caller
    }

    private func find(_ request: Request) throws -> Caller? {
        if let header = request.header("Authorization") {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
            let hash = SecretText.hash(String(parts[1]))
            guard let found = try reader.read({ try $0.credential(tokenHash: hash) }) else {
                return nil
            }
            noteUse(found)
            return Caller(found.user, means: .token)
        }
        guard let cookie = request.cookie(Self.cookieName), !cookie.isEmpty else { return nil }
        let hash = SecretText.hash(cookie)
        let now = engine.clock.now
        return try reader.read({ try $0.credential(cookieHash: hash, at: now) }).map {
            Caller($0.user, means: .cookie(csrfToken: SecretText.csrfToken(ofCookie: cookie)))
        }
    }

    /// When a token was last used is known to ten minutes, so that reading does not mean writing,
    /// and thousands of polls that are renewed every minute do not either.
    private func noteUse(_ credential: CredentialRecord) {
        guard case .token(let id, let lastUsedAt) = credential.kind else { return }
        let now = engine.clock.now
        if let lastUsedAt, now < lastUsedAt + .minutes(10) { return }
        engine.submit({ core in try core.store.noteUse(of: id, at: now) }, then: { _ in })
    }
}

extension Method {
    /// Whether a request with it may change something.
    var isWrite: Bool { self != .get && self != .head && self != .options }
}
