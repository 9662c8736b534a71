import Storage

/// Who may call a route. There is no default: whoever adds a route says it.
enum Access: String, Hashable, Sendable, CaseIterable {
    /// Anybody.
    case open
    /// The platform, by its signature.
    case platform
    /// Everybody who is signed in.
    case signedIn
    /// Who receives visitors: a user with a member.
    case agent
    /// Supervisors and administrators.
    case supervisor
    /// Administrators.
    case admin

    /// Whether the caller may.
    func allows(_ caller: Caller) -> Bool {
        switch self {
        case .open, .platform, .signedIn: true
        case .agent: caller.agent != nil
        case .supervisor: caller.role != .agent
        case .admin: caller.role == .admin
        }
    }
}
