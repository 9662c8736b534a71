internal import CMicrohttpd
import Synchronization

/// One request and its answer. libmicrohttpd keeps it as the request's context, from the request
/// line until `MHD_OPTION_NOTIFY_COMPLETED`.
///
/// Unchecked, because of the fields of the intake: these are touched only by the one thread that
/// serves the connection, before the handler sees the request. `connection` is used by other
/// threads only while the phase is `held`, and libmicrohttpd lets go of a suspended connection only
/// after it was resumed. Everything else is behind `state`.
final class Exchange: @unchecked Sendable {
    private enum Phase {
        /// The head has been read; the body comes in.
        case receiving
        /// The handler runs on the connection's thread.
        case handling
        /// The handler has returned without an answer that comes soon: the connection's thread
        /// looks for it.
        case awaited
        /// The handler has returned without an answer and the connection is suspended.
        case held
        /// There is an answer, which the connection's thread must hand over.
        case answered(Answer)
        /// The answer has been handed over, or the connection is gone.
        case over
    }

    /// What the handler has said.
    enum Answer {
        case once(Response)
        case prepared(PreparedResponse)
    }

    private struct State {
        var phase = Phase.receiving
        var isGone = false
        /// Whether the handler has said that its answer comes soon.
        var comesSoon = false
        var onDisconnect: (@Sendable () -> Void)?
        var watch: DisconnectWatch.Token?
    }

    private let listener: Listener
    private var core: ServerCore { listener.core }
    private let connection: OpaquePointer
    private let state = Mutex(State())

    // The intake.
    private var target: String?
    private var hasHead = false
    private var method: Method?
    private var head = HeaderBlock()
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var hasNoRoom = false
    /// What of the room for bodies is taken for this one.
    private var roomTaken = 0
    private var bytesSeen = 0
    private var wasDispatched = false
    /// Whether the listener counts it among those whose answers it looks for.
    private var isAwaited = false

    init(listener: Listener, connection: OpaquePointer, target: String?) {
        self.listener = listener
        self.connection = connection
        self.target = target
        #if DEBUG
            core.exchanges.add(1, ordering: .relaxed)
        #endif
    }

    #if DEBUG
        deinit { core.exchanges.subtract(1, ordering: .relaxed) }
    #endif

    // MARK: On the connection's thread

    /// libmicrohttpd's access handler: called with the head, then with each part of the body, then
    /// without a part, and once more after the connection was resumed, or again and again while the
    /// answer is awaited.
    func advance(_ method: UnsafePointer<CChar>?, _ part: UnsafeRawBufferPointer) -> MHD_Result {
        if !hasHead {
            hasHead = true
            self.method = method.flatMap { Method(rawValue: String(cString: $0)) }
            return begin()
        }
        if !part.isEmpty { return receive(part) }
        return wasDispatched ? look() : dispatch()
    }

    /// Sends the answer if it has come.
    private func look() -> MHD_Result {
        let answer = state.withLock { state -> Answer? in
            switch state.phase {
            case .answered(let answer):
                state.phase = .over
                return answer
            case .awaited where !core.isClosed: return nil
            default:
                state.phase = .over
                return .once(Self.stopping)
            }
        }
        guard let answer else { return .YES }
        stopAwaiting()
        return send(answer)
    }

    private func stopAwaiting() {
        if isAwaited { listener.countAwaited(-1) }
        isAwaited = false
    }

    /// What is answered when no answer may be waited for any more.
    static var stopping: Response { Problem.notReady("The server is stopping").response() }

    private func begin() -> MHD_Result {
        head = headers()
        if let fault = head.framingFault {
            // What follows on the connection cannot be trusted to begin where a request begins.
            return refuse(.malformed(Wording(verbatim: fault)), closing: true)
        }
        if cmhd_head_size(connection) > Server.Limits.headBytesMax {
            return refuse(.headTooLarge(bytesMax: Server.Limits.headBytesMax), closing: true)
        }
        guard let text = MHD_lookup_connection_value(connection, .HEADER_KIND, "Content-Length"),
            let length = Int(String(cString: text))
        else { return .YES }
        let expects = MHD_lookup_connection_value(connection, .HEADER_KIND, "Expect") != nil
        if length > core.bodyBytesSwallowedMax || (expects && length > core.limits.bodyBytesMax) {
            return refuseTooLarge(closing: true)
        }
        body.reserveCapacity(min(length, core.limits.bodyBytesMax, 65_536))
        return .YES
    }

    private func receive(_ part: UnsafeRawBufferPointer) -> MHD_Result {
        bytesSeen += part.count
        if bytesSeen > core.limits.bodyBytesMax {
            // Read on for a while: a client that still writes does not look for the answer, and
            // closing on it would take the answer away.
            isTooLarge = true
            dropBody()
            return bytesSeen > core.bodyBytesSwallowedMax ? .NO : .YES
        }
        if hasNoRoom { return .YES }
        let counted = max(0, bytesSeen - Server.Limits.bodyBytesFree) - roomTaken
        if counted > 0 {
            guard core.takeRoom(counted) else {
                hasNoRoom = true
                dropBody()
                return .YES
            }
            roomTaken += counted
        }
        body.append(contentsOf: part)
        return .YES
    }

    private func dropBody() {
        body = []
        if roomTaken > 0 { core.giveRoom(roomTaken) }
        roomTaken = 0
    }

    private func dispatch() -> MHD_Result {
        if isTooLarge { return refuseTooLarge(closing: false) }
        if hasNoRoom { return refuse(.notReady("Too much is being sent at once"), closing: false) }
        guard let method else { return send(Problem.methodNotAllowed(Method.allCases).response()) }
        guard let target else { return send(Problem.malformed("The URL is not UTF-8").response()) }
        let request = Request(
            method: method, target: target, headers: head, body: body,
            peer: PeerAddress(cmhd_client_address(connection)))
        // A held exchange keeps no more than it needs: there may be ten thousand.
        (self.target, head) = (nil, HeaderBlock())
        dropBody()
        state.withLock { $0.phase = .handling }
        wasDispatched = true
        core.countDispatched()
        core.handler(request, Responder(self))
        return settle()
    }

    /// After the handler: sends what it answered, or suspends the connection. The lock is held
    /// while suspending, so an answer from another thread comes either before it or after it.
    private func settle() -> MHD_Result {
        let answer = state.withLock { state -> Answer? in
            switch state.phase {
            case .answered(let answer):
                state.phase = .over
                return answer
            case .handling where state.comesSoon:
                state.phase = .awaited
                isAwaited = true
                listener.countAwaited(1)
                return nil
            case .handling where core.hold(self):
                state.phase = .held
                MHD_suspend_connection(connection)
                watchIfWanted(&state)
                return nil
            default:
                state.phase = .over
                return .once(Self.stopping)
            }
        }
        return answer.map { send($0) } ?? .YES
    }

    /// libmicrohttpd is done with the request, one way or another.
    func complete(isSent: Bool) {
        let action = state.withLock { state -> (@Sendable () -> Void)? in
            if case .over = state.phase {} else { state.phase = .over }
            defer { state.onDisconnect = nil }
            state.isGone = true
            return isSent ? nil : state.onDisconnect
        }
        stopAwaiting()
        dropBody()
        if wasDispatched { core.countCompleted() }
        action?()
    }

    private func refuseTooLarge(closing: Bool) -> MHD_Result {
        refuse(.tooLarge(bytesMax: core.limits.bodyBytesMax), closing: closing)
    }

    private func refuse(_ problem: Problem, closing: Bool) -> MHD_Result {
        var response = problem.response()
        if closing { response.headers.append(("Connection", "close")) }
        return send(response)
    }

    private func send(_ answer: Answer) -> MHD_Result {
        switch answer {
        case .prepared(let prepared) where !core.isStopping:
            guard let made = prepared.made else { return send(prepared.response) }
            return MHD_queue_response(connection, UInt32(prepared.response.status), made.raw)
        case .prepared(let prepared): return send(prepared.response)
        case .once(let response): return send(response)
        }
    }

    private func send(_ response: Response) -> MHD_Result {
        if let made = MadeResponse(response, closing: core.isStopping) {
            return MHD_queue_response(connection, UInt32(response.status), made.raw)
        }
        guard let made = MadeResponse(Problem.internal.response(), closing: true) else {
            return .NO
        }
        return MHD_queue_response(connection, 500, made.raw)
    }

    private func headers() -> HeaderBlock {
        var block = HeaderBlock()
        withUnsafeMutablePointer(to: &block) { block in
            _ = MHD_get_connection_values(
                connection, .HEADER_KIND,
                { context, _, namePointer, valuePointer in
                    guard let context, let namePointer else { return .YES }
                    let block = context.assumingMemoryBound(to: HeaderBlock.self)
                    let (name, value) = (CStringBytes(namePointer), CStringBytes(valuePointer))
                    block.pointee.append(name: name, value: value)
                    if !Exchange.isBehind(value, name) { block.pointee.isFolded = true }
                    return .YES
                }, block)
        }
        return block
    }

    /// The library reads a header where it stands: the name, a colon, blanks, the value. Only where
    /// it has put lines together is the value elsewhere.
    private static func isBehind(
        _ value: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer
    ) -> Bool {
        guard let start = value.baseAddress, let end = name.baseAddress.map({ $0 + name.count + 1 })
        else { return value.isEmpty }
        let gap = start - end
        guard (0...Server.Limits.headBytesMax).contains(gap) else { return false }
        let between = UnsafeRawBufferPointer(start: end, count: gap)
        return between.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    // MARK: On any thread

    /// The handler's answer. Resuming happens inside the lock: who takes the exchange's lock
    /// afterwards knows that the connection is no longer suspended.
    func answer(_ answer: Answer) {
        let (isMissed, wasHeld) = state.withLock { state -> (Bool, Bool) in
            switch state.phase {
            case .handling:
                state.phase = .answered(answer)
                return (false, false)
            case .awaited:
                state.phase = .answered(answer)
                return (true, false)
            case .held:
                state.phase = .answered(answer)
                if let token = state.watch { core.watch?.end(cmhd_socket(connection), token) }
                state.watch = nil
                MHD_resume_connection(connection)
                return (true, true)
            case .receiving, .answered, .over:
                return (false, false)
            }
        }
        // Also for one that was held: the library may have looked for such just before.
        if isMissed { listener.ring() }
        if wasHeld { core.letGo(self) }
    }

    /// The answer will come soon: the connection need not be suspended for it.
    func comesSoon() { state.withLock { $0.comesSoon = true } }

    var isGone: Bool { state.withLock { $0.isGone } }

    func onDisconnect(_ action: @escaping @Sendable () -> Void) {
        let isGone = state.withLock { state -> Bool in
            if state.isGone { return true }
            state.onDisconnect = action
            if case .held = state.phase { watchIfWanted(&state) }
            return false
        }
        if isGone { action() }
    }

    private func watchIfWanted(_ state: inout State) {
        guard state.onDisconnect != nil, state.watch == nil else { return }
        state.watch = core.watch?.begin(cmhd_socket(connection), for: self)
    }

    /// The client has closed its side while the answer was held back. The connection stays
    /// suspended until somebody answers: that is for the one who holds the answer to do.
    func clientLeft() {
        let action = state.withLock { state -> (@Sendable () -> Void)? in
            guard case .held = state.phase else { return nil }
            state.isGone = true
            defer { state.onDisconnect = nil }
            return state.onDisconnect
        }
        action?()
    }
}
