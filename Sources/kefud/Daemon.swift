import API
import Configuration
import Engine
import Foundation
import HTTPClient
import HTTPServer
import Lifecycle
import Routing
import Storage
import WeCom

/// `kefud serve`: opens what the daemon stands on, runs it, and takes it down in order.
enum Daemon {
    /// How long stopping may take in all.
    static let grace = Duration.seconds(10)

    /// Runs until a signal asks to stop or something fails.
    static func run(config path: String) async -> ExitCode {
        let signals = Signals()
        guard let settings = ConfigCommands.load(path, needing: .everything) else {
            return .config
        }
        let log = DaemonLog(level: settings.log.level)
        let parts: Parts
        do {
            parts = try Parts(settings, log)
        } catch {
            Output.failure(error)
            return exitCode(error)
        }
        return await serve(parts, settings, signals, log, config: path)
    }

    private static func exitCode(_ error: any Error) -> ExitCode {
        switch error {
        case let error as StoreError: ExitCode(error)
        case ServerError.badAddress, is CallbackError: .config
        case is ServerError: .unavailable
        default: .failed
        }
    }

    private static func serve(
        _ parts: Parts, _ settings: Settings, _ signals: Signals, _ log: DaemonLog,
        config path: String
    ) async -> ExitCode {
        parts.shell.start()
        let notifier = Notifier()
        notifier.ready(status: "listening on \(settings.http.listen)")
        log.current.notice(
            "kefud is ready",
            [
                "version": Main.version, "port": parts.server.port,
                "database": settings.database.path,
            ]
        )
        if let missing = parts.api.missingConsoleFile {
            log.current.warning(
                "The console will not work: a file is missing ([http] console, javascript)",
                ["file": missing])
        }
        let reload = ReloadService(
            config: path, settings: settings, requests: signals.reload, parts: parts, log: log,
            notifier: notifier)
        let engine = parts.engine
        let ending = await supervise(
            [
                PlatformService(parts: parts), CoreService(parts: parts),
                ReadinessService(parts: parts), Watchdog(notifier) { engine.health.isAlive },
                reload,
                ListenerService(parts: parts, notifier: notifier),
            ], until: signals.stop, grace: grace
        ) {
            Output.error("kefud: stopping took longer than \(grace); ending at once")
            _exit(ExitCode.failed.rawValue)
        }
        switch ending {
        case .signal, .cancelled:
            log.current.notice("kefud has stopped")
            return .good
        case .ended(let name):
            log.current.error("A part of kefud ended by itself", ["part": name])
            return .failed
        case .failed(let name, let why):
            log.current.error("A part of kefud failed", ["part": name, "reason": why])
            return .failed
        }
    }
}

extension EngineHealth {
    /// Whether restarting would help nothing. A full disk is not cured by a restart; a thread that
    /// does not come back is.
    var isAlive: Bool { !isFatal && lag < 30_000 }
}
