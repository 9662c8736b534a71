internal import CMicrohttpd
import Synchronization

/// What the connections' threads share.
final class ServerCore: Sendable {
    let limits: Server.Limits
    let handler: Server.Handler
    /// Nil when the system had no descriptors left for it; then nobody is told.
    let watch = DisconnectWatch()

    private struct Held {
        var exchanges: [ObjectIdentifier: Exchange] = [:]
    }
    private let held = Mutex(Held())
    private let closed = Atomic(false)
    private let underWay = Atomic(0)
    private let stopping = Atomic(false)
    private let bodyBytes = Atomic(0)
    #if DEBUG
        /// How many there are, for the test that none is forgotten.
        let exchanges = Atomic(0)
    #endif

    deinit { watch?.stop() }

    init(limits: Server.Limits, handler: @escaping Server.Handler) {
        self.limits = limits
        self.handler = handler
    }

    /// How much of a body that is too long is read before the connection is simply closed.
    var bodyBytesSwallowedMax: Int { limits.bodyBytesMax * 4 + 65_536 }

    /// Requests that the handler has been given and that are not sent in full.
    var requestsUnderWay: Int { underWay.load(ordering: .acquiring) }

    /// Once set, each answer ends its connection.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    func stop() { stopping.store(true, ordering: .relaxed) }
    func countDispatched() { underWay.add(1, ordering: .relaxed) }

    /// Asks for room for so much of a body; false when bodies have taken all of it.
    func takeRoom(_ bytes: Int) -> Bool {
        let taken = bodyBytes.add(bytes, ordering: .relaxed).newValue
        if taken <= limits.bodyBytesInAllMax { return true }
        giveRoom(bytes)
        return false
    }

    var bodyBytesTaken: Int { bodyBytes.load(ordering: .relaxed) }

    func giveRoom(_ bytes: Int) { bodyBytes.subtract(bytes, ordering: .relaxed) }

    func countCompleted() { underWay.subtract(1, ordering: .releasing) }

    /// Notes an exchange that is about to be suspended; false when nothing may be held any more.
    func hold(_ exchange: Exchange) -> Bool {
        held.withLock { held in
            if isClosed { return false }
            held.exchanges[ObjectIdentifier(exchange)] = exchange
            return true
        }
    }

    func letGo(_ exchange: Exchange) {
        held.withLock { _ = $0.exchanges.removeValue(forKey: ObjectIdentifier(exchange)) }
    }

    /// Whether nothing may wait for its answer any more.
    var isClosed: Bool { closed.load(ordering: .acquiring) }

    /// From here on nothing is held. Returns what still is.
    func closeHeld() -> [Exchange] {
        held.withLock { held in
            closed.store(true, ordering: .releasing)
            return Array(held.exchanges.values)
        }
    }
}

// libmicrohttpd's callbacks, with their listener as the context. Functions and not closures, so
// that they cannot capture anything.

/// The request that a connection is busy with. The library does not tell of the end of each one
/// that it refuses by itself: what is left then goes with the next, or with the connection.
private final class Place {
    var exchange: Exchange?

    static func of(_ connection: OpaquePointer?) -> Place? {
        guard let connection, let raw = cmhd_context(connection) else { return nil }
        return Unmanaged<Place>.fromOpaque(raw).takeUnretainedValue()
    }
}

/// A connection begins or ends.
func connectionChanged(
    _ listener: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ change: MHD_ConnectionNotificationCode
) {
    guard let context else { return }
    if change == .CONNECTION_NOTIFY_STARTED {
        context.pointee = Unmanaged.passRetained(Place()).toOpaque()
    } else if let raw = context.pointee {
        context.pointee = nil
        Unmanaged<Place>.fromOpaque(raw).takeRetainedValue().exchange?.complete(isSent: false)
    }
}

/// The request line has been read. What is returned becomes the request's context; the reference
/// is its connection's.
func requestBegun(
    _ listener: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?,
    _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let listener, let connection else { return nil }
    let exchange = Exchange(
        listener: Unmanaged<Listener>.fromOpaque(listener).takeUnretainedValue(),
        connection: connection, target: target.flatMap { String(validatingCString: $0) })
    guard let place = Place.of(connection) else { return nil }
    place.exchange?.complete(isSent: false)
    place.exchange = exchange
    return Unmanaged.passUnretained(exchange).toOpaque()
}

/// Drives a request on.
func requestAdvanced(
    _ listener: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ url: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?, _ part: UnsafePointer<CChar>?,
    _ partCount: UnsafeMutablePointer<Int>?,
    _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let raw = context?.pointee, let partCount else { return .NO }
    let bytes = UnsafeRawBufferPointer(start: part, count: partCount.pointee)
    partCount.pointee = 0  // all of it is taken
    return Unmanaged<Exchange>.fromOpaque(raw).takeUnretainedValue().advance(method, bytes)
}

/// The last call for a request.
func requestCompleted(
    _ listener: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_RequestTerminationCode
) {
    guard let context, context.pointee != nil, let place = Place.of(connection) else { return }
    context.pointee = nil
    let exchange = place.exchange
    place.exchange = nil
    exchange?.complete(isSent: code == .REQUEST_TERMINATED_COMPLETED_OK)
}
