internal import CMicrohttpd
import Glibc

/// One of libmicrohttpd's daemons, with a thread of its own, and the socket that it accepts from.
///
/// `@unchecked Sendable`: the daemon has its own locks; we only hand it back to it.
struct Listener: @unchecked Sendable {
    let daemon: OpaquePointer
    let socket: CInt

    func stop() {
        MHD_stop_daemon(daemon)
        close(socket)
    }

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
