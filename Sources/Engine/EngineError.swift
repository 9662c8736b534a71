public import Storage

/// Why a work has not taken effect.
public enum EngineError: Error, CustomStringConvertible {
    /// The database refused: nothing of the whole batch was kept, and memory was read again from
    /// the disk. The work may be submitted again.
    case storage(StoreError)
    /// The work itself threw, before it changed anything; the rest of its batch went on.
    case work(any Error)
    /// The engine is stopping and takes no more work.
    case stopped

    /// What happened and what to do about it.
    public var description: String {
        switch self {
        case .storage(let error): "the change was not stored and may be tried again: \(error)"
        case .work(let error): "\(error)"
        case .stopped: "kefud is stopping; try again when it is back"
        }
    }
}
