import Crypto
import Engine
import HTTPServer
import Routing
import Storage

/// Finds out who calls. The one place where roles are enforced: each route states its `Access`.
struct Authenticator: Sendable {
    let reader: Reader
    let clock: EngineClock

    /// The cookie of the console.
    static let cookieName = "kefud"

    /// The caller of a request.
    /// - Throws: `unauthenticated`, or `forbidden` when the caller may not or its write by cookie
    ///   lacks the CSRF token.
    func caller(_ request: Request, for access: Access) throws -> Caller? {
        if access == .open || access == .platform { return nil }
        guard let caller = try find(request) else { throw Problem.unauthenticated }
        if case .cookie(let csrfToken) = caller.means, request.method.isWrite {
            let shown = request.header("X-CSRF-Token") ?? ""
            guard constantTimeEquals(shown, csrfToken) else {
                throw Problem.forbidden("Writes by cookie need the header X-CSRF-Token")
            }
        }
        guard access.allows(caller) else { throw Problem.forbidden() }
        return caller
    }

    private func find(_ request: Request) throws -> Caller? {
        if let header = request.header("Authorization") {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
            let hash = SecretText.hash(String(parts[1]))
            return try reader.read({ try $0.credential(tokenHash: hash) }).map {
                Caller($0.user, means: .token)
            }
        }
        guard let cookie = request.cookie(Self.cookieName), !cookie.isEmpty else { return nil }
        let hash = SecretText.hash(cookie)
        let now = clock.now
        return try reader.read({ try $0.credential(cookieHash: hash, at: now) }).map {
            Caller($0.user, means: .cookie(csrfToken: SecretText.csrfToken(ofCookie: cookie)))
        }
    }
}

extension Method {
    /// Whether a request with it may change something.
    var isWrite: Bool { self != .get && self != .head && self != .options }
}
