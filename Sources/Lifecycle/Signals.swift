import Foundation
import Synchronization

/// The signals that a daemon listens to. One for each process, made before anything else.
///
/// The handler only writes the signal's number into a pipe, which is all that one may do there; a
/// thread of its own reads the numbers.
public final class Signals: Sendable {
    /// SIGTERM and SIGINT: please stop. A second one does not come here but ends the process.
    public let stop: AsyncStream<CInt>
    /// SIGHUP: please read the configuration again.
    public let reload: AsyncStream<Void>

    /// Takes over SIGTERM, SIGINT and SIGHUP, and ignores SIGPIPE and SIGXFSZ: who writes to a
    /// connection that has gone, or beyond the size that a file may have, learns it from the write.
    /// - Parameter onSecondStop: what a second SIGTERM or SIGINT does; ends the process at once.
    public init(onSecondStop: @escaping @Sendable (CInt) -> Void = Signals.endAtOnce) {
        let (stop, stopped) = AsyncStream.makeStream(of: CInt.self)
        let (reload, reloaded) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.stop = stop
        self.reload = reload
        let reading = Self.openPipe()
        let thread = Thread {
            var isStopping = false
            while let number = Self.next(reading) {
                if number == SIGHUP {
                    reloaded.yield()
                } else if isStopping {
                    onSecondStop(number)
                } else {
                    isStopping = true
                    stopped.yield(number)
                }
            }
        }
        thread.start()
        // Before the start Foundation forgets it.
        thread.name = "signals"
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        for number in [SIGTERM, SIGINT, SIGHUP] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = signalArrived
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
    }

    /// What a second signal does unless something else is asked for: 128 and the signal's number is
    /// what a shell would show.
    public static func endAtOnce(_ number: CInt) { _exit(128 + number) }

    private static func openPipe() -> CInt {
        var ends: [CInt] = [0, 0]
        let result = pipe(&ends)
        precondition(result == 0, "no pipe for signals: \(String(cString: strerror(errno)))")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let before = signalPipe.exchange(ends[1], ordering: .sequentiallyConsistent)
        precondition(before < 0, "Signals is made once in a process")
        return ends[0]
    }

    private static func next(_ reading: CInt) -> CInt? {
        var number: UInt8 = 0
        while true {
            let count = read(reading, &number, 1)
            if count == 1 { return CInt(number) }
            if count == 0 || errno != EINTR { return nil }
        }
    }
}

/// The pipe's writing end. The one global variable of the project: a signal handler has no other
/// way to learn anything.
private let signalPipe = Atomic<CInt>(-1)

private func signalArrived(_ number: CInt) {
    let before = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe.load(ordering: .relaxed), &byte, 1)
    errno = before
}
