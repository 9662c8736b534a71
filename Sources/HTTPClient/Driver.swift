internal import CCurl
internal import Foundation
internal import Synchronization

/// Owns libcurl's multi handle and the one thread that uses it. Callers hand transfers over under
/// a lock and wake the thread; nothing of libcurl's runs inside of the lock.
///
/// `@unchecked Sendable`: `multi` is used by the thread alone, but for `curl_multi_wakeup`, which
/// libcurl allows from any thread; `active` and `queue` belong to the thread; the rest is in
/// `inbox`, behind its lock.
final class Driver: @unchecked Sendable {
    private struct Inbox {
        var added: [Transfer] = []
        var cancelled: [UInt64] = []
        var isStopping = false
        var hasEnded = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
        var nextID: UInt64 = 0
    }

    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer
    private let proxy: String?
    private let connectionsMax: Int
    private var active: [UnsafeMutableRawPointer: Transfer] = [:]
    private var queue: [Transfer] = []

    init(proxy: String?, connectionsMax: Int) {
        precondition(connectionsMax > 0, "a client needs a connection")
        precondition(Self.isLibraryReady, "libcurl does not start")
        guard let multi = curl_multi_init() else { preconditionFailure("no memory for libcurl") }
        (self.multi, self.proxy, self.connectionsMax) = (multi, proxy, connectionsMax)
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connectionsMax)
        // The thread keeps the driver alive until it has ended.
        let thread = Thread { self.run() }
        thread.start()
        // Before the start Foundation forgets it.
        thread.name = "http-client"
    }

    deinit { curl_multi_cleanup(multi) }

    func nextID() -> UInt64 {
        inbox.withLock {
            $0.nextID += 1
            return $0.nextID
        }
    }

    func submit(_ transfer: Transfer) {
        let refusal: String? = inbox.withLock {
            if $0.isStopping { return "the client is shutting down" }
            // Asked inside of the lock: a cancellation that comes later finds the transfer.
            if Task.isCancelled { return "cancelled" }
            $0.added.append(transfer)
            return nil
        }
        if let refusal { transfer.finish(.failure(.notSent(refusal))) } else { wake() }
    }

    func cancel(_ id: UInt64) {
        inbox.withLock { $0.cancelled.append(id) }
        wake()
    }

    func stop() {
        inbox.withLock { $0.isStopping = true }
        wake()
    }

    func ended() async {
        await withCheckedContinuation { continuation in
            let isOver = inbox.withLock {
                if !$0.hasEnded { $0.waitingForEnd.append(continuation) }
                return $0.hasEnded
            }
            if isOver { continuation.resume() }
        }
    }

    private func wake() { curl_multi_wakeup(multi) }

    private func run() {
        while takeInbox() {
            startQueued()
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            finishDone()
            if queue.isEmpty || active.count >= connectionsMax {
                curl_multi_poll(multi, nil, 0, pollMilliseconds(), nil)
            }
        }
        for transfer in active.values { drop(transfer, because: "the client is shutting down") }
        for transfer in queue { drop(transfer, because: "the client is shutting down") }
        active = [:]
        queue = []
        let waiting = inbox.withLock {
            $0.hasEnded = true
            return $0.waitingForEnd
        }
        for continuation in waiting { continuation.resume() }
    }

    /// False when it is time to stop.
    private func takeInbox() -> Bool {
        let (added, cancelled, isStopping) = inbox.withLock { inbox in
            defer { (inbox.added, inbox.cancelled) = ([], []) }
            return (inbox.added, Set(inbox.cancelled), inbox.isStopping)
        }
        queue += added
        if !cancelled.isEmpty {
            for transfer in active.values where cancelled.contains(transfer.id) {
                drop(transfer, because: "cancelled")
            }
            active = active.filter { !cancelled.contains($0.value.id) }
            for transfer in queue where cancelled.contains(transfer.id) {
                drop(transfer, because: "cancelled")
            }
            queue.removeAll { cancelled.contains($0.id) }
        }
        return !isStopping
    }

    /// Starts what has room; gives up what has waited too long for it.
    private func startQueued() {
        let now = ContinuousClock.now
        var kept: [Transfer] = []
        for transfer in queue {
            if now >= transfer.giveUpAt {
                transfer.finish(.failure(.notSent("no connection became free in time")))
            } else if active.count < connectionsMax {
                start(transfer, now)
            } else {
                kept.append(transfer)
            }
        }
        queue = kept
    }

    private func start(_ transfer: Transfer, _ now: ContinuousClock.Instant) {
        guard let easy = transfer.prepare(proxy: proxy, now: now) else {
            transfer.finish(.failure(.notSent("the call's address or header fields are wrong")))
            return
        }
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
            transfer.finish(.failure(.notSent("libcurl takes no more calls")))
            return
        }
        active[easy] = transfer
    }

    private func finishDone() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            // The message does not outlive the removal of its handle.
            let code = ccurl_message_result(message)
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = active.removeValue(forKey: easy)
            else { continue }
            let outcome = transfer.outcome(of: code)
            curl_multi_remove_handle(multi, easy)
            transfer.finish(outcome)
        }
    }

    private func drop(_ transfer: Transfer, because reason: String) {
        let outcome = transfer.abandoned(because: reason)
        if let easy = transfer.handle { curl_multi_remove_handle(multi, easy) }
        transfer.finish(outcome)
    }

    /// libcurl wakes itself for its own time-outs; the queue's deadlines are ours.
    private func pollMilliseconds() -> Int32 {
        let now = ContinuousClock.now
        guard let next = queue.map(\.giveUpAt).min() else { return 60_000 }
        return Int32(max(0, min((next - now) / .milliseconds(1) + 1, 60_000)))
    }
}
