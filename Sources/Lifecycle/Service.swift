/// A part of a program that works for as long as the program does.
public protocol Service: Sendable {
    /// For the log.
    var name: String { get }
    /// Works until it is cancelled, and then cleans up. Returning sooner means that something is
    /// wrong.
    func run() async throws
}

/// Why the services were stopped.
public enum Ending: Equatable, Sendable {
    /// Somebody asked for it, with this signal.
    case signal(CInt)
    /// This service returned although nobody had cancelled it.
    case ended(String)
    /// This service failed.
    case failed(String, why: String)
    /// The task that supervised was cancelled.
    case cancelled
}

/// Runs the services until a signal comes or one of them ends, then stops them in reverse order,
/// each after the one before has finished: what the others stand on is first in the list and stops
/// last, the listeners are last and stop first.
/// - Parameters:
///   - stop: signals that ask to stop, such as `Signals.stop`.
///   - grace: how long stopping may take in all.
///   - onOverrun: called when it takes longer. A task that ignores its cancellation cannot be
///     abandoned, so this has to end the process.
public func supervise(
    _ services: [any Service], until stop: AsyncStream<CInt>, grace: Duration,
    clock: any Clock<Duration> = ContinuousClock(), onOverrun: @escaping @Sendable () -> Void
) async -> Ending {
    let (endings, report) = AsyncStream.makeStream(of: Ending.self)
    let tasks = services.map { service in
        Task {
            do {
                try await service.run()
                report.yield(.ended(service.name))
            } catch {
                report.yield(.failed(service.name, why: "\(error)"))
            }
        }
    }
    let listener = Task { for await number in stop { report.yield(.signal(number)) } }
    var cause = Ending.cancelled
    for await ending in endings {
        cause = ending
        break
    }
    listener.cancel()
    let watchdog = Task {
        try await clock.sleep(for: grace)
        onOverrun()
    }
    for task in tasks.reversed() {
        task.cancel()
        await task.value
    }
    watchdog.cancel()
    return cause
}
