internal import CMicrohttpd
import Glibc
import Synchronization

/// An HTTP/1.1 server on libmicrohttpd: a few threads, each with its own epoll.
///
/// A handler may answer before it returns, which costs nothing extra, or later: then the connection
/// is suspended and holds no thread, which is how long polls wait, unless the handler has said that
/// the answer comes soon (`Responder.answersSoon`). A suspended connection counts against
/// `connectionsMax` and does not time out: who holds an answer back needs a deadline.
public final class Server: Sendable {
    /// What a server allows its clients.
    public struct Limits: Sendable {
        /// The longest body; a longer one is answered with 413.
        public var bodyBytesMax = 1_048_576
        /// Memory per connection for the request line, the headers and the answer's headers; about
        /// a half of it is for the request's. All of it becomes resident with a connection's second
        /// request, so that it decides what ten thousand held polls take.
        public var requestHeaderBytesMax = 6_784
        /// The longest request line with headers. What is longer and still fits into that memory
        /// would leave too little for the answer's headers: it is refused before anything is done.
        static let headBytesMax = 4_608
        /// What bodies of more than `bodyBytesFree` may take together while they come in: whoever
        /// comes beyond that is answered with 503.
        public var bodyBytesInAllMax = 64 << 20
        /// As much of each body is not counted for that.
        static let bodyBytesFree = 16_384
        /// Connections at once, divided among the threads; further ones wait to be accepted.
        public var connectionsMax = 20_000
        /// Connections at once from one address; 0 is no limit (behind a proxy all come from one).
        /// With a limit there is one thread, which counts them all.
        public var connectionsPerAddressMax = 0
        /// After this time without a byte a connection is closed, unless its answer is held back.
        public var idleTimeoutSeconds = 75
        /// Threads; 0 is one for each processor, at most 8.
        public var threads = 0

        /// The defaults.
        public init() {}
    }

    /// Answers a request. Runs on the connection's thread, so it must not block.
    public typealias Handler = @Sendable (Request, Responder) -> Void

    /// The port; the real one when 0 was asked for.
    public let port: Int

    let core: ServerCore
    /// libmicrohttpd's daemons and their sockets, one for each thread; nil once stopped.
    private let running: Mutex<[Listener]?>

    /// Starts to listen and to answer.
    /// - Parameter address: `127.0.0.1:8080`, `[::1]:8080` or `name:8080`; port 0 picks a free one.
    public init(
        listen address: String, limits: Limits = Limits(), handler: @escaping Handler
    ) throws(ServerError) {
        let processors = max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))))
        let wanted = limits.threads > 0 ? limits.threads : min(processors, 8)
        let threads = limits.connectionsPerAddressMax > 0 ? 1 : wanted
        let sockets = try ListenSocket.several(threads, on: address)
        port = sockets[0].port
        core = ServerCore(limits: limits, handler: handler)
        var started: [Listener] = []
        for socket in sockets {
            let options = cmhd_options(
                listen_socket: socket.descriptor,
                connections_max: UInt32(max(1, (limits.connectionsMax + threads - 1) / threads)),
                connections_per_address_max: UInt32(limits.connectionsPerAddressMax),
                idle_timeout_seconds: UInt32(limits.idleTimeoutSeconds),
                connection_memory: limits.requestHeaderBytesMax)
            guard let listener = Listener(options, core: core) else {
                let reason = String(cString: strerror(errno))
                // One that is not quiet closes its socket itself, and then `stop` once more.
                for one in started {
                    one.quiesce()
                    one.stop()
                }
                for socket in sockets.dropFirst(started.count) { close(socket.descriptor) }
                throw .cannotStart(address, reason: reason)
            }
            started.append(listener)
        }
        running = Mutex(started)
        Task.detached { [weak self] in
            var awaited: Set<CInt> = []
            while (try? await Task.sleep(for: .seconds(1))) != nil,
                let found = self?.rouse(after: awaited)
            { awaited = found }
        }
    }

    /// Rouses whoever has left somebody waiting since the last look.
    /// - Returns: the sockets at which somebody waits now; nil once stopped.
    private func rouse(after last: Set<CInt>) -> Set<CInt>? {
        running.withLock { running in
            guard let awaited = running?.filter(\.isAwaited) else { return nil }
            for one in awaited where last.contains(one.socket) { one.rouse() }
            return Set(awaited.map(\.socket))
        }
    }

    deinit { stop(grace: .zero) }

    /// How many requests have been handed to the handler and are not yet answered in full.
    public var requestsUnderWay: Int { core.requestsUnderWay }

    /// Stops: takes no new connections, waits up to `grace` for the answers that are under way,
    /// answers 503 to what is still held back, and ends. Blocks for so long; must not be called
    /// from a handler. Who holds answers back gives them before, or during, this call.
    public func stop(grace: Duration) {
        let taken = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let taken else { return }
        core.stop()
        for one in taken { one.quiesce() }
        waitUntilIdle(upTo: grace)
        for exchange in core.closeHeld() { exchange.answer(.once(Exchange.stopping)) }
        for one in taken { one.ring() }
        waitUntilIdle(upTo: .milliseconds(500))
        for one in taken { one.stop() }
    }

    /// libmicrohttpd cannot be asked to tell, so this looks every few milliseconds.
    private func waitUntilIdle(upTo limit: Duration) {
        let end = ContinuousClock.now + limit
        while core.requestsUnderWay > 0, ContinuousClock.now < end {
            usleep(2_000)
        }
    }
}
