/// Why a call of the platform did not work, by what follows from it. The texts are for the log and
/// the console; they never hold the secret or an access token.
public enum PlatformFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// A definite refusal: nothing was done, and the same call would be refused again. `message` is
    /// the platform's `errmsg`.
    case refused(code: Int, message: String)
    /// Nothing was done; the same call may work later. Busy and rate answers, our own budget
    /// (45009), token errors after a renewal, and every refusal of the token itself, whose `code`
    /// tells whether a person must mend the configuration.
    case notNow(code: Int, message: String)
    /// Nothing was done: the platform was not reached.
    case notSent(String)
    /// May have been done: no answer, or none that can be understood.
    case unknown(String)

    /// The platform's code, where it gave one.
    public var code: ErrorCode? {
        switch self {
        case .refused(let code, _), .notNow(let code, _): ErrorCode(rawValue: code)
        case .notSent, .unknown: nil
        }
    }

    /// One line for the log.
    public var description: String {
        switch self {
        case .refused(let code, let message):
            "the platform refused: \(ErrorCode(rawValue: code)): \(message)"
        case .notNow(let code, let message):
            "the platform does not do it now: \(ErrorCode(rawValue: code)): \(message)"
        case .notSent(let reason): "the platform was not reached: \(reason)"
        case .unknown(let reason): "the platform's answer is missing: \(reason)"
        }
    }

    /// Replaces every occurrence of `secrets` in the texts.
    func without(_ secrets: [String]) -> PlatformFailure {
        func clean(_ text: String) -> String {
            secrets.filter { !$0.isEmpty }.reduce(text) { $0.replacing($1, with: "***") }
        }
        return switch self {
        case .refused(let code, let message): .refused(code: code, message: clean(message))
        case .notNow(let code, let message): .notNow(code: code, message: clean(message))
        case .notSent(let reason): .notSent(clean(reason))
        case .unknown(let reason): .unknown(clean(reason))
        }
    }
}
