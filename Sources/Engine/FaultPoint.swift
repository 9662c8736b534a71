/// Where a test may let the process die; production dies nowhere.
public enum FaultPoint: String, Hashable, Sendable, CaseIterable {
    /// The batch is decided and written, but not committed.
    case beforeCommit
    /// It is committed, and nobody knows yet.
    case afterCommit
    /// An attempt is counted, and the call is about to be made.
    case beforeCall
    /// The platform has answered, and nothing of it is stored.
    case afterCall
}

/// Asked at every fault point; true means that the process ends here.
public typealias Faults = @Sendable (FaultPoint) -> Bool
