/// Which changes of state `service_state/trans` may make: the table of the documents, with the
/// cells that no document decides marked as open.
enum TransitionTable {
    enum Verdict: Equatable, Sendable {
        case allowed
        /// A document or many a report forbids it, with this code.
        case forbidden(code: Int)
        /// No source decides it; refused with this code unless the run allows open cells.
        case open(code: Int)
    }

    /// `sameServicer`: a change from 3 to 3 that names the servicer who has it already.
    static func verdict(
        from: ServiceState, to: ServiceState, sameServicer: Bool = false
    ) -> Verdict {
        switch (from, to) {
        case (.ended, .ended): .open(code: 95013)
        case (.ended, _): .forbidden(code: 95013)
        case (_, .untreated): .forbidden(code: 95016)
        case (.untreated, .assistant), (.untreated, .pool), (.untreated, .human): .allowed
        case (.assistant, .pool), (.assistant, .human): .allowed
        case (.pool, .human): .allowed
        case (.human, .human): sameServicer ? .open(code: 95016) : .allowed
        case (.human, .ended): .allowed
        case (.human, .assistant): .forbidden(code: 95016)
        case (.untreated, .ended), (.assistant, .ended), (.pool, .ended): .open(code: 95016)
        case (.assistant, .assistant), (.pool, .assistant): .open(code: 95016)
        case (.pool, .pool), (.human, .pool): .open(code: 95016)
        }
    }
}
