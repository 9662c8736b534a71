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
            try note("user.create", user, name, at: now)
            return user
        }
    }

    /// The user with this name, whatever its case.
    public func user(named name: String) throws(StoreError) -> UserRecord? {
        try store.view.user(named: name)
    }

    /// Everybody, the oldest first.
    public func users() throws(StoreError) -> [UserRecord] {
        var users: [UserRecord] = []
        var last: UserNumber?
        while true {
            let page = try store.view.users(limit: 200, before: last)
            users += page
            guard page.count == 200, let next = page.last else { return users.reversed() }
            last = next.id
        }
    }

    /// Gives a user a new password; its browsers are signed out.
    public func setPassword(
        of user: UserNumber, hash: String, at now: Instant
    ) throws(StoreError) {
        try changing(user, "user.password", at: now) { (store, _) throws(StoreError) in
            try store.setPassword(of: user, hash: hash, mustChange: false)
            try store.deleteWebSessions(of: user)
        }
    }

    /// Gives a user another token.
    public func addToken(
        to user: UserNumber, label: String, hash: [UInt8], at now: Instant
    ) throws(StoreError) {
        try changing(user, "token.create", at: now) { (store, _) throws(StoreError) in
            _ = try store.createToken(for: user, label: label, hash: hash, at: now)
        }
    }

    /// Lets a user in, or shuts it out with its tokens and browsers.
    public func setActive(
        _ isActive: Bool, of user: UserNumber, at now: Instant
    ) throws(StoreError) {
        let action = isActive ? "user.enable" : "user.disable"
        try changing(user, action, at: now) { (store, old) throws(StoreError) in
            try store.updateUser(
                user, name: old.name, role: old.role, agent: old.agent,
                subOrganisation: old.subOrganisation, isActive: isActive, at: now)
            if !isActive { try store.deleteWebSessions(of: user) }
        }
    }

    private func changing(
        _ user: UserNumber, _ action: String, at now: Instant,
        _ body: (Store, UserRecord) throws(StoreError) -> Void
    ) throws(StoreError) {
        try store.transaction { () throws(StoreError) in
            guard let old = try store.view.user(user) else {
                throw StoreError(.notFound, doing: action, because: "there is no such user")
            }
            try body(store, old)
            try note(action, user, old.name, at: now)
        }
    }

    /// The audit log names what was done as the interface does, so that one search finds both.
    private func note(
        _ action: String, _ user: UserNumber, _ name: String, at now: Instant
    ) throws(StoreError) {
        try store.audit(
            by: nil, named: "command line", action: action, subject: "user/\(user.rawValue)",
            after: JSONText.encode(["name": name]), at: now)
    }
}
