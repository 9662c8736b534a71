/// The platform as its documents describe it, without clock, threads or network: every function
/// is given `now` in milliseconds since 1970, and all chance comes from one seed.
///
/// It owns the accounts, people, conversations, codes, tokens and logs, judges each call, and
/// keeps the book of what callers did wrong. It knows nothing of HTTP servers and sockets, and
/// shares no rule with the daemon that it judges.
struct PlatformModel: Sendable {
    let corpID: String
    let secret: String
    var settings: Settings
    var random: SplitMix64
    let cursors: Cursors

    var accounts: [String: Account] = [:]
    var accountOrder: [String] = []
    var deletedAccounts: Set<String> = []
    var members: [String: Member] = [:]
    var memberOrder: [String] = []
    var departments: [Department] = []
    var customers: [String: Customer] = [:]
    var conversations: [ConversationKey: Conversation] = [:]
    /// The conversations that are not in state 4.
    private(set) var live: Set<ConversationKey> = []
    var codes: [String: Code] = [:]
    var media: [String: Media] = [:]
    var access = AccessTokens()
    var eventTokens: [String: EventToken] = [:]
    var limits: [String: CallLimits] = [:]
    var faults: [Fault] = []
    var refusedCalls: [RefusedCall: Int] = [:]
    var loads = Loads()
    var book = Book()
    var callbacks: [Callback] = []
    var lastCallAt: Int64 = 0
    var upgradeMembers: [String] = []
    private var sweptAt: Int64 = 0

    init(corpID: String, secret: String, seed: UInt64, settings: Settings = Settings()) {
        self.corpID = corpID
        self.secret = secret
        self.settings = settings
        random = SplitMix64(seed: seed)
        cursors = Cursors(secret: random.next())
        callbacks.reserveCapacity(16)
    }

    /// Lets time pass: sends due callbacks on their way, ends what is over, forgets what is old.
    mutating func tick(now: Int64) {
        emitDueCallbacks(now: now)
        guard now - sweptAt >= 60_000 else { return }
        sweptAt = now
        for key in liveInOrder { settle(key, now: now) }
        for id in accountOrder {
            accounts[id]?.log.trim(before: now - settings.retentionMs)
        }
        eventTokens = eventTokens.filter { now - $0.value.madeAt < settings.eventTokenMs * 6 }
        dropOldCodes(now: now)
    }

    /// The conversation as it is now; a session that is over by time has ended.
    mutating func conversation(_ key: ConversationKey, now: Int64) -> Conversation? {
        settle(key, now: now)
        return conversations[key]
    }

    /// Changes a conversation (made if need be) and keeps the servicers' loads true.
    mutating func change(_ key: ConversationKey, _ edit: (inout Conversation) -> Void) {
        let before = conversations[key]?.servicer
        edit(&conversations[key, default: Conversation(key: key)])
        let after = conversations[key]
        loads.moved(account: key.account, from: before, to: after?.servicer)
        if let after, after.state != .ended { live.insert(key) } else { live.remove(key) }
    }

    /// Forgets a conversation whose account is gone.
    mutating func drop(_ key: ConversationKey) {
        let servicer = conversations.removeValue(forKey: key)?.servicer
        loads.moved(account: key.account, from: servicer, to: nil)
        live.remove(key)
    }

    var liveInOrder: [ConversationKey] { live.sorted(by: ConversationKey.inOrder) }

    /// The end of a session by time raises no event that any source mentions.
    private mutating func settle(_ key: ConversationKey, now: Int64) {
        guard let conversation = conversations[key], conversation.state != .ended else { return }
        let written = conversation.window.openedAt ?? conversation.openedAt
        let base =
            settings.sessionCountsFromOpening
            ? conversation.openedAt : max(conversation.openedAt, written)
        guard now - base >= settings.sessionMs else { return }
        change(key) { $0.changeUnseen(to: .ended, telling: nil, at: now) }
    }

    /// Whose fault a refusal is that comes from the conversation's present state.
    func blame(_ conversation: Conversation, _ why: String, now: Int64) -> Refusal.Blame {
        conversation.isKnown(at: now) ? .violation(why) : .none
    }
}

extension ConversationKey {
    static func inOrder(_ a: ConversationKey, _ b: ConversationKey) -> Bool {
        (a.account, a.customer) < (b.account, b.customer)
    }
}
