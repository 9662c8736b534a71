public import Routing

/// A sub-organisation (子机构).
public struct SubOrganisationRecord: Hashable, Sendable {
    /// Which.
    public let id: SubOrganisationID
    /// What it is called.
    public let name: String
    /// Rises with each edit.
    public let version: Int64
}

/// A department.
public struct DepartmentRecord: Hashable, Sendable {
    /// Which.
    public let id: DepartmentID
    /// The one above it; nil at the top.
    public let parent: DepartmentID?
    /// What it is called.
    public let name: String
    /// Its place among its siblings.
    public let position: Int
    /// Whose it is.
    public let subOrganisation: SubOrganisationID?
    /// Rises with each edit.
    public let version: Int64
}

/// A member.
public struct MemberRecord: Hashable, Sendable {
    /// Its number, also as an agent.
    public let agent: AgentID
    /// The platform's USERID.
    public let userID: String
    /// What it is called; nil when it has only been seen at the platform.
    public let name: String?
    /// A URL.
    public let avatar: String?
    /// Its departments, in the order in which it joined them.
    public let departments: [DepartmentID]
    /// Whose it is.
    public let subOrganisation: SubOrganisationID?
    /// Whether it may receive visitors.
    public let isActive: Bool
    /// Whether an administrator entered it; false when it has only been seen at the platform.
    public let isInDirectory: Bool
    /// When it left; nil while it is there.
    public let removedAt: Instant?
    /// What its client has set; nil when it has set nothing.
    public let setStatus: AgentStatus?
    /// Rises with each edit.
    public let version: Int64
}

/// What people may do.
public enum UserRole: String, Hashable, Sendable, CaseIterable {
    /// Everything.
    case admin
    /// Its sub-organisation.
    case supervisor
    /// Its own sessions.
    case agent
}

extension UserRole: StoredWord {
    static let stored: [Self] = [.admin, .supervisor, .agent]
}

/// Somebody who signs in.
public struct UserRecord: Hashable, Sendable {
    /// Which.
    public let id: UserNumber
    /// The name to sign in with.
    public let name: String
    /// What it may do.
    public let role: UserRole
    /// The member that it is, for an agent.
    public let agent: AgentID?
    /// That member's USERID.
    public let userID: String?
    /// Of a supervisor: whose sessions it sees.
    public let subOrganisation: SubOrganisationID?
    /// scrypt's text form; nil when it cannot sign in by password.
    public let passwordHash: String?
    /// Whether it must choose another password first.
    public let mustChangePassword: Bool
    /// Whether it may sign in.
    public let isActive: Bool
    /// When it was made.
    public let createdAt: Instant
    /// Rises with each edit.
    public let version: Int64
}

/// A token of the API, without the token: only its hash is stored.
public struct TokenRecord: Hashable, Sendable {
    /// Which.
    public let id: TokenID
    /// Whose.
    public let user: UserNumber
    /// What its owner calls it.
    public let label: String
    /// When it was made.
    public let createdAt: Instant
    /// When it was last used, to about a minute.
    public let lastUsedAt: Instant?
    /// When it was revoked; nil while it holds.
    public let revokedAt: Instant?
}

/// What a request shows to say who it is.
public struct CredentialRecord: Hashable, Sendable {
    /// Whether it is a token or a browser's cookie.
    public enum Kind: Hashable, Sendable {
        /// An API token.
        case token(TokenID, lastUsedAt: Instant?)
        /// A signed-in browser; writes must show the token with this hash.
        case webSession(csrfHash: [UInt8], expiresAt: Instant)
    }
    /// Which kind.
    public let kind: Kind
    /// Whose; never a removed or disabled user.
    public let user: UserRecord
}

/// A line of the audit log.
public struct AuditRecord: Hashable, Sendable {
    /// Its number.
    public let id: Int64
    /// When.
    public let at: Instant
    /// Who, as a user's number; nil for the program itself.
    public let user: UserNumber?
    /// Who, by name.
    public let actor: String
    /// What was done.
    public let action: String
    /// To what.
    public let subject: String
    /// How it was, as JSON.
    public let before: String?
    /// How it is, as JSON.
    public let after: String?
}
