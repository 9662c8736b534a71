/// Where a call to the platform stands.
public enum EffectState: String, Hashable, Sendable, CaseIterable {
    /// Not finished. Becomes any other.
    case pending
    /// Accepted, answered, or assumed delivered.
    case done
    /// A definite error of the platform.
    case failed
    /// Nobody knows, and it may not be tried again.
    case unknown
    /// Its deadline passed before it was tried.
    case missed
    /// Withdrawn by a later decision before it was tried.
    case withdrawn
    /// Dropped by an administrator.
    case dropped
}

extension EffectState: StoredWord {
    static let stored: [Self] = [
        .pending, .done, .failed, .unknown, .missed, .withdrawn, .dropped,
    ]
}
