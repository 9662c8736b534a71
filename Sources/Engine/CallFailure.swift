/// Why a call to the platform has no result.
public enum CallFailure: Error, Hashable, Sendable {
    /// A definite refusal with the platform's code and words: the same call would be refused again.
    case refused(Int, String)
    /// Nothing was done, and the same call may work later: "busy", rates, token errors.
    case notNow(Int, String)
    /// It certainly never reached the platform.
    case notSent(String)
    /// Nobody knows whether the platform has acted: the answer is missing or unreadable.
    case unknown(String)

    /// The platform's code, if it gave one.
    public var code: Int? {
        switch self {
        case .refused(let code, _), .notNow(let code, _): code
        case .notSent, .unknown: nil
        }
    }

    /// The platform's or the network's words.
    public var words: String {
        switch self {
        case .refused(_, let words), .notNow(_, let words), .notSent(let words),
            .unknown(let words):
            words
        }
    }
}
