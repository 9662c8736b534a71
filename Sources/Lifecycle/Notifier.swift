internal import CSystemd
import Glibc

/// Tells systemd how we are (sd_notify(3)). Does nothing when systemd has not asked to be told,
/// that is without `$NOTIFY_SOCKET`.
public struct Notifier: Sendable {
    /// Tells systemd of the process it is in.
    public init() {}

    /// Started, and serving.
    /// - Parameter status: a line for `systemctl status`.
    public func ready(status: String) { send(["READY=1", "STATUS=\(status)"]) }

    /// Reads the configuration again; `ready` says that this is done.
    public func reloading(status: String) {
        // The protocol wants CLOCK_MONOTONIC, whatever our own clock is.
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let microseconds = Int(time.tv_sec) * 1_000_000 + time.tv_nsec / 1_000
        send(["RELOADING=1", "MONOTONIC_USEC=\(microseconds)", "STATUS=\(status)"])
    }

    /// Is about to end.
    public func stopping(status: String) { send(["STOPPING=1", "STATUS=\(status)"]) }

    /// A line for `systemctl status`.
    public func status(_ status: String) { send(["STATUS=\(status)"]) }

    /// Still alive. To be sent more often than `watchdogInterval`.
    public func alive() { send(["WATCHDOG=1"]) }

    /// After how long without `alive` systemd kills us; nil when it does not watch.
    public var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }

    private func send(_ assignments: [String]) {
        // One assignment a line; a line break inside would begin another one.
        let lines = assignments.map { line in
            String(line.map { $0.isNewline ? " " : $0 })
        }
        sd_notify(0, lines.joined(separator: "\n"))
    }
}

/// Tells systemd twice in each interval that we are alive, as long as we are.
public struct Watchdog: Service {
    /// `watchdog`.
    public let name = "watchdog"
    private let notifier: Notifier
    private let isHealthy: @Sendable () async -> Bool

    /// - Parameter isHealthy: whether the program still does its work. One that never answers
    ///   counts as no, so it may simply ask the part that matters.
    public init(_ notifier: Notifier, isHealthy: @escaping @Sendable () async -> Bool) {
        self.notifier = notifier
        self.isHealthy = isHealthy
    }

    /// Runs until cancelled, also when systemd does not watch.
    public func run() async throws {
        let pause = notifier.watchdogInterval.map { $0 / 2 }
        while !Task.isCancelled {
            if pause != nil, await isHealthy() { notifier.alive() }
            try? await Task.sleep(for: pause ?? .seconds(86_400))
        }
    }
}
