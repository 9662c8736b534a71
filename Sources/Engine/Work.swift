/// Something to be done on the routing state and the store, inside a transaction that it shares
/// with whatever else was waiting.
struct Work: Sendable {
    /// Is told what has become of a work without a result.
    typealias Told = @Sendable (Result<Void, EngineError>) -> Void

    /// What is to be called once the transaction is over. A type of its own, because an array of
    /// bare closures wraps each in another one.
    enum Completion {
        case call(@Sendable () -> Void)
        case success(Told)

        func callAsFunction() {
            switch self {
            case .call(let call): call()
            case .success(let told): told(.success(()))
            }
        }
    }

    private enum Job {
        case any(
            run: @Sendable (EngineCore) throws -> Completion, fail: @Sendable (EngineError) -> Void)
        /// A callback's, which are many: as plain values they ask for less memory than as closures.
        case hint(openKfID: String, token: String?, then: Told)
    }
    private let job: Job
    /// How much of a transaction it fills: a page of messages as many as it has, anything else one.
    let weight: Int
    /// Since when it waits, in milliseconds of the engine's clock.
    var since: Int64 = 0

    /// A work with a result.
    init<T: Sendable>(
        weight: Int = 1, _ body: @escaping @Sendable (EngineCore) throws -> T,
        then completion: @escaping @Sendable (Result<T, EngineError>) -> Void
    ) {
        self.weight = max(1, weight)
        job = .any(
            run: { core in
                let value = try body(core)
                return .call { completion(.success(value)) }
            }, fail: { completion(.failure($0)) })
    }

    /// Something waits at the platform (`EngineCore.noteHint`).
    init(hintOf openKfID: String, token: String?, then: @escaping Told) {
        weight = 1
        job = .hint(openKfID: openKfID, token: token, then: then)
    }

    /// Does it and gives back what to call once the transaction is committed. It may run a second
    /// time, when the first transaction could not be committed, so it keeps nothing outside.
    func run(_ core: EngineCore) throws -> Completion {
        switch job {
        case .any(let run, _): return try run(core)
        case .hint(let openKfID, let token, let then):
            try core.noteHint(openKfID: openKfID, token: token)
            return .success(then)
        }
    }

    /// Says that nothing has come of it.
    func fail(_ error: EngineError) {
        switch job {
        case .any(_, let fail): fail(error)
        case .hint(_, _, let then): then(.failure(error))
        }
    }
}
