import Synchronization

/// Counts failed sign-ins of the last minutes, by name and address together, by address and by
/// name, and says how long to wait. A stranger who guesses cannot lock a person at another
/// address out before very many tries.
final class SignInLimiter: Sendable {
    /// How many failures of one kind are let through in one window.
    struct Limits: Sendable {
        var pairMax = 5
        var addressMax = 20
        var nameMax = 100
        var window: Duration = .seconds(60)
        /// How many keys are remembered; beyond it the oldest windows go.
        var keysMax = 20_000
    }

    private struct Window {
        var began: ContinuousClock.Instant
        var failures: Int
    }

    private let limits: Limits
    private let windows = Mutex<[String: Window]>([:])

    init(limits: Limits = Limits()) { self.limits = limits }

    /// After how many seconds the next try is looked at; nil when it may come now.
    func waitSeconds(
        name: String, address: String, at now: ContinuousClock.Instant = .now
    ) -> Int? {
        windows.withLock { windows in
            keys(name, address).compactMap { key, max -> Int? in
                guard let window = windows[key], window.failures >= max else { return nil }
                let left = limits.window - (now - window.began)
                return left > .zero ? Int(left.components.seconds) + 1 : nil
            }.max()
        }
    }

    /// Counts a failure.
    func failed(name: String, address: String, at now: ContinuousClock.Instant = .now) {
        windows.withLock { windows in
            for (key, _) in keys(name, address) {
                if let window = windows[key], now - window.began < limits.window {
                    windows[key]?.failures += 1
                } else {
                    windows[key] = Window(began: now, failures: 1)
                }
            }
            guard windows.count > limits.keysMax else { return }
            windows = windows.filter { now - $0.value.began < limits.window }
            if windows.count > limits.keysMax { windows.removeAll() }
        }
    }

    /// A right password clears what this person mistyped here.
    func succeeded(name: String, address: String) {
        windows.withLock { _ = $0.removeValue(forKey: keys(name, address)[0].key) }
    }

    private func keys(_ name: String, _ address: String) -> [(key: String, max: Int)] {
        let name = String(name.prefix(128))
        return [
            ("pair\u{0}\(name)\u{0}\(address)", limits.pairMax),
            ("address\u{0}\(address)", limits.addressMax),
            ("name\u{0}\(name)", limits.nameMax),
        ]
    }
}
