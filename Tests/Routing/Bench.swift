import Testing

@testable import Routing

let one = AccountID(1)
let two = AccountID(2)
let three = AccountID(3)
let ann = AgentID(1)
let bob = AgentID(2)
let cid = AgentID(3)
let dot = AgentID(4)
let eve = AgentID(5)
let supervisor = Actor.supervisor(user: 1)

/// A core with a clock that is moved by hand, a disk that keeps what Storage would, and a platform
/// that answers as the test says. Each input is one commit.
struct Bench {
    var core: RoutingCore
    var disk = Disk()
    var now: Instant
    /// How far the wall clock is ahead of kefud's line.
    var lead = Interval(milliseconds: 0)
    /// The state at the platform, as far as `acceptAll` and the visitors have brought it.
    var states: [ConversationID: PlatformState] = [:]
    var configuration: RoutingConfiguration

    // What the journals have said so far.
    var decisions: [Decision] = []
    var feed: [FeedChange] = []
    var alerts: [Alert] = []
    var placements: [MessageID: SessionID] = [:]
    var ratings: [(session: SessionID, choice: String, message: MessageID)] = []
    var unanswered: [SessionID] = []
    var outgoing: [OutgoingMessage] = []
    var finished: [EffectID: EffectOutcome] = [:]
    var withdrawn: [EffectID] = []
    var emitted: [Effect] = []
    var messageStates: [MessageID: MessageState] = [:]
    var wantsServicerList: Set<AccountID> = []
    /// Decisions of kefud's own that went beyond a cap or 50 (rule 4): never any.
    var overruns: [String] = []

    init(
        _ configuration: RoutingConfiguration = RoutingConfiguration(),
        at start: Instant = utc("2026-01-05", "04:00")
    ) {
        self.configuration = configuration
        now = start
        core = RoutingCore(configuration, Snapshot(), at: Moment(now: start, wall: start))
    }

    var moment: Moment { Moment(now: now, wall: now + lead) }
    /// The platform's clock in Unix seconds.
    var seconds: Int64 { (now.milliseconds + lead.milliseconds) / 1_000 }

    // Inputs.

    @discardableResult
    mutating func apply(_ input: Input) -> Answer {
        let answer = core.apply(input, at: moment)
        commit()
        return answer
    }

    /// Stores the journal, as one transaction does.
    mutating func commit() {
        let journal = core.takeJournal()
        for decision in journal.decisions { noteOverrun(decision) }
        disk.save(journal, of: core, at: now)
        decisions += journal.decisions
        feed += journal.feed
        alerts += journal.alerts
        for (message, session) in journal.placements { placements[message] = session }
        ratings += journal.ratings
        unanswered += journal.unansweredAfterEnd
        outgoing += journal.outgoing
        emitted += journal.effects
        for (effect, outcome) in journal.finished {
            if let outcome { finished[effect] = outcome } else { withdrawn.append(effect) }
        }
        for (message, state, _) in journal.messageStates { messageStates[message] = state }
        wantsServicerList.formUnion(journal.wantsServicerList)
        core.forgetIdle(journal)
    }

    private mutating func noteOverrun(_ decision: Decision) {
        let own: [DecisionRule] = [
            .priorAgent, .roundRobin, .idleFirst, .assigned, .transferred, .agentSilent,
        ]
        guard own.contains(decision.rule), let agent = decision.agent,
            let account = core.session(decision.session).flatMap({ core.account($0.account) })
        else { return }
        if core.load(of: agent, in: account.id) > account.settings.cap
            || core.load(of: agent) > 50
        {
            overruns.append("\(decision)")
        }
    }

    /// The daemon stops and starts: only what was stored is known again.
    mutating func restart(after downtime: Interval = .seconds(0), settled: Bool = true) {
        now = now + downtime
        core = RoutingCore(configuration, disk.snapshot, at: moment)
        commit()
        if core.nextDeadline.map({ $0 <= now }) ?? false { apply(.tick) }
        guard settled else { return }
        for account in core.accountIDs.sorted() { apply(.pulledToEnd(account)) }
    }

    /// Lets time pass, with a tick at every deadline on the way.
    mutating func advance(by interval: Interval) {
        let end = now + interval
        while let next = core.nextDeadline, next <= end {
            now = max(now, next)
            apply(.tick)
            // A tick leaves nothing that is due: the clock would not get on.
            precondition(core.nextDeadline.map { $0 > now } ?? true, "a deadline stays due")
        }
        now = end
        apply(.tick)
    }

    /// An account whose first pull is through.
    mutating func account(
        _ id: AccountID = one, _ agents: [AgentID], on channel: ReceptionChannel = .wecom,
        _ edit: (inout AccountSettings) -> Void = { _ in }
    ) {
        var settings = AccountSettings.plain(agents, on: channel)
        edit(&settings)
        apply(.accountSet(id, settings))
        apply(.pulledToEnd(id))
    }

    /// Changes an account's settings.
    mutating func edit(_ id: AccountID = one, _ body: (inout AccountSettings) -> Void) {
        guard var settings = core.account(id)?.settings else { return }
        body(&settings)
        apply(.accountSet(id, settings))
    }

    /// Receives at the platform and polls, in every account that lists it.
    mutating func online(_ agents: AgentID...) {
        for agent in agents {
            for account in core.agent(agent)?.accounts ?? [] {
                apply(.receptionChanged(account, agent, .receiving, asOf: seconds))
            }
            if core.agent(agent)?.pollsUnderWay == 0 { apply(.pollBegan(agent)) }
            apply(.setStatus(agent, .online))
        }
    }

    /// Stops receiving at the platform, in every account that lists it.
    mutating func stop(_ agents: AgentID..., as reception: Reception = .stopped) {
        for agent in agents {
            for account in core.agent(agent)?.accounts ?? [] {
                apply(.receptionChanged(account, agent, reception, asOf: seconds))
            }
        }
    }

    /// A chat, in memory.
    mutating func chat(_ visitor: Int64, in account: AccountID = one) -> ConversationID {
        let id = ConversationID(account, VisitorID(visitor))
        if !core.knows(id) { core.admit(disk.conversations[id] ?? Conversation(id)) }
        return id
    }

    /// A visitor's message; the platform's state 4 becomes 0, and says so when kefud asks because
    /// an end is not long ago (rule 22).
    @discardableResult
    mutating func writes(
        _ visitor: Int64, in account: AccountID = one, choice: MenuChoice? = nil,
        sent: Instant? = nil
    ) -> MessageID {
        let id = chat(visitor, in: account)
        if states[id, default: .ended] == .ended { states[id] = .open }
        let message = core.newMessageID()
        let isIdle = pending(visitor, in: account) == nil
        let isEnded = conversation(visitor, in: account)?.platform == .ended
        apply(.visitorWrote(id, message, at: sent ?? now, choice: choice))
        if isIdle, isEnded, let read = pending(visitor, in: account), case .readState = read.kind {
            answer(visitor, .observed(states[id, default: .open]), in: account)
        }
        return message
    }

    /// The pull brings, only now, what a visitor had sent; the platform is where it was.
    @discardableResult
    mutating func pullsLate(
        _ visitor: Int64, in account: AccountID = one, sent: Instant
    ) -> MessageID {
        let message = core.newMessageID()
        apply(.visitorWrote(chat(visitor, in: account), message, at: sent, choice: nil))
        return message
    }

    /// An agent's message in the WeCom client.
    @discardableResult
    mutating func clientWrites(
        _ agent: AgentID, to visitor: Int64, in account: AccountID = one, sent: Instant? = nil
    ) -> MessageID {
        let id = chat(visitor, in: account)
        let message = core.newMessageID()
        apply(.agentWrote(id, agent, message, at: sent ?? now))
        return message
    }

    /// An agent's reply through kefud.
    @discardableResult
    mutating func replies(
        _ agent: AgentID, to visitor: Int64, in account: AccountID = one
    ) -> (answer: Answer, message: MessageID) {
        let message = core.newMessageID()
        guard let session = session(visitor, in: account) else {
            return (.refused(.notFound), message)
        }
        let content = Content(text: "hello")
        return (apply(.reply(session.id, by: agent, message, content)), message)
    }

    /// An agent acts in the WeCom client.
    mutating func client(_ change: ClientChange, _ visitor: Int64, in account: AccountID = one) {
        let id = chat(visitor, in: account)
        switch change {
        case .took(let agent), .transferred(_, let agent), .reopened(let agent):
            states[id] = .agent(agent)
        case .ended: states[id] = .ended
        }
        apply(.changedInClient(id, change, at: now))
    }

    @discardableResult
    mutating func command(
        _ command: Command, _ visitor: Int64, by actor: Actor = supervisor,
        in account: AccountID = one
    ) -> Answer {
        guard let session = session(visitor, in: account) else { return .refused(.notFound) }
        if case .transfer(let other, _) = command { _ = chat(visitor, in: other) }
        return apply(.command(session.id, command, by: actor))
    }
}
