import Engine
import Lifecycle

/// Says in the log what nobody notices otherwise before visitors do: that nothing can be stored,
/// and that the platform does not answer.
struct TroubleReport: Service {
    let name = "trouble report"
    let parts: Parts
    let log: DaemonLog

    /// Lines about the platform come no more often than this many seconds.
    private static let platformPause = 60

    func run() async throws {
        var isFailing = false
        var unanswered = 0
        var quietFor = 0
        while !Task.isCancelled {
            reportStorage(&isFailing)
            quietFor -= 1
            if quietFor <= 0, reportPlatform(&unanswered) { quietFor = Self.platformPause }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func reportStorage(_ isFailing: inout Bool) {
        let health = parts.engine.health
        if health.failuresInARow > 0, !isFailing {
            log.current.error(
                "Nothing can be stored; kefud goes on trying", ["reason": health.lastError ?? ""])
        } else if health.failuresInARow == 0, isFailing {
            log.current.notice("Changes are stored again")
        }
        isFailing = health.failuresInARow > 0
    }

    /// Whether there was something to say.
    private func reportPlatform(_ reported: inout Int) -> Bool {
        let figures = parts.engine.metrics.now
        let count = figures.counts[.unansweredCalls] ?? 0
        guard count > reported else { return false }
        log.current.warning(
            "The platform does not answer; what is to be sent and pulled waits",
            ["calls": count - reported, "last": figures.lastSilence ?? ""])
        reported = count
        return true
    }
}
