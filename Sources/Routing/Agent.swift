/// What an agent's client or the platform says about its readiness (rule 13).
public enum AgentStatus: String, Hashable, Sendable, CaseIterable {
    /// Receives visitors.
    case online
    /// Keeps its sessions and gets no new ones.
    case away
    /// Receives nobody.
    case offline

    /// The less ready of two.
    func lowered(by other: AgentStatus) -> AgentStatus {
        self == .offline || other == .offline
            ? .offline : (self == .away || other == .away ? .away : .online)
    }
}

/// The platform's reception status of a servicer, free of its two encodings.
public enum Reception: String, Hashable, Sendable, CaseIterable {
    /// Receiving (接待中).
    case receiving
    /// Stopped for the moment (`stop_type` 1).
    case suspended
    /// Stopped (`stop_type` 0).
    case stopped

    /// As a status of the agent in a `wecom` account.
    var status: AgentStatus {
        switch self {
        case .receiving: .online
        case .suspended: .away
        case .stopped: .offline
        }
    }
}

/// The grace of an agent who is not there (rule 14).
public enum Absence: Hashable, Sendable {
    /// It is there, or merely away.
    case none
    /// It went; at this instant it is gone. Becomes `none` or `gone`.
    case grace(until: Instant)
    /// The grace has ended; its unanswered sessions have been queued again. Becomes `none`.
    case gone
}

/// What one account knows about an agent on its list.
public struct ListedAgent: Hashable, Sendable {
    /// The platform's word; nil until it has been heard.
    public var reception: Reception?
    /// The platform time of that word (Unix seconds); the newest counts.
    public var receptionAsOf: Int64
    /// The grace of rule 14 for `wecom` sessions of this account.
    public var absence: Absence
    /// After 95014 or 95019: not eligible until a list asked after this platform time (Unix
    /// seconds) shows it receiving (rule 23).
    public var doubtedSince: Int64?
    /// The refusals of the last ten minutes, oldest first, at most two.
    public var refusedAt: [Instant]
    /// Refused twice in ten minutes: not eligible until then.
    public var barredUntil: Instant?

    /// An agent of whom nothing has been heard yet.
    public init(
        reception: Reception? = nil, receptionAsOf: Int64 = 0, absence: Absence = .none,
        doubtedSince: Int64? = nil, refusedAt: [Instant] = [], barredUntil: Instant? = nil
    ) {
        self.reception = reception
        self.receptionAsOf = receptionAsOf
        self.absence = absence
        self.doubtedSince = doubtedSince
        self.refusedAt = refusedAt
        self.barredUntil = barredUntil
    }

    /// Put on the list just now: offline for `relay` sessions until its client says a word (24).
    /// Not stored: a start counts as a word.
    var awaitsWord = false
}

/// What crosses accounts for one agent.
public struct Agent: Hashable, Sendable {
    /// Which member.
    public let id: AgentID
    /// What its client has set, everywhere; nil when it has set nothing.
    public var setStatus: AgentStatus?
    /// Whether the member is in the directory and active; others receive nobody.
    public var isActive: Bool
    /// When it last received a session in any account by any way; nil is "never".
    @Packed public var lastReceivedAt: Instant?
    /// The grace of rule 14 for `relay` sessions.
    public var relayAbsence: Absence

    /// An agent as it is stored.
    public init(
        id: AgentID, setStatus: AgentStatus? = nil, isActive: Bool = true,
        lastReceivedAt: Instant? = nil, relayAbsence: Absence = .none
    ) {
        self.id = id
        self.setStatus = setStatus
        self.isActive = isActive
        self.lastReceivedAt = lastReceivedAt
        self.relayAbsence = relayAbsence
    }

    // What follows is not stored.

    /// Where it stood in the journal when it was last noted there.
    var journalIndex: Int32 = 0
    /// How many polls are waiting right now.
    var pollsUnderWay = 0
    /// When the last poll ended (a start counts as one).
    @Packed var polledAt: Instant?
    /// When time alone may change who thinks it eligible.
    @Packed var changesAt: Instant?
    /// What accounts mean to it, by account.
    var places: [AgentPlace] = []
    /// The slots that it fills over all accounts.
    var totalLoad = 0
    /// The sessions that it has, in no order.
    var held: [SessionID] = []
}

extension Agent {
    /// Conversations whose slot this agent fills, by account. No entry is zero.
    var loads: [AccountID: Int] {
        var loads: [AccountID: Int] = [:]
        for place in places where place.load != 0 { loads[place.account] = Int(place.load) }
        return loads
    }

    /// The accounts that list it.
    var accounts: [AccountID] { places.filter(\.isListed).map(\.account) }

    /// The sessions that it has.
    var sessions: Set<SessionID> { Set(held) }

    /// The slots that it fills in one account.
    @inline(__always)
    func load(in account: AccountID) -> Int {
        for place in places where place.account == account { return Int(place.load) }
        return 0
    }

    /// Its position on an account's list; nil when it is not on it.
    @inline(__always)
    func position(in account: AccountID) -> Int? {
        for place in places where place.account == account {
            return place.isListed ? Int(place.position) : nil
        }
        return nil
    }

    /// Where an account stands among its places; it has one from now on.
    mutating func indexOfPlace(in account: AccountID) -> Int {
        var index = 0
        while index < places.count, places[index].account < account { index += 1 }
        if index == places.count || places[index].account != account {
            places.insert(AgentPlace(account: account), at: index)
        }
        return index
    }

    /// It has a session no longer.
    mutating func letGo(_ session: SessionID) {
        guard let index = held.firstIndex(of: session) else { return }
        held.swapAt(index, held.count - 1)
        held.removeLast()
    }
}
