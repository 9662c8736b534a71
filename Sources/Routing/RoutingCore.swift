/// Routing as a state machine: the same inputs at the same moments give the same decisions on any
/// machine. It does no I/O, asks no clock and draws no chance; whoever owns it stores the journal
/// in the transaction of the input.
///
/// Each rule has a file: `Opening`, `Choice` with `RoundRobin`, `IdleFirst` and `PriorAgent`,
/// `Waiting`, `NobodyThere`, `Status`, `Gone`, `ByHand`, `Silence`, `Ending`, `Drift`, `Refusals`,
/// `SettingsChange`. RULES.md has their numbers.
///
/// It is large, and a call of a method that does not mutate hands over a copy of all of it, unless
/// the method is inlined: those that decisions ask are.
public struct RoutingCore: Sendable {
    var configuration: RoutingConfiguration
    /// Accounts and agents never leave memory, so their slots are good for ever.
    var accounts = Table<Account>()
    var agents = Table<Agent>()
    var sessions = Table<Session>()
    var conversations = Table<Conversation>()
    var effects = Table<Effect>()
    /// The next number of each kind of row.
    public internal(set) var counters: Counters
    var journal = Journal()
    var timers = Timers()
    /// The deadlines that count of agents, lists and accounts; others keep theirs.
    var deadlines: [TimerKey: Instant] = [:]
    /// Those of conversations that are not in memory.
    var absentDeadlines: [ConversationID: Instant] = [:]
    /// When time alone changes who is eligible.
    var ageing = Timers()
    /// The moment of the input that is being applied.
    var moment: Moment
    /// The last commit before this start: downtime counts for nobody (rule 17).
    let lastCommit: Instant?
    /// Slots of the accounts in which something was freed that could serve somebody who waits.
    var freed: [Int] = []
    /// Conversations that came into memory for one input.
    var admitted: Set<ConversationID> = []
    /// Sessions that entered or re-entered the queue and are not yet told so.
    var newlyWaiting: [SessionID] = []

    /// Applies what happened. Afterwards no session waits while an agent eligible for it exists.
    public mutating func apply(_ input: Input, at moment: Moment) -> Answer {
        come(to: moment)
        let answer = take(input)
        serveWaiting()
        tellNewlyWaiting()
        return answer
    }

    /// It is this moment now: what time alone has changed is renewed.
    mutating func come(to moment: Moment) {
        self.moment = moment
        ageAnswers()
    }

    private mutating func take(_ input: Input) -> Answer {
        switch input {
        case .visited(let id, let at, let channel, let code):
            visited(id, at: at, channel: channel, welcomeCode: code)
        case .visitorWrote(let id, let message, let at, let choice):
            visitorWrote(id, HeldMessage(message: message, sentAt: at, choice: choice))
        case .agentWrote(let id, let agent, let message, let at):
            agentWrote(id, agent, message, at: at)
        case .recalled(let id, let message): recalled(id, message)
        case .sendFailed(let id, let message): messageFailed(id, message, code: nil)
        case .changedInClient(let id, let change, let at): changedInClient(id, change, at: at)
        case .receptionChanged(let account, let agent, let reception, let asOf):
            receptionChanged(account, agent, reception, asOf: asOf)
        case .receptionListed(let account, let list, let askedAt):
            receptionListed(account, list, askedAt: askedAt)
        case .pulledToEnd(let account): settle(account)
        case .adopt(let id, let wroteAt): adopt(id, visitorWroteAt: wroteAt)
        case .attempting(let effect): return .attempt(attempting(effect))
        case .finished(let effect, let outcome): finished(effect, outcome)
        case .setStatus(let agent, let status): setStatus(agent, status)
        case .pollBegan(let agent): pollBegan(agent)
        case .pollEnded(let agent): pollEnded(agent)
        case .reply(let session, let agent, let message, let content):
            return reply(session, by: agent, message, content)
        case .command(let session, let command, let actor):
            return perform(command, on: session, by: actor)
        case .accountSet(let account, let settings): setAccount(account, settings)
        case .accountStatusSet(let account, let status): setAccountStatus(account, status)
        case .agentActivated(let agent, let isActive): activate(agent, isActive)
        case .tick: runTimers()
        }
        return .done
    }

    /// Hands over what the transaction has to write, and lets go of sessions that have ended.
    public mutating func takeJournal() -> Journal {
        var taken = Journal(after: journal)
        swap(&taken, &journal)
        return taken
    }

    /// Drops from memory what the disk knows and nobody needs: ended sessions and conversations
    /// without anything to do. Called after the journal has been stored.
    public mutating func forgetIdle(_ stored: Journal) {
        for id in stored.sessions {
            guard let slot = sessions.slot(of: id), sessions[at: slot].phase == .ended
            else { continue }
            sessions.remove(id)
        }
        for id in stored.conversations { forgetIfIdle(id) }
        for id in admitted { forgetIfIdle(id) }
        admitted.removeAll(keepingCapacity: true)
        sweepTimers()
    }

    private mutating func forgetIfIdle(_ id: ConversationID) {
        guard let slot = conversations.slot(of: id), !conversations[at: slot].isLive,
            conversations[at: slot].effects.isEmpty
        else { return }
        if let deadline = conversations[at: slot].deadline {
            absentDeadlines[id] = deadline
        }
        conversations.remove(id)
    }

    /// Whether the conversation is in memory; one that is not must be admitted before an input
    /// names it.
    public func knows(_ id: ConversationID) -> Bool { conversations.slot(of: id) != nil }

    /// Takes a conversation into memory, as it is stored or new.
    public mutating func admit(_ conversation: Conversation) {
        guard !knows(conversation.id) else { return }
        var conversation = conversation
        if !absentDeadlines.isEmpty {
            conversation.deadline = absentDeadlines.removeValue(forKey: conversation.id)
        }
        conversations.add(conversation)
        admitted.insert(conversation.id)
    }

    /// The number of the next message.
    public mutating func newMessageID() -> MessageID {
        defer { counters.message += 1 }
        return MessageID(counters.message)
    }

    /// When the next deadline may be due: apply `.tick` then. The wall clock may move hours, so
    /// tick at least every ten seconds as well.
    public var nextDeadline: Instant? { timers.next }

    /// Takes on other lengths of time; running ones keep theirs.
    public mutating func configure(_ configuration: RoutingConfiguration) {
        self.configuration = configuration
        for id in agents.keys.sorted() { changeUnstored(id) { _ in } }
    }
}

// What others may look at.
extension RoutingCore {
    /// A session that has not ended.
    public func session(_ id: SessionID) -> Session? { sessions[id] }
    /// A conversation in memory.
    public func conversation(_ id: ConversationID) -> Conversation? { conversations[id] }
    /// A member.
    public func agent(_ id: AgentID) -> Agent? { agents[id] }
    /// An adopted account.
    public func account(_ id: AccountID) -> Account? { accounts[id] }
    /// An unfinished effect.
    public func effect(_ id: EffectID) -> Effect? { effects[id] }
    /// Every session that has not ended, in no order.
    public var openSessionIDs: [SessionID] {
        sessions.values.filter { $0.phase != .ended }.map(\.id)
    }
    /// Every adopted account, in no order.
    public var accountIDs: [AccountID] { Array(accounts.keys) }
    /// Every member, in no order.
    public var agentIDs: [AgentID] { Array(agents.keys) }
    /// The slots that the agent fills over all accounts (rule 4).
    public func load(of agent: AgentID) -> Int {
        agents.slot(of: agent).map { agents[at: $0].totalLoad } ?? 0
    }
    /// The slots that the agent fills in one account.
    public func load(of agent: AgentID, in account: AccountID) -> Int {
        agents.slot(of: agent).map { agents[at: $0].load(in: account) } ?? 0
    }
}
