import Glibc
import Lifecycle
import Testing

/// In processes of their own, because the library reads the environment.
@Suite struct NotifierTests {
    @Test func systemdIsToldHowWeAre() async {
        await #expect(processExitsWith: .success) {
            let socket = try DatagramSocket()
            setenv("NOTIFY_SOCKET", socket.path, 1)
            let notifier = Notifier()
            notifier.ready(status: "serving\nREADY=0")
            #expect(socket.receiveText() == "READY=1\nSTATUS=serving READY=0")
            notifier.reloading(status: "reading")
            let parts = socket.receiveText().split(separator: "\n")
            #expect(parts.count == 3)
            #expect(parts.first == "RELOADING=1")
            let since = parts[1].split(separator: "=")
            #expect(since.first == "MONOTONIC_USEC")
            #expect((Int(since[1]) ?? 0) > 0)
            notifier.status("fine")
            #expect(socket.receiveText() == "STATUS=fine")
            notifier.stopping(status: "bye")
            #expect(socket.receiveText() == "STOPPING=1\nSTATUS=bye")
            #expect(notifier.watchdogInterval == nil)
        }
    }

    @Test func theWatchdogIsFedOnlyWhileWeAreHealthy() async {
        await #expect(processExitsWith: .success) {
            let socket = try DatagramSocket()
            setenv("NOTIFY_SOCKET", socket.path, 1)
            setenv("WATCHDOG_USEC", "2000", 1)
            let notifier = Notifier()
            #expect(notifier.watchdogInterval == .milliseconds(2))
            // Well, well, ill, and then the end.
            let (answers, answer) = AsyncStream.makeStream(of: Bool.self)
            for isWell in [true, true, false] { answer.yield(isWell) }
            let (asked, tell) = AsyncStream.makeStream(of: Void.self)
            let watchdog = Task {
                try await Watchdog(notifier) {
                    for await isWell in answers { return isWell }
                    tell.finish()
                    return false
                }.run()
            }
            answer.finish()
            for await _ in asked {}
            watchdog.cancel()
            try await watchdog.value
            notifier.status("after")
            #expect(socket.receiveText() == "WATCHDOG=1")
            #expect(socket.receiveText() == "WATCHDOG=1")
            #expect(socket.receiveText() == "STATUS=after")
        }
    }

    @Test func withoutSystemdNothingHappens() async {
        await #expect(processExitsWith: .success) {
            unsetenv("NOTIFY_SOCKET")
            Notifier().ready(status: "nobody listens")
        }
    }
}
