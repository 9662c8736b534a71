import Engine
import Lifecycle
import WeCom

/// Says in the log what nobody notices otherwise before visitors do: that nothing can be stored,
/// that the platform does not answer, and that it refuses what kefud is not set up for.
struct TroubleReport: Service {
    let name = "trouble report"
    let parts: Parts
    let log: DaemonLog

    /// Lines about the platform come no more often than this many seconds.
    private static let platformPause = 60

    func run() async throws {
        var isFailing = false
        var unanswered = 0
        var refused: [Int: Int] = [:]
        var quietFor = 0
        while !Task.isCancelled {
            reportStorage(&isFailing)
            quietFor -= 1
            if quietFor <= 0 {
                let isSilent = reportSilence(&unanswered)
                let isClosed = reportRefusals(&refused)
                if isSilent || isClosed { quietFor = Self.platformPause }
            }
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
    private func reportSilence(_ reported: inout Int) -> Bool {
        let figures = parts.engine.metrics.now
        let count = figures.counts[.unansweredCalls] ?? 0
        guard count > reported else { return false }
        log.current.warning(
            "The platform does not answer; what is to be sent and pulled waits",
            ["calls": count - reported, "last": figures.lastSilence ?? ""])
        reported = count
        return true
    }

    /// The refusals that stay until a person does something: a wrong secret, an address that is not
    /// trusted, a right that is missing.
    private func reportRefusals(_ reported: inout [Int: Int]) -> Bool {
        var isClosed = false
        for (number, count) in parts.engine.metrics.now.platformErrors {
            let code = ErrorCode(rawValue: number)
            let more = count - (reported[number] ?? 0)
            guard more > 0, [.configuration, .tokenInvalid].contains(code.class) else { continue }
            log.current.warning(
                "The platform refuses calls, and will until somebody sees to it",
                ["code": number, "meaning": code.meaning, "calls": more])
            reported[number] = count
            isClosed = true
        }
        return isClosed
    }
}
