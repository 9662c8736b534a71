internal import CMicrohttpd
import Foundation
import Synchronization

/// Notices that a client closes its connection while its answer is held back.
///
/// libmicrohttpd does not look at suspended connections, so this does, with an epoll and a thread
/// of its own. It only watches connections whose handler wants to know.
final class DisconnectWatch: Sendable {
    /// Names one watching; never used twice, so a late event cannot meet the next connection that
    /// got the same descriptor.
    typealias Token = UInt64

    private struct Watched {
        var last: Token = 0
        var exchanges: [Token: Exchange] = [:]
    }

    private let epoll: CInt
    private let wakeup: CInt
    private let watched = Mutex(Watched())

    /// Nil when the system has no descriptors left.
    init?() {
        epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        wakeup = eventfd(0, CInt(EFD_CLOEXEC))
        guard epoll >= 0, wakeup >= 0 else {
            if epoll >= 0 { close(epoll) }
            if wakeup >= 0 { close(wakeup) }
            return nil
        }
        add(wakeup, EPOLLIN.rawValue, 0)
        // The thread keeps this alive until `stop`.
        let thread = Thread { self.run() }
        thread.start()
        // Before the start Foundation forgets it.
        thread.name = "http-watch"
    }

    deinit {
        close(epoll)
        close(wakeup)
    }

    /// Ends the thread. The descriptors are closed once nobody uses them any more.
    func stop() {
        var one: UInt64 = 1
        _ = write(wakeup, &one, 8)
    }

    /// Begins to watch a connection's descriptor.
    func begin(_ descriptor: CInt, for exchange: Exchange) -> Token {
        let token = watched.withLock { watched in
            watched.last += 1
            watched.exchanges[watched.last] = exchange
            return watched.last
        }
        add(descriptor, EPOLLRDHUP.rawValue | EPOLLONESHOT.rawValue, token)
        return token
    }

    /// Ends watching; while the connection is still suspended, so the descriptor is still its own.
    func end(_ descriptor: CInt, _ token: Token) {
        var nothing = epoll_event()
        epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &nothing)
        watched.withLock { _ = $0.exchanges.removeValue(forKey: token) }
    }

    private func add(_ descriptor: CInt, _ events: UInt32, _ token: Token) {
        var event = epoll_event(events: events, data: epoll_data_t(u64: token))
        epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
    }

    private func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while true {
            let count = epoll_wait(epoll, &events, CInt(events.count), -1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            for event in events.prefix(Int(count)) {
                let token = event.data.u64
                if token == 0 { return }
                watched.withLock { $0.exchanges[token] }?.clientLeft()
            }
        }
    }
}
