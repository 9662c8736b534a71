import Routing
import Storage

/// Who calls, as its token or cookie says.
struct Caller: Sendable {
    /// How it showed who it is.
    enum Means: Sendable, Equatable {
        /// `Authorization: Bearer`.
        case token
        /// The console's cookie; the token is what its writes have to show.
        case cookie(csrfToken: String)
    }

    /// The user's number.
    let user: UserNumber
    /// The name that it signs in with.
    let name: String
    /// What it may do.
    let role: UserRole
    /// The member that it is, if it receives visitors.
    let agent: AgentID?
    /// That member's USERID.
    let member: String?
    /// Where it belongs.
    let subOrganisation: SubOrganisationID?
    /// Whether its password was set by somebody else.
    let mustChangePassword: Bool
    /// How it showed who it is.
    let means: Means

    /// What it can see.
    var scope: Scope {
        switch role {
        case .admin: .everything
        case .supervisor: subOrganisation.map { .subOrganisation($0) } ?? .everything
        case .agent: agent.map { .own($0) } ?? .nothing
        }
    }

    /// As the API shows it.
    var document: JSON {
        [
            "id": .string(String(user.rawValue)), "name": .string(name),
            "role": .string(role.rawValue),
            "member": .text(member), "sub_organisation": .id(subOrganisation),
            "must_change_password": .bool(mustChangePassword),
        ]
    }
}
