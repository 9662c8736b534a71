internal import CMicrohttpd
import Foundation
import Synchronization

/// One of libmicrohttpd's daemons, the socket that it accepts from, and the thread that runs it.
///
/// The thread is ours and not the library's, so that an answer that comes from elsewhere wakes it
/// once for many, and need not put its connection aside and take it up again
/// (`Responder.answersSoon`).
///
/// `@unchecked Sendable`: `daemon` is used by other threads only where libmicrohttpd allows it.
final class Listener: @unchecked Sendable {
    let core: ServerCore
    let socket: CInt
    private(set) var daemon: OpaquePointer?

    private let bell: CInt
    /// Says that there is something to do: for the daemon, or because the bell was rung.
    private let events: CInt
    private let isRung = Atomic(false)
    private let isEnding = Atomic(false)
    private let isToBeRoused = Atomic(false)
    private let isToBeQuiet = Atomic(false)
    private let isQuiet = DispatchSemaphore(value: 0)
    private let hasEnded = DispatchSemaphore(value: 0)
    /// How many requests wait for an answer without being put aside; only the thread's own.
    private var awaited = 0

    /// Starts to accept; nil with the system's `errno` when it cannot.
    init?(_ options: cmhd_options, core: ServerCore) {
        self.core = core
        socket = options.listen_socket
        bell = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))
        events = epoll_create1(CInt(EPOLL_CLOEXEC))
        // Each ring is told once (EPOLLET), so that nobody has to read the bell.
        guard bell >= 0, events >= 0,
            expect(bell, EPOLLIN.rawValue | EPOLLET.rawValue, as: Self.isFromBell),
            // Not retained: `stop` ends the thread while this lives.
            let daemon = cmhd_start(
                options, Unmanaged.passUnretained(self).toOpaque(), connectionChanged, requestBegun,
                requestAdvanced, requestCompleted)
        else { return nil }
        self.daemon = daemon
        guard expect(cmhd_epoll(daemon), EPOLLIN.rawValue, as: Self.isFromDaemon) else {
            let reason = errno
            // A daemon that is quiet leaves the socket alone, which is the caller's.
            MHD_quiesce_daemon(daemon)
            MHD_stop_daemon(daemon)
            errno = reason
            return nil
        }
        let thread = Thread { self.run() }
        thread.start()
        // Before the start Foundation forgets it.
        thread.name = "http"
    }

    private static let isFromDaemon: UInt64 = 0
    private static let isFromBell: UInt64 = 1

    /// Has `events` tell of a descriptor, under this name; false with `errno` when it cannot.
    private func expect(_ descriptor: CInt, _ kinds: UInt32, as name: UInt64) -> Bool {
        var event = epoll_event(events: kinds, data: epoll_data_t(u64: name))
        return epoll_ctl(events, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    /// Closes what is nobody else's; `errno` stays.
    private func closeOwn() {
        let reason = errno
        for own in [bell, events] where own >= 0 { close(own) }
        errno = reason
    }

    // MARK: On any thread

    /// Has the thread look again at the requests that wait for an answer.
    func ring() {
        if isRung.exchange(true, ordering: .acquiringAndReleasing) { return }
        var one: UInt64 = 1
        _ = write(bell, &one, 8)
    }

    /// Accepts nobody any more.
    func quiesce() {
        isToBeQuiet.store(true, ordering: .releasing)
        ring()
        isQuiet.wait()
        // Refuses what has not been accepted yet. The number stays taken until `stop`.
        shutdown(socket, CInt(SHUT_RDWR))
    }

    /// Ends the thread and all connections.
    func stop() {
        isEnding.store(true, ordering: .releasing)
        ring()
        hasEnded.wait()
        MHD_stop_daemon(daemon)
        daemon = nil
        close(socket)
    }

    // Not in `stop`: who has just answered may still be about to ring.
    deinit { closeOwn() }

    /// Whether somebody waits to be accepted.
    var isAwaited: Bool {
        var one = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&one, 1, 0) == 1
    }

    /// Makes the daemon accept again after the system had no descriptors left.
    ///
    /// It then waits until one of its own connections ends, which may be never: held polls stay. So
    /// it is given one that is over at once.
    func rouse() {
        isToBeRoused.store(true, ordering: .releasing)
        ring()
    }

    // MARK: On its own thread

    /// Counts a request that begins to wait in the thread's hands, or does so no more.
    func countAwaited(_ change: Int) { awaited += change }

    private func run() {
        guard let daemon else { return }
        var told = [epoll_event](repeating: epoll_event(), count: 2)
        var wasRung = false
        while !isEnding.load(ordering: .acquiring) {
            if isToBeRoused.exchange(false, ordering: .acquiring) { addWhatIsOver(to: daemon) }
            if isToBeQuiet.exchange(false, ordering: .acquiring) {
                MHD_quiesce_daemon(daemon)
                isQuiet.signal()
            }
            _ = MHD_run(daemon)
            if wasRung {
                // Those who answered during this run rang nobody; who does from here on rings.
                isRung.store(false, ordering: .sequentiallyConsistent)
                _ = MHD_run(daemon)
            }
            let count = epoll_wait(events, &told, CInt(told.count), milliseconds(of: daemon))
            wasRung = told.prefix(Int(max(0, count))).contains { $0.data.u64 == Self.isFromBell }
        }
        hasEnded.signal()
    }

    /// How long it may sleep: not for long, since what a connection's end allows (accepting at the
    /// limit) is begun by the next run. While a request waits the library says that there is
    /// something to do at once, which is so only once the bell rings; each look asks all of them.
    private func milliseconds(of daemon: OpaquePointer) -> CInt {
        if awaited > 0 { return CInt(1 + awaited / 100) }
        var wanted: UInt64 = 0
        return MHD_get_timeout(daemon, &wanted) == .YES ? CInt(min(wanted, 100)) : 100
    }

    private func addWhatIsOver(to daemon: OpaquePointer) {
        var ends: [CInt] = [-1, -1]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return }
        close(ends[1])
        var address = sockaddr()
        address.sa_family = sa_family_t(AF_UNIX)
        // The daemon closes its end, whatever comes of it.
        MHD_add_connection(
            daemon, ends[0], &address, socklen_t(MemoryLayout<sockaddr>.size))
    }
}
