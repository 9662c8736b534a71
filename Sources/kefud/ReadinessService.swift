import API
import Engine
import Lifecycle
import Routing
import Synchronization

/// Whether kefud may be given traffic, for `/readyz`.
final class ReadinessFlag: Sendable {
    private let value = Mutex(Readiness.notReady("The first pulls are not through yet"))

    /// The state of this moment.
    var state: Readiness { value.withLock { $0 } }

    /// From now on kefud is ready.
    func set() { value.withLock { $0 = .ready } }
}

/// Looks every few milliseconds until the first pull of every account has reached its end or has
/// been given up; then rests. Accounts that are adopted later do not make kefud unready again.
struct ReadinessService: Service {
    let name = "readiness"
    let parts: Parts

    func run() async throws {
        while !Task.isCancelled, !parts.shell.isReady {
            try? await Task.sleep(for: .milliseconds(20))
        }
        parts.readiness.set()
        await untilCancelled()
    }
}
