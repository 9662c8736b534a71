/// Something to be done on the routing state and the store, inside a transaction that it shares
/// with whatever else was waiting.
struct Work: Sendable {
    /// What is to be called once a transaction is over. A type of its own, because an array of bare
    /// closures wraps each in another one.
    struct Completion {
        let call: @Sendable () -> Void
    }

    /// Does it and gives back what to call once the transaction is committed. It may run a second
    /// time, when the first transaction could not be committed, so it keeps nothing outside.
    let run: @Sendable (EngineCore) throws -> Completion
    /// Told instead when nothing has come of it.
    let fail: @Sendable (EngineError) -> Void
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
        run = { core in
            let value = try body(core)
            return Completion { completion(.success(value)) }
        }
        fail = { completion(.failure($0)) }
    }
}
