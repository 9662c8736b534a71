import Configuration
import Foundation
import Lifecycle
import Synchronization

/// The daemon's log, whose level a reload may change.
final class DaemonLog: Sendable {
    private let logger: Mutex<Logger>

    init(level: Settings.Log.Level) { logger = Mutex(Self.make(level)) }

    /// The log as it is set now.
    var current: Logger { logger.withLock { $0 } }

    /// Writes from this level on.
    func setLevel(_ level: Settings.Log.Level) {
        let made = Self.make(level)
        logger.withLock { $0 = made }
    }

    /// A failure that the API noticed.
    func report(_ line: String) {
        current.warning("The API could not do something", ["reason": line])
    }

    private static func make(_ level: Settings.Log.Level) -> Logger {
        Logger.system(
            level: LogRecord.Level(name: level.rawValue) ?? .info, identifier: "kefud",
            environment: ProcessInfo.processInfo.environment)
    }
}
