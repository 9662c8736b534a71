import API
import Configuration
import Engine
import Foundation
import Lifecycle
import Synchronization

/// SIGHUP: reads the configuration again. What can change while the daemon runs does so; a file
/// with a mistake changes nothing.
struct ReloadService: Service {
    let name = "reload"
    let config: String
    let settings: Settings
    let requests: AsyncStream<Void>
    let parts: Parts
    let log: DaemonLog
    let notifier: Notifier

    func run() async throws {
        var running = settings
        for await _ in requests {
            notifier.reloading(status: "reading \(config)")
            do throws(ConfigErrors) {
                let wanted = try Settings.load(
                    path: config, environment: ProcessInfo.processInfo.environment)
                await apply(wanted, over: running)
                running = wanted
            } catch {
                for mistake in error.errors {
                    log.current.error(
                        "The configuration has a mistake; the old settings stay",
                        ["mistake": mistake])
                }
            }
            notifier.ready(status: "listening on \(settings.http.listen)")
        }
        // The stream ends with the task.
    }

    private func apply(_ wanted: Settings, over running: Settings) async {
        log.setLevel(wanted.log.level)
        parts.api.setCallbackWindow(wanted.platform.callbackWindow)
        let configuration = wanted.routingConfiguration
        do {
            try await parts.engine.perform { core in core.configure(configuration) }
        } catch {
            log.current.error("The routing times could not be changed", ["reason": "\(error)"])
            return
        }
        log.current.notice("The configuration has been read again")
        let sections = sectionsForARestart(wanted)
        if !sections.isEmpty {
            log.current.warning(
                "Some changes hold only after a restart",
                ["sections": sections.map { "[\($0)]" }.joined(separator: " ")])
        }
    }

    /// Where something differs that a running daemon cannot change.
    private func sectionsForARestart(_ wanted: Settings) -> [String] {
        var platform = wanted.platform
        platform.callbackWindow = settings.platform.callbackWindow
        platform.callbackSendCounts = settings.platform.callbackSendCounts
        return [
            ("http", wanted.http != settings.http),
            ("database", wanted.database != settings.database),
            ("platform", platform != settings.platform),
            ("routing", wanted.routing.timeZone != settings.routing.timeZone),
        ].filter(\.1).map(\.0)
    }
}
