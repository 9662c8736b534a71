import HTTPServer
import Routing

extension Problem {
    /// A wish that the rules do not allow.
    init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .notFound: .notFound()
            case .sessionEnded: .sessionEnded()
            case .notYourSession: .notYourSession()
            case .agentNotEligible(let why): .agentNotEligible(why.sentence)
            case .windowClosed: .windowClosed()
            case .wrongChannel: .wrongChannel()
            case .nobodyThere: .nobodyThere()
            case .noClosingMessage: .noClosingMessage()
            case .accountNotAvailable:
                .nobodyThere("The other account cannot take the session")
            }
    }
}

extension Exclusion {
    /// Why an agent cannot take a session, for a person.
    var sentence: Wording {
        switch self {
        case .notListed: "The agent is not on the account's list"
        case .inactive: "The member is not active"
        case .outsideHours: "The account is outside its reception hours"
        case .offline: "The agent is offline"
        case .away: "The agent is away"
        case .atCap: "The agent holds as many sessions of this account as the cap allows"
        case .atFifty: "The agent holds 50 sessions"
        case .barred: "The agent gave this session back, or it was taken from it"
        case .refused: "The platform refused this agent a moment ago"
        case .accountPaused: "The platform refuses assignments in this account at the moment"
        }
    }
}
