import Synchronization

/// What is counted at this door, for `/metrics`.
final class RequestCounters: Sendable {
    /// How a callback was answered.
    enum Callback: String, CaseIterable, Sendable {
        case accepted, verified, ignored, malformed, refused, stale, failed
    }

    private let callbacks = Mutex<[Callback: Int]>([:])
    private let signIns = Mutex<(good: Int, bad: Int)>((0, 0))

    func count(_ callback: Callback) {
        callbacks.withLock { $0[callback, default: 0] += 1 }
    }

    func countSignIn(isGood: Bool) {
        signIns.withLock { if isGood { $0.good += 1 } else { $0.bad += 1 } }
    }

    /// The callbacks by how they were answered.
    var callbackCounts: [Callback: Int] { callbacks.withLock { $0 } }
    /// Sign-ins that worked and that did not.
    var signInCounts: (good: Int, bad: Int) { signIns.withLock { $0 } }
}
