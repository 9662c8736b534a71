import Routing

/// A closed set of words that is stored as a small integer: the place in `stored`. The lists are
/// only ever added to at their end, so that old rows keep their meaning.
protocol StoredWord: Equatable {
    /// Every word; its index is its number in the database.
    static var stored: [Self] { get }
}

extension StoredWord {
    /// The number in the database.
    var storedNumber: Int64 {
        guard let index = Self.stored.firstIndex(of: self) else {
            preconditionFailure("\(self) is missing in the stored words of \(Self.self)")
        }
        return Int64(index)
    }

    /// The word of a number, nil when this program knows none.
    init?(storedNumber: Int64) {
        guard Self.stored.indices.contains(Int(storedNumber)) else { return nil }
        self = Self.stored[Int(storedNumber)]
    }
}

extension SessionPhase: StoredWord {
    static let stored: [Self] = [.queued, .active, .ended]
}

extension EndReason: StoredWord {
    static let stored: [Self] = [
        .agent, .visitor, .visitorSilent, .offline, .transferredOut, .accountDeleted, .admin,
        .platform,
    ]
}

extension Opener: StoredWord {
    static let stored: [Self] = [.visitor, .agent, .platform]
}

extension ReceptionChannel: StoredWord {
    static let stored: [Self] = [.wecom, .relay]
}

extension Strategy: StoredWord {
    static let stored: [Self] = [.roundRobin, .idleFirst]
}

extension WhenNobody: StoredWord {
    static let stored: [Self] = [.end, .queue]
}

extension AgentStatus: StoredWord {
    static let stored: [Self] = [.online, .away, .offline]
}

extension Reception: StoredWord {
    static let stored: [Self] = [.receiving, .suspended, .stopped]
}

extension PromptKind: StoredWord {
    static let stored: [Self] = [.welcome, .queue, .offline, .end, .closing]
}

extension MessageState: StoredWord {
    static let stored: [Self] = [.received, .pending, .sent, .unknown, .failed, .recalled]
}

extension DecisionRule: StoredWord {
    static let stored: [Self] = [
        .priorAgent, .roundRobin, .idleFirst, .assigned, .transferred, .client, .agentSilent,
        .queued, .requeued, .nobodyThere, .refused, .ended, .endCancelled, .promptSkipped,
    ]
}

extension FeedChange.Kind: StoredWord {
    static let stored: [Self] = [
        .assigned, .message, .recalled, .transferred, .requeued, .ended, .status, .sendFailed,
    ]
}

extension Alert.Kind: StoredWord {
    static let stored: [Self] = [
        .agentSilent, .messageAfterEnd, .assignmentRefused, .messagesLost, .pullStuck, .overCap,
    ]
}

extension AccountStatus {
    /// 0 is an account that is not adopted; it has no `AccountStatus`.
    static let stored: [AccountStatus?] = [nil, .active, .deleting, .withdrawn, .deleted]

    /// The number in the database.
    var storedNumber: Int64 {
        switch self {
        case .active: 1
        case .deleting: 2
        case .withdrawn: 3
        case .deleted: 4
        }
    }
}

/// The platform's state as two columns.
struct StoredPlatformState {
    let number: Int64
    let agent: AgentID?

    init(_ state: PlatformState) {
        switch state {
        case .open: (number, agent) = (0, nil)
        case .pool: (number, agent) = (1, nil)
        case .agent(let id): (number, agent) = (2, id)
        case .ended: (number, agent) = (3, nil)
        }
    }

    static func state(_ number: Int64, _ agent: AgentID?) -> PlatformState? {
        switch (number, agent) {
        case (0, nil): .open
        case (1, nil): .pool
        case (2, let agent?): .agent(agent)
        case (3, nil): .ended
        default: nil
        }
    }
}

/// An absence as one column: NULL, the end of the grace, or `Int64.min` for an agent who is gone.
extension Absence {
    var stored: Int64? {
        switch self {
        case .none: nil
        case .grace(let until): until.milliseconds
        case .gone: .min
        }
    }

    init(stored: Int64?) {
        switch stored {
        case nil: self = .none
        case Int64.min?: self = .gone
        case let until?: self = .grace(until: Instant(milliseconds: until))
        }
    }
}
