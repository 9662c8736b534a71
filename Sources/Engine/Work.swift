/// Something to be done on the routing state and the store, inside a transaction that it shares
/// with whatever else was waiting.
struct Work: Sendable {
    /// Does it and gives back what to call once the transaction is committed. It may run a second
    /// time, when the first transaction could not be committed, so it keeps nothing outside.
    let run: @Sendable (EngineCore) throws -> @Sendable () -> Void
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
            return { completion(.success(value)) }
        }
        fail = { completion(.failure($0)) }
    }
}
