import Glibc
import Lifecycle
import Testing

/// In processes of their own, because signals belong to the process.
@Suite struct SignalsTests {
    @Test func theFirstSignalAsksToStopAndHangupToReload() async {
        await #expect(processExitsWith: .exitCode(7)) {
            let signals = Signals()
            kill(getpid(), SIGHUP)
            for await _ in signals.reload { break }
            kill(getpid(), SIGPIPE)  // ignored
            kill(getpid(), SIGINT)
            for await number in signals.stop {
                exit(number == SIGINT ? 7 : 1)
            }
        }
    }

    @Test func theSecondSignalEndsTheProcessAtOnce() async {
        await #expect(processExitsWith: .exitCode(128 + SIGTERM)) {
            let signals = Signals()
            alarm(60)  // ends the process in another way if the promise is broken
            kill(getpid(), SIGINT)
            for await _ in signals.stop { break }
            kill(getpid(), SIGTERM)
            while true { pause() }
        }
    }

    @Test func makingTwoIsAMistake() async {
        await #expect(processExitsWith: .failure) {
            _ = Signals()
            _ = Signals()
        }
    }
}
