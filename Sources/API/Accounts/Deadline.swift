import Synchronization

/// The result of `work`, or of `late` when the time is over first. Work that is late is cancelled,
/// and nobody waits for it any more.
func withDeadline<T: Sendable>(
    _ limit: Duration, _ work: @escaping @Sendable () async -> T,
    otherwise late: @escaping @Sendable () -> T
) async -> T {
    let race = Race<T>()
    return await withCheckedContinuation { continuation in
        race.begin(continuation)
        let worker = Task { race.finish(await work()) }
        Task {
            try? await Task.sleep(for: limit)
            race.finish(late())
            worker.cancel()
        }
    }
}

/// A continuation that is resumed by whoever comes first.
private final class Race<T: Sendable>: Sendable {
    private let continuation = Mutex<CheckedContinuation<T, Never>?>(nil)

    func begin(_ continuation: CheckedContinuation<T, Never>) {
        self.continuation.withLock { $0 = continuation }
    }

    func finish(_ result: sending T) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(returning: result)
    }
}
