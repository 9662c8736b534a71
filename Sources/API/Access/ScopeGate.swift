import HTTPServer
import Routing
import Storage

/// What the `{id}` of a route names, so that it can be told whose it is. With `Access` at each
/// route this is who may do what: first the role, then this.
enum ScopeRule: Sendable, Equatable {
    /// An account: its sub-organisation's, or administrators' while it is not adopted.
    case account
    /// A session: its account's sub-organisation's, or its agent's.
    case session
    /// An alert: its account's sub-organisation's.
    case alert
    /// A member: its sub-organisation's.
    case member
    /// A department: its sub-organisation's, and everybody's when it belongs to none.
    case department
    /// A sub-organisation.
    case subOrganisation
    /// An account's picture, which everybody sees who is signed in.
    case everybodys
    /// A session that the caller has or had as an agent; what may be done with it, the rules say.
    case own
    /// The route belongs to administrators, who see everything.
    case administrators
    /// Nothing: a list, which shows what is in the caller's scope, or something that is nobody's.
    case none

    /// The rule of each path with something in braces. Whoever adds a route adds it here.
    static let rules: [String: ScopeRule] = [
        "/api/accounts/{id}": .account, "/api/accounts/{id}/prompts": .account,
        "/api/accounts/{id}/invitation": .account, "/api/accounts/{id}/access": .account,
        "/api/accounts/{id}/access/links": .account, "/api/accounts/{id}/qr.png": .account,
        "/api/accounts/{id}/qr.svg": .account, "/api/accounts/{id}/restore": .account,
        "/api/accounts/{id}/avatar": .everybodys, "/api/sessions/{id}": .session,
        "/api/sessions/{id}/messages": .session, "/api/sessions/{id}/decisions": .session,
        "/api/sessions/{id}/assign": .session, "/api/sessions/{id}/requeue": .session,
        "/api/sessions/{id}/end": .session, "/api/alerts/{id}/acknowledge": .alert,
        "/api/members/{id}": .member, "/api/departments/{id}": .department,
        "/api/sub-organisations/{id}": .subOrganisation, "/api/agent/sessions/{id}": .own,
        "/api/agent/sessions/{id}/messages": .own, "/api/agent/sessions/{id}/transfer": .own,
        "/api/agent/sessions/{id}/targets": .own, "/api/agent/sessions/{id}/end": .own,
        "/api/users/{id}": .administrators, "/api/users/{id}/password": .administrators,
        "/api/users/{id}/tokens": .administrators,
        "/api/users/{id}/tokens/{token}": .administrators,
        "/api/effects/{id}/retry": .administrators, "/api/effects/{id}/drop": .administrators,
        "/api/visitors/{external_userid}": .administrators,
    ]

    /// The rule of a route; nil when it has none though it names something.
    static func of(_ path: String) -> ScopeRule? {
        path.contains("{") ? rules[path] : ScopeRule.none
    }
}

/// Turns away who asks for what is outside of its scope: it does not exist for it.
struct ScopeGate {
    let services: Services

    /// Looks at what the path names. Whatever is not there is the route's to say.
    /// - Throws: `not-found`.
    func check(_ call: Call, _ path: String) throws {
        guard let caller = call.caller, caller.scope != .everything else { return }
        guard let rule = ScopeRule.of(path) else { throw Problem.notFound() }
        guard try isInside(rule, call, caller) else { throw Problem.notFound() }
    }

    private func isInside(_ rule: ScopeRule, _ call: Call, _ caller: Caller) throws -> Bool {
        let scope = caller.scope
        let name = call.parameter("id")
        let number = Int64(name) ?? 0
        return try services.read { view in
            switch rule {
            case .none, .everybodys: return true
            case .own: return try isOwn(SessionID(number), of: caller, view)
            case .administrators: return caller.role == .admin
            case .account:
                return try view.account(openKfID: name).map {
                    AccountLookup.isVisible($0, to: caller)
                } ?? true
            case .session:
                return try view.session(SessionID(number)).map {
                    scope.includes(sessionOf: $0.subOrganisation, agent: $0.session.agent)
                } ?? true
            case .alert:
                return try view.alert(AlertID(number)).map {
                    scope.includes(accountOf: $0.subOrganisation)
                } ?? true
            case .member:
                return try view.member(userID: name).map {
                    scope.includes(accountOf: $0.subOrganisation)
                } ?? true
            case .department:
                return try view.departments().first { $0.id.rawValue == number }.map {
                    scope.includes(departmentOf: $0.subOrganisation)
                } ?? true
            case .subOrganisation:
                return scope.includes(accountOf: SubOrganisationID(number))
            }
        }
    }
}

extension ScopeGate {
    private func isOwn(
        _ id: SessionID, of caller: Caller, _ view: ReadView
    ) throws(StoreError) -> Bool {
        guard let agent = caller.agent, let record = try view.session(id) else { return true }
        if record.session.agent == agent { return true }
        return try view.decisions(of: id).contains { $0.agent == agent || $0.from == agent }
    }
}

extension Scope {
    /// Whether a department of this sub-organisation is inside; one of none is everybody's.
    func includes(departmentOf subOrganisation: SubOrganisationID?) -> Bool {
        subOrganisation == nil || includes(accountOf: subOrganisation)
    }
}
