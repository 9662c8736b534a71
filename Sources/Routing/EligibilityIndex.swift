// Rule 4, kept ready. `Eligibility` says who may get a session, for one agent at a time; here the
// answers for everybody on an account's list are kept, so that a decision asks nobody. Whatever
// may change an answer goes through `change` of an agent, of a listed agent or of slots, which
// renew it; what time changes is renewed when it is due, before the next input (`ageAnswers`).

/// Who on one account's list is eligible for a plain session of a channel: one without bars and
/// without a slot of its own. Hours and pauses are the account's own and not in here.
struct EligibilityIndex: Hashable, Sendable {
    /// The answers for one channel.
    struct Column: Hashable, Sendable {
        /// Positions of those who are eligible.
        fileprivate(set) var eligible: PositionSet
        /// How many they are.
        fileprivate(set) var countEligible = 0
        /// How many are not, by reason.
        fileprivate(set) var excluded = ExclusionCounts()
        /// How many are online or away (rule 3).
        fileprivate(set) var countThere = 0
        /// How many are online.
        fileprivate(set) var countOnline = 0
        private var answers: [Answer]

        private struct Answer: Hashable, Sendable {
            var reason: Exclusion?
            var status: AgentStatus
        }

        fileprivate init(positions: Int) {
            eligible = PositionSet(positions: positions)
            excluded.add(positions, .notListed)
            answers = Array(
                repeating: Answer(reason: .notListed, status: .offline), count: positions)
        }

        /// Why the agent at a position is not eligible, or nil when it is.
        func reason(at position: Int) -> Exclusion? { answers[position].reason }

        fileprivate mutating func set(
            _ position: Int, _ reason: Exclusion?, _ status: AgentStatus
        ) {
            let old = answers[position]
            if old.status != status {
                countThere += (status == .offline ? 0 : 1) - (old.status == .offline ? 0 : 1)
                countOnline += (status == .online ? 1 : 0) - (old.status == .online ? 1 : 0)
                answers[position].status = status
            }
            guard old.reason != reason else { return }
            excluded.add(-1, old.reason)
            excluded.add(1, reason)
            if reason == nil { eligible.insert(position) } else { eligible.remove(position) }
            countEligible += (reason == nil ? 1 : 0) - (old.reason == nil ? 1 : 0)
            answers[position].reason = reason
        }
    }

    fileprivate(set) var wecom: Column
    fileprivate(set) var relay: Column
    /// Where the agents of the list stand in the core's table; agents never leave it.
    fileprivate(set) var agentSlots: [Int32] = []

    /// A list of nobody that is known yet.
    init(positions: Int) {
        wecom = Column(positions: positions)
        relay = Column(positions: positions)
    }

    /// How many are online.
    func countOnline(on channel: ReceptionChannel) -> Int {
        channel == .wecom ? wecom.countOnline : relay.countOnline
    }
}

/// What one account means to an agent: its place on the list, if it has one, the slots that it
/// fills there, and how the account sees it.
struct AgentPlace: Hashable, Sendable {
    let account: AccountID
    /// The position on the list; negative when it is not on it.
    fileprivate(set) var position: Int32 = -1
    /// Where the account stands in the core's table, while it lists the agent.
    fileprivate(set) var accountSlot: Int32 = -1
    /// Conversations whose slot the agent fills.
    var load: Int32 = 0
    /// The account's cap, while it lists the agent.
    fileprivate var cap: Int32 = 0
    /// What stands in its way for each channel before its load is looked at.
    fileprivate var wecom: Exclusion? = .notListed
    fileprivate var relay: Exclusion? = .notListed
    /// Doubted, or resting after refusals (rule 23).
    fileprivate var isRefused = false

    var isListed: Bool { position >= 0 }

    /// Whether the list could give it a session, as far as its load there goes.
    var isBelowCap: Bool { isListed && load < cap }

    init(account: AccountID) { self.account = account }

    /// Why the agent is not eligible, in the order of rule 4's statement.
    fileprivate func reason(after reason: Exclusion?, isFull: Bool) -> Exclusion? {
        if let reason { return reason }
        if load >= cap { return .atCap }
        if isFull { return .atFifty }
        return isRefused ? .refused : nil
    }
}

extension EligibilityIndex {
    fileprivate mutating func set(_ place: AgentPlace, isFull: Bool) {
        let position = Int(place.position)
        wecom.set(
            position, place.reason(after: place.wecom, isFull: isFull),
            AgentStatus(before: place.wecom))
        relay.set(
            position, place.reason(after: place.relay, isFull: isFull),
            AgentStatus(before: place.relay))
    }
}

extension AgentStatus {
    /// The status of an agent of whom this is what stands in its way before its load.
    fileprivate init(before reason: Exclusion?) {
        self = reason == nil ? .online : reason == .away ? .away : .offline
    }
}

// What is asked of the index of the account in a slot, where it stands: no copy of it is made.
extension RoutingCore {
    /// Whether anybody is eligible.
    @inline(__always)
    func isAnybodyEligible(of account: Int, on channel: ReceptionChannel) -> Bool {
        switch channel {
        case .wecom: accounts[at: account].eligibility.wecom.countEligible > 0
        case .relay: accounts[at: account].eligibility.relay.countEligible > 0
        }
    }

    /// Positions of those who are eligible.
    @inline(__always)
    func eligible(of account: Int, on channel: ReceptionChannel) -> PositionSet {
        switch channel {
        case .wecom: accounts[at: account].eligibility.wecom.eligible
        case .relay: accounts[at: account].eligibility.relay.eligible
        }
    }

    /// How many are not eligible, by reason.
    @inline(__always)
    func excluded(of account: Int, on channel: ReceptionChannel) -> ExclusionCounts {
        switch channel {
        case .wecom: accounts[at: account].eligibility.wecom.excluded
        case .relay: accounts[at: account].eligibility.relay.excluded
        }
    }

    /// Why the agent at a position is not eligible, or nil when it is.
    @inline(__always)
    func exclusion(
        at position: Int, of account: Int, on channel: ReceptionChannel
    ) -> Exclusion? {
        switch channel {
        case .wecom: accounts[at: account].eligibility.wecom.reason(at: position)
        case .relay: accounts[at: account].eligibility.relay.reason(at: position)
        }
    }

    /// How many are online or away (rule 3).
    @inline(__always)
    func countThere(of account: Int, on channel: ReceptionChannel) -> Int {
        switch channel {
        case .wecom: accounts[at: account].eligibility.wecom.countThere
        case .relay: accounts[at: account].eligibility.relay.countThere
        }
    }
}

// What changes answers.
extension RoutingCore {
    /// Changes stored fields of an agent, and renews what rests on them.
    mutating func change(_ id: AgentID, _ body: (inout Agent) -> Void) {
        guard let slot = agents.slot(of: id) else { return }
        changeUnstored(id, body)
        journal.note(&agents[at: slot])
    }

    /// Changes what is not stored of an agent.
    mutating func changeUnstored(_ id: AgentID, _ body: (inout Agent) -> Void) {
        guard let slot = agents.slot(of: id) else { return }
        body(&agents[at: slot])
        renewAnswers(ofAgentAt: slot)
    }

    /// Changes what an account keeps about an agent on its list.
    mutating func change(_ key: Journal.ListKey, _ body: (inout ListedAgent) -> Void) {
        changeUnstored(key, body)
        journal.reception.insert(key)
    }

    /// Changes what is not stored of a listed agent.
    mutating func changeUnstored(_ key: Journal.ListKey, _ body: (inout ListedAgent) -> Void) {
        guard let account = accounts.slot(of: key.account),
            var listed = accounts[at: account].reception[key.agent]
        else { return }
        body(&listed)
        setListed(listed, key)
    }

    /// Puts an agent on a list, changes it there or takes it off.
    mutating func setListed(_ listed: ListedAgent?, _ key: Journal.ListKey) {
        accounts.change(key.account) { $0.reception[key.agent] = listed }
        if let slot = agents.slot(of: key.agent) { renewAnswers(ofAgentAt: slot) }
    }

    /// An agent fills one slot more of an account, or one less. To be at fifty or below it matters
    /// in every account where the agent is below the cap.
    mutating func addLoad(_ difference: Int, ofAgentAt slot: Int, in account: AccountID) {
        let index = agents[at: slot].indexOfPlace(in: account)
        agents[at: slot].places[index].load += Int32(difference)
        let before = agents[at: slot].totalLoad
        agents[at: slot].totalLoad = before + difference
        renewAnswer(ofAgentAt: slot, index)
        guard max(before, before + difference) == Self.sessionsMax else { return }
        for (index, place) in agents[at: slot].places.enumerated() where place.isBelowCap {
            renewAnswer(ofAgentAt: slot, index)
        }
    }

    /// An account's list or cap has changed: everybody has a place on the list, in its order.
    mutating func renewPlaces(of id: AccountID, before old: [AgentID]) {
        guard let account = accounts.slot(of: id) else { return }
        let list = accounts[at: account].settings.agents
        let cap = Int32(clamping: accounts[at: account].settings.cap)
        for agent in old {
            agents.change(agent) { $0.places[$0.indexOfPlace(in: id)].position = -1 }
        }
        var index = EligibilityIndex(positions: list.count)
        for (position, agent) in list.enumerated() {
            let slot = know(agent)
            let place = agents[at: slot].indexOfPlace(in: id)
            agents[at: slot].places[place].position = Int32(position)
            agents[at: slot].places[place].accountSlot = Int32(account)
            agents[at: slot].places[place].cap = cap
            index.agentSlots.append(Int32(slot))
        }
        accounts[at: account].eligibility = index
        for slot in index.agentSlots { renewAnswers(ofAgentAt: Int(slot)) }
    }

    /// Looks again at everything that decides about an agent.
    mutating func renewAnswers(ofAgentAt slot: Int) {
        let agent = agents[at: slot]
        var changesAt: Instant?
        func look(at instant: Instant?) {
            guard let instant, instant > moment.now else { return }
            changesAt = min(changesAt ?? instant, instant)
        }
        if agent.pollsUnderWay == 0 {
            look(at: agent.polledAt.map { $0 + configuration.agentAwayAfter })
        }
        for (index, place) in agent.places.enumerated() where place.isListed {
            let account = Int(place.accountSlot)
            let listed = accounts[at: account].reception[agent.id]
            look(at: listed?.barredUntil)
            var renewed = place
            renewed.wecom = unreadiness(of: agent, listed, on: .wecom)
            renewed.relay = unreadiness(of: agent, listed, on: .relay)
            renewed.isRefused = listed.map(isRefused) ?? false
            agents[at: slot].places[index] = renewed
            renewAnswer(ofAgentAt: slot, index)
        }
        guard let changesAt, agents[at: slot].changesAt.map({ changesAt < $0 }) ?? true
        else { return }
        agents[at: slot].changesAt = changesAt
        ageing.add(.agent(agent.id), at: changesAt)
    }

    /// Looks again at what one account's list says about an agent, after its load has changed.
    private mutating func renewAnswer(ofAgentAt slot: Int, _ index: Int) {
        let place = agents[at: slot].places[index]
        guard place.isListed else { return }
        let isFull = agents[at: slot].totalLoad >= Self.sessionsMax
        accounts[at: Int(place.accountSlot)].eligibility.set(place, isFull: isFull)
    }

    /// Renews what time alone has changed since the last input: a poll that is too long ago, a rest
    /// that is over.
    mutating func ageAnswers() {
        while let due = ageing.popDue(at: moment.now) {
            guard case .agent(let id) = due.key, let slot = agents.slot(of: id),
                agents[at: slot].changesAt == due.at
            else { continue }
            agents[at: slot].changesAt = nil
            renewAnswers(ofAgentAt: slot)
        }
    }
}
