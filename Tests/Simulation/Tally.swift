/// What can happen in a world beside the everyday. It is counted, because a check of something that
/// never happens proves nothing.
enum Happening: Int, CaseIterable {
    case restart
    case wallClockJump
    /// A zone's offset changed (summer and winter time).
    case offsetChange
    /// An account's reception hours began or ended.
    case hoursBoundary
    case withdrawal
    /// Something of before an account was given back is pulled after it.
    case entryOfBeforeTheReturn
    // Full depth only.
    case death
    case diskFull
    case rateLimit
    case restartWhilePaused
    case returnWhilePulled
    case stuckPage
    case refusedCursor
    case pullFromTheStart
    case daysOfSilence
    case entryBeyondReach
    case deletionInKefud
    case deletionAtThePlatform
    case pollAnsweredAtOnce
    case pollAnsweredByNews
    case pollTimedOut
    case pollAnswerLost
    case pollAfterARestart

    /// Whether it is to be met at this depth, by enough seeds.
    func isExpected(at depth: Options.Depth) -> Bool {
        depth == .full || rawValue < Happening.death.rawValue
    }
}

/// How often each has happened.
final class Tally {
    private(set) var counts = Array(repeating: 0, count: Happening.allCases.count)

    func note(_ happening: Happening) { counts[happening.rawValue] += 1 }
}
