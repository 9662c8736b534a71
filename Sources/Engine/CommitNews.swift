public import Routing

/// What a committed transaction means to those who act outside of it. It is made only by a commit,
/// so nobody acts on what the disk does not know.
public struct CommitNews: Sendable {
    /// A reason to pull an account.
    public struct PullHint: Hashable, Sendable {
        /// Which account.
        public var account: AccountID
        /// The callback's token; nil for a hint without one.
        public var token: String?
        /// When it arrived.
        public var at: Instant

        /// A hint.
        public init(account: AccountID, token: String?, at: Instant) {
            self.account = account
            self.token = token
            self.at = at
        }
    }

    /// The commit's place on kefud's line.
    public var at: Instant
    /// Agents whose feed has grown.
    public var feedAgents: Set<AgentID> = []
    /// New calls to the platform, in order.
    public var effects: [Effect] = []
    /// Calls that are over: answered, given up or withdrawn.
    public var finishedEffects: [EffectID] = []
    /// Pending calls that an administrator wants tried at once.
    public var hurriedEffects: [EffectID] = []
    /// New calls that concern an account as a whole.
    public var accountEffects: [AccountID] = []
    /// Accounts to pull.
    public var pullHints: [PullHint] = []
    /// Accounts that kefud has got to know, adopted or lost.
    public var changedAccounts: Set<AccountID> = []
    /// Whether the platform's list of accounts should be read again.
    public var wantsAccountList = false
    /// Accounts whose servicer list should be asked soon.
    public var servicerLists: Set<AccountID> = []
    /// Visitors who got a new session.
    public var openedFor: Set<VisitorID> = []
    /// What supervisors should look at.
    public var alerts: [Alert] = []

    /// Nothing yet.
    public init(at: Instant) { self.at = at }

    /// Whether anybody has to be told.
    public var isEmpty: Bool {
        feedAgents.isEmpty && effects.isEmpty && finishedEffects.isEmpty && accountEffects.isEmpty
            && hurriedEffects.isEmpty
            && pullHints.isEmpty && changedAccounts.isEmpty && !wantsAccountList
            && servicerLists.isEmpty && openedFor.isEmpty && alerts.isEmpty
    }

    /// Takes over what the journal of this commit says.
    mutating func add(_ journal: Journal, of routing: RoutingCore) {
        feedAgents.formUnion(journal.feed.lazy.map(\.agent))
        effects += journal.effects
        finishedEffects += journal.finished.map(\.effect)
        servicerLists.formUnion(journal.wantsServicerList)
        alerts += journal.alerts
        for id in journal.sessions {
            guard let session = routing.session(id), session.openedAt == at else { continue }
            openedFor.insert(session.conversation.visitor)
        }
    }
}

extension Journal {
    /// Whether there is no row to write.
    var isEmpty: Bool {
        sessions.isEmpty && conversations.isEmpty && agents.isEmpty && accounts.isEmpty
            && reception.isEmpty && effects.isEmpty && attempted.isEmpty && finished.isEmpty
            && placements.isEmpty && ratings.isEmpty && outgoing.isEmpty && messageStates.isEmpty
            && decisions.isEmpty && feed.isEmpty && alerts.isEmpty
    }
}
