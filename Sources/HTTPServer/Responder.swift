import Synchronization

/// The one chance to answer a request: now, or much later, from any thread.
///
/// A responder that is dropped without an answer answers 500, so that no client waits for ever.
public final class Responder: Sendable {
    private enum Way {
        case exchange(Exchange)
        case closure(@Sendable (Response) -> Void)
    }
    private let way: Way
    private let isUsed = Atomic(false)

    /// Makes a responder without a connection, for tests and for callers in the same process.
    public init(_ deliver: @escaping @Sendable (Response) -> Void) {
        way = .closure(deliver)
    }

    init(_ exchange: Exchange) { way = .exchange(exchange) }

    private var exchange: Exchange? {
        if case .exchange(let exchange) = way { exchange } else { nil }
    }

    deinit {
        if !isUsed.load(ordering: .relaxed) { respond(Problem.internal.response()) }
    }

    /// Answers the request. Only the first call does anything.
    public func respond(_ response: Response) {
        if isUsed.exchange(true, ordering: .relaxed) { return }
        switch way {
        case .exchange(let exchange): exchange.answer(.once(response))
        case .closure(let deliver): deliver(response)
        }
    }

    /// Answers the request with what is given again and again.
    public func respond(_ prepared: PreparedResponse) {
        guard let exchange else { return respond(prepared.response) }
        if isUsed.exchange(true, ordering: .relaxed) { return }
        exchange.answer(.prepared(prepared))
    }

    /// Says, before the handler returns, that the answer comes within milliseconds: the connection
    /// then stays in its thread's hands, which costs less than to put it aside and take it up.
    public func answersSoon() { exchange?.comesSoon() }

    /// Whether the client is known to have closed its side of the connection, or to be gone.
    public var isGone: Bool { exchange?.isGone ?? false }

    /// Has `action` called once, on any thread, if the client closes its side of the connection
    /// while the answer is held back, or if the answer could not be sent; at once if that is so
    /// already. The last one set counts.
    ///
    /// The answer is still owed: the connection is held until there is one. (A client may close its
    /// side and still read, although hardly any does.)
    public func onDisconnect(_ action: @escaping @Sendable () -> Void) {
        exchange?.onDisconnect(action)
    }
}
