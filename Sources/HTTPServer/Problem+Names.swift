/// Every problem that our interfaces answer with, each once.
extension Problem {
    /// 400: the request cannot be read.
    public static func malformed(_ detail: Wording? = nil) -> Problem {
        Problem(
            name: "malformed", title: "The request cannot be read", status: 400, detail: detail)
    }

    /// 401: nobody is signed in, or the token is unknown.
    public static let unauthenticated = Problem(
        name: "unauthenticated", title: "Sign in first", status: 401)

    /// 401: name and password do not belong together.
    public static let invalidCredentials = Problem(
        name: "invalid-credentials", title: "Name or password is wrong", status: 401)

    /// 403: the password was set by somebody else, and nothing else is done before it is changed.
    public static let passwordChangeRequired = Problem(
        name: "password-change-required", title: "Change your password first", status: 403)

    /// 403: signed in, but not allowed to do this.
    public static func forbidden(_ detail: Wording? = nil) -> Problem {
        Problem(name: "forbidden", title: "You may not do this", status: 403, detail: detail)
    }

    /// 404: no such thing, or it is outside of the caller's scope.
    public static func notFound(_ detail: Wording? = nil) -> Problem {
        Problem(name: "not-found", title: "There is no such thing", status: 404, detail: detail)
    }

    /// 405: the path exists, but not with this method.
    public static func methodNotAllowed(_ allowed: [Method]) -> Problem {
        var problem = Problem(
            name: "method-not-allowed", title: "This cannot be done with that method", status: 405)
        problem.allowed = allowed
        return problem
    }

    /// 409: the agent cannot take the session now; the detail says why.
    public static func agentNotEligible(_ detail: Wording? = nil) -> Problem {
        conflict("agent-not-eligible", "This agent cannot take the session", detail)
    }

    /// 409: the platform takes no more messages to the visitor until the visitor writes again.
    public static func windowClosed(_ detail: Wording? = nil) -> Problem {
        conflict("window-closed", "No message can be sent until the visitor writes again", detail)
    }

    /// 409: the session is over.
    public static func sessionEnded(_ detail: Wording? = nil) -> Problem {
        conflict("session-ended", "The session has ended", detail)
    }

    /// 409: the account receives visitors in another way.
    public static func wrongChannel(_ detail: Wording? = nil) -> Problem {
        conflict("wrong-channel", "This account's messages are written elsewhere", detail)
    }

    /// 409: another agent has the session.
    public static func notYourSession(_ detail: Wording? = nil) -> Problem {
        conflict("not-your-session", "The session is not yours", detail)
    }

    /// 409: nobody can take the session.
    public static func nobodyThere(_ detail: Wording? = nil) -> Problem {
        conflict("nobody-there", "Nobody can take the session now", detail)
    }

    /// 409: the session has no way to send a last message.
    public static func noClosingMessage(_ detail: Wording? = nil) -> Problem {
        conflict("no-closing-message", "No closing message can be sent", detail)
    }

    /// 409: the same idempotency key came with another body.
    public static func keyReused(_ detail: Wording? = nil) -> Problem {
        conflict("key-reused", "This Idempotency-Key was used for something else", detail)
    }

    /// 409: it still has open sessions.
    public static func openSessions(_ detail: Wording? = nil) -> Problem {
        conflict("open-sessions", "There are still open sessions", detail)
    }

    /// 410: the cursor is too old, or not one of ours; begin again without one.
    public static func cursorExpired(_ detail: Wording? = nil) -> Problem {
        Problem(
            name: "cursor-expired", title: "Begin again without a cursor", status: 410,
            detail: detail)
    }

    /// 412: somebody else has changed it in the meantime.
    public static func editConflict(_ detail: Wording? = nil) -> Problem {
        Problem(
            name: "edit-conflict", title: "Somebody else has changed this", status: 412,
            detail: detail)
    }

    /// 413: the body is longer than is allowed.
    public static func tooLarge(bytesMax: Int) -> Problem {
        Problem(
            name: "too-large", title: "The request is too large", status: 413,
            detail: "At most \(bytesMax) bytes are allowed")
    }

    /// 431: the request line and the headers are longer than is allowed.
    public static func headTooLarge(bytesMax: Int) -> Problem {
        Problem(
            name: "too-large", title: "The request is too large", status: 431,
            detail: "The request line and the headers may have at most \(bytesMax) bytes")
    }

    /// 422: readable, but it breaks a rule.
    public static func invalidInput(_ errors: [FieldError]) -> Problem {
        Problem(
            name: "invalid-input", title: "The request breaks a rule", status: 422, errors: errors)
    }

    /// 429: too often.
    public static func rateLimited(retryAfterSeconds: Int) -> Problem {
        var problem = Problem(name: "rate-limited", title: "Too many requests", status: 429)
        problem.retryAfterSeconds = retryAfterSeconds
        return problem
    }

    /// 500: our own fault. The log says more; the caller is told no more.
    public static let `internal` = Problem(
        name: "internal", title: "Something went wrong here", status: 500)

    /// 500: the database is damaged, and what was asked for cannot be read.
    public static let damaged = Problem(
        name: "damaged", title: "The database is damaged", status: 500,
        detail: "On the server, run `kefud check-database`; restore a backup if it finds faults")

    /// 502: the platform refused.
    /// - Parameter code: the platform's own error code.
    public static func platformRefused(code: Int, _ detail: Wording? = nil) -> Problem {
        var problem = Problem(
            name: "platform-refused", title: "The platform refused", status: 502, detail: detail)
        problem.code = code
        return problem
    }

    /// 503: not started yet, or stopping.
    public static func notReady(_ detail: Wording? = nil) -> Problem {
        Problem(
            name: "not-ready", title: "Not ready, try again soon", status: 503, detail: detail)
    }

    /// 504: the platform did not answer in time; whether it acted is not known.
    public static func platformUnknown(_ detail: Wording? = nil) -> Problem {
        Problem(
            name: "platform-unknown", title: "The platform did not answer", status: 504,
            detail: detail)
    }

    private static func conflict(_ name: String, _ title: Wording, _ detail: Wording?) -> Problem {
        Problem(name: name, title: title, status: 409, detail: detail)
    }
}
