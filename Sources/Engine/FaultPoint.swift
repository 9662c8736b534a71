/// Where a test may let something go wrong; in production nothing is asked.
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

/// What goes wrong.
public enum Fault: Hashable, Sendable {
    /// The process ends here.
    case death
    /// The disk is full (before a commit only).
    case diskFull
}

/// Asked at every fault point; nil means that all is well.
public typealias Faults = @Sendable (FaultPoint) -> Fault?
