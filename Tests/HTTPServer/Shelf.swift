import Dispatch
import HTTPServer
import Synchronization

/// Where a handler puts responders that are answered later.
final class Shelf: Sendable {
    private let responders = Mutex<[Responder]>([])
    private let filled = DispatchSemaphore(value: 0)

    func put(_ responder: Responder) {
        responders.withLock { $0.append(responder) }
        filled.signal()
    }

    /// The oldest one; waits until there is one.
    func take() -> Responder {
        precondition(filled.wait(timeout: .now() + 20) == .success, "no request in 20 s")
        return responders.withLock { $0.removeFirst() }
    }
}
