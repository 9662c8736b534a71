import Routing
import Storage

/// What a caller can see. Whatever is outside answers as if it did not exist.
enum Scope: Hashable, Sendable {
    /// Everything.
    case everything
    /// The accounts of one sub-organisation and their sessions.
    case subOrganisation(SubOrganisationID)
    /// The sessions that this agent has or last had.
    case own(AgentID)
    /// Nothing: an agent's user without a member.
    case nothing

    /// Whether an account of this sub-organisation is inside.
    func includes(accountOf subOrganisation: SubOrganisationID?) -> Bool {
        switch self {
        case .everything: true
        case .subOrganisation(let id): subOrganisation == id
        case .own, .nothing: false
        }
    }

    /// Whether a session of this account and agent is inside.
    func includes(sessionOf subOrganisation: SubOrganisationID?, agent: AgentID?) -> Bool {
        switch self {
        case .everything: true
        case .subOrganisation(let id): subOrganisation == id
        case .own(let id): agent == id
        case .nothing: false
        }
    }
}
