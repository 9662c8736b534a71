public import Routing
import SQLite

/// Users and tokens for the command line, beside a running daemon: each call is one short
/// transaction of its own and takes no lock of the daemon's.
public final class UserStore {
    private let store: Store

    private init(_ store: Store) { self.store = store }

    /// Opens the database; a new one is made.
    ///
    /// - Throws: `.locked(by:)` when the schema must be brought up to date while a daemon runs.
    public static func open(_ path: String) throws(StoreError) -> UserStore {
        UserStore(try Store(beside: path))
    }

    /// Makes a user, and a token when a hash of one is given, and notes it in the audit log.
    ///
    /// - Parameters:
    ///   - userID: the member that an agent is; one that is unknown is entered as seen.
    ///   - tokenHash: SHA-256 of the token.
    /// - Throws: `.duplicate` for a name that is taken, `.dangling` for an unknown
    ///   sub-organisation.
    public func addUser(
        name: String, role: UserRole, userID: String? = nil,
        subOrganisation: SubOrganisationID? = nil, passwordHash: String?,
        tokenHash: [UInt8]? = nil, tokenLabel: String = "command line", at now: Instant
    ) throws(StoreError) -> UserNumber {
        try store.transaction { () throws(StoreError) in
            var agent: AgentID?
            if let userID { agent = try store.agentID(userID: userID) }
            let user = try store.createUser(
                name: name, role: role, agent: agent, subOrganisation: subOrganisation,
                passwordHash: passwordHash, at: now)
            if let tokenHash {
                _ = try store.createToken(for: user, label: tokenLabel, hash: tokenHash, at: now)
            }
            try store.audit(
                by: nil, named: "command line", action: "create", subject: "user \(name)", at: now)
            return user
        }
    }

    /// The user with this name, whatever its case.
    public func user(named name: String) throws(StoreError) -> UserRecord? {
        try store.view.user(named: name)
    }
}
