public import Routing
public import Storage

/// The routing state and the writing side of the database, one step at a time: no thread, no clock
/// and no platform of its own. The engine's thread wraps it; tests and the simulator use it as is.
///
/// It is not Sendable, so the compiler proves that only one thread ever sees it. A work that runs
/// on it sees a state in which everything before it in the batch has happened already.
public final class EngineCore {
    /// The state that decides. A work changes it through `apply` only.
    public private(set) var routing: RoutingCore
    /// The database's only writer.
    public let store: Store
    /// The time of the batch that is running; the same for all of it.
    public private(set) var moment: Moment
    /// What the batch means to others once it is committed; works add to it.
    public var news: CommitNews
    /// What is counted for `/metrics`.
    public let metrics: Metrics

    private var configuration: RoutingConfiguration
    /// Messages of this batch that are not inserted yet: their sessions are known at its end.
    var pendingMessages: [StoredMessage] = []
    /// Accounts that callbacks of this batch named, each with the newest token of them.
    var pendingHints: [AccountID: String?] = [:]
    private let faults: Faults
    /// What the last flush wrote.
    private var stored = Journal()
    private var isLoaded = true
    private(set) var isDead = false

    /// Reads the state from the store and goes on where the last run stopped.
    public init(
        store: Store, configuration: RoutingConfiguration, clock: EngineClock,
        metrics: Metrics = Metrics(), faults: @escaping Faults = { _ in nil }
    ) throws(StoreError) {
        self.store = store
        self.configuration = configuration
        self.metrics = metrics
        self.faults = faults
        let snapshot = try store.loadSnapshot()
        clock.start(after: snapshot.lastCommit)
        moment = clock.moment
        news = CommitNews(at: moment.now)
        routing = RoutingCore(configuration, snapshot, at: moment)
    }

    /// What a batch came to.
    struct Outcome {
        /// For those who act outside; nil when nothing was committed.
        var news: CommitNews?
        /// To be called in order, outside of any lock.
        var completions: [Work.Completion] = []
        /// Why nothing was committed.
        var failure: StoreError?
    }

    /// Runs works in one transaction: either all of it is on the disk and in memory, or none.
    /// - Parameter always: whether to write the time of the commit even when nothing has changed.
    func run(_ batch: [Work], at moment: Moment, always: Bool = false) -> Outcome {
        var outcome = Outcome()
        self.moment = moment
        do throws(StoreError) {
            if !isLoaded { try reload() }
            begin()
            outcome.completions.reserveCapacity(batch.count)
            try store.transaction { () throws(StoreError) in
                for work in batch { outcome.completions.append(try run(work)) }
                try flush(always: always)
                if let fault = faults(.beforeCommit) { throw failure(fault) }
            }
        } catch {
            return fail(batch, with: error)
        }
        if faults(.afterCommit) != nil {
            isDead = true
            return Outcome()
        }
        routing.forgetIdle(stored)
        metrics.committed(works: batch.count)
        metrics.add(stored)
        outcome.news = news
        return outcome
    }

    /// Lets the state take in an input; a conversation that is not in memory is read first.
    /// - Throws: `StoreError`, which ends the whole batch.
    @discardableResult
    public func apply(_ input: Input) throws(StoreError) -> Answer {
        try admitConversations(of: input)
        metrics.count(.inputs)
        noteAdoption(input)
        return routing.apply(input, at: moment)
    }

    /// An account that is routed from now on is pulled, and its servicers are asked for.
    private func noteAdoption(_ input: Input) {
        guard case .accountSet(let account, _) = input, routing.account(account) == nil else {
            return
        }
        news.changedAccounts.insert(account)
        news.servicerLists.insert(account)
    }

    /// Keeps a message of this batch; routing says later in which session.
    public func add(_ message: StoredMessage) { pendingMessages.append(message) }

    /// Raises an alert that is not routing's.
    public func raise(
        _ kind: Alert.Kind, _ account: AccountID, _ detail: String
    ) throws(StoreError) {
        let alert = Alert(kind: kind, account: account, at: moment.now, detail: detail)
        try store.raise(alert)
        news.alerts.append(alert)
        metrics.count(.alerts)
    }

    /// Takes on other lengths of time (a reload of the configuration); running ones keep theirs.
    public func configure(_ configuration: RoutingConfiguration) {
        self.configuration = configuration
        routing.configure(configuration)
    }

    /// A number for a message that is about to be added.
    public func newMessageID() -> MessageID { routing.newMessageID() }

    /// The number that the next message will have, for a message that may have to be left out.
    var nextMessageID: MessageID { MessageID(routing.counters.message) }

    /// Brings a conversation into memory, so that works may look at it.
    public func admit(_ id: ConversationID) throws(StoreError) {
        guard !routing.knows(id) else { return }
        routing.admit(try store.conversation(id) ?? Conversation(id))
    }

    /// Erases a visitor's words and name from the database, and its idle chats from memory.
    /// - Returns: false, and nothing is erased, while it has an open session in any account, a call
    ///   about it is not answered, or it has just written.
    public func erase(_ visitor: VisitorID) throws(StoreError) -> Bool {
        guard !routing.isBusy(with: visitor),
            !pendingMessages.contains(where: { $0.visitor == visitor })
        else { return false }
        try store.erase(visitor, at: moment.now)
        routing.forget(visitor)
        return true
    }

    private func begin() {
        news = CommitNews(at: moment.now)
        pendingMessages = []
        pendingHints = [:]
    }

    /// One work's failure is its own business unless it is the database's.
    private func run(_ work: Work) throws(StoreError) -> Work.Completion {
        do {
            return try work.run(self)
        } catch let error as StoreError {
            throw error
        } catch {
            return .call { work.fail(.work(error)) }
        }
    }

    /// Writes what the batch has changed.
    private func flush(always: Bool) throws(StoreError) {
        try flushHints()
        let journal = routing.takeJournal()
        if always || !journal.isEmpty || !pendingMessages.isEmpty {
            try store.save(journal, of: routing, messages: pendingMessages, at: moment.now)
        }
        news.add(journal, of: routing)
        stored = journal
    }

    /// Nothing of the batch was kept, so memory must not keep it either.
    private func fail(_ batch: [Work], with error: StoreError) -> Outcome {
        isLoaded = false
        if isDead { return Outcome() }
        metrics.count(.failedCommits)
        var outcome = Outcome()
        outcome.failure = error
        outcome.completions = batch.map { work in .call { work.fail(.storage(error)) } }
        return outcome
    }

    /// Forgets everything and reads the disk again.
    private func reload() throws(StoreError) {
        routing = RoutingCore(configuration, try store.loadSnapshot(), at: moment)
        isLoaded = true
    }

    /// What a test lets go wrong, as an error.
    private func failure(_ fault: Fault) -> StoreError {
        if fault == .death { isDead = true }
        return StoreError(.diskFull, doing: "commit", because: "a test wants it so")
    }

    private func admitConversations(of input: Input) throws(StoreError) {
        switch input {
        case .visited(let id, _, _, _), .visitorWrote(let id, _, _, _),
            .agentWrote(let id, _, _, _), .recalled(let id, _), .sendFailed(let id, _),
            .changedInClient(let id, _, _), .adopt(let id, _):
            try admit(id)
        case .command(let session, .transfer(let account, _), _):
            guard let visitor = routing.session(session)?.conversation.visitor else { return }
            try admit(ConversationID(account, visitor))
        default:
            return
        }
    }
}
