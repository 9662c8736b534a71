import Routing

/// What a failed call means for its effect (section 3.1 and rule 23): a pure table.
enum CallVerdict: Hashable {
    /// It is over.
    case finish(EffectOutcome)
    /// Again later: nothing was done, or the same may be done twice.
    case again(isUncertain: Bool)
    /// A change of which nobody knows whether it happened: pull, then read the state.
    case readBack

    /// A definite parameter error: on a retry it says that the message's id has been used.
    static let repeatedID = 40058
    /// On a retry these say nothing about the first attempt: the window may have been used up, or
    /// the chat closed, since then.
    static let windowErrors: Set<Int> = [95001, 95002, 95013, 95018]
    /// "Data version conflict" is not among the answers after which a code may be tried again.
    static let conflict = 6000

    /// The meaning of a failure.
    /// - Parameter isUncertain: whether the outcome of an earlier attempt is unknown.
    static func of(
        _ failure: CallFailure, for kind: Effect.Kind, isUncertain: Bool
    ) -> CallVerdict {
        switch failure {
        case .notNow(conflict, _):
            if case .sendOnCode = kind { return .finish(.refused(code: conflict)) }
            return .again(isUncertain: isUncertain)
        // What has not left this machine, a code included, is as good as before.
        case .notNow, .notSent: return .again(isUncertain: isUncertain)
        case .refused(let code, _): return ofRefusal(code, kind, isUncertain: isUncertain)
        case .unknown:
            switch kind {
            case .send: return .again(isUncertain: true)
            case .sendOnCode: return .finish(.unknown)
            case .change: return .readBack
            case .readState: return .again(isUncertain: false)
            }
        }
    }

    private static func ofRefusal(
        _ code: Int, _ kind: Effect.Kind, isUncertain: Bool
    ) -> CallVerdict {
        guard case .send = kind, isUncertain else { return .finish(.refused(code: code)) }
        if code == repeatedID { return .finish(.accepted(code: nil)) }
        return .finish(windowErrors.contains(code) ? .unknown : .refused(code: code))
    }
}
