/// What a deadline belongs to.
enum TimerKey: Hashable, Sendable {
    case session(SessionID)
    case conversation(ConversationID)
    case agent(AgentID)
    case listed(AccountID, AgentID)
    case account(AccountID)
}

/// Deadlines in a heap. Its owners know which of their deadlines counts, the earliest; what comes
/// out is looked at again, so a deadline that has moved later costs one look and nothing else.
struct Timers: Sendable {
    /// A deadline, in as little memory as it can be, since there is one for every session.
    struct Entry: Sendable {
        let at: Instant
        /// Sixty-one bits of the order in which they were armed, and three of the kind of key.
        fileprivate let orderAndKind: Int64
        fileprivate let first: Int64
        fileprivate let second: Int64

        fileprivate func precedes(_ other: Entry) -> Bool {
            at != other.at ? at < other.at : orderAndKind < other.orderAndKind
        }
    }

    private var heap: [Entry] = []
    private var order: Int64 = 0

    /// The earliest deadline.
    var next: Instant? { heap.first?.at }

    /// How many there are, those that count no more included.
    var count: Int { heap.count }

    /// Puts a deadline in.
    mutating func add(_ key: TimerKey, at: Instant) {
        order += 1
        heap.append(Entry(key, at: at, order: order))
        siftUp(heap.count - 1)
    }

    /// Takes out the first deadline that has come.
    mutating func popDue(at now: Instant) -> Entry? {
        guard let first = heap.first, first.at <= now else { return nil }
        removeFirst()
        return first
    }

    /// Throws away what counts no more.
    mutating func keep(where counts: (Entry) -> Bool) {
        heap.removeAll { !counts($0) }
        var parent = heap.count / 2
        while parent > 0 {
            parent -= 1
            siftDown(parent)
        }
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        siftDown(0)
    }

    private mutating func siftDown(_ start: Int) {
        let moving = heap[start]
        var parent = start
        while true {
            var child = parent * 2 + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(moving) else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = moving
    }

    private mutating func siftUp(_ start: Int) {
        let moving = heap[start]
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard moving.precedes(heap[parent]) else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = moving
    }
}

extension Timers.Entry {
    fileprivate init(_ key: TimerKey, at: Instant, order: Int64) {
        self.at = at
        switch key {
        case .session(let id):
            (orderAndKind, first, second) = (order << 3, id.rawValue, 0)
        case .conversation(let id):
            (orderAndKind, first, second) = (
                order << 3 | 1, id.account.rawValue, id.visitor.rawValue
            )
        case .agent(let id):
            (orderAndKind, first, second) = (order << 3 | 2, id.rawValue, 0)
        case .listed(let account, let agent):
            (orderAndKind, first, second) = (order << 3 | 3, account.rawValue, agent.rawValue)
        case .account(let id):
            (orderAndKind, first, second) = (order << 3 | 4, id.rawValue, 0)
        }
    }

    /// What the deadline belongs to.
    var key: TimerKey {
        switch orderAndKind & 7 {
        case 0: .session(SessionID(first))
        case 1: .conversation(ConversationID(AccountID(first), VisitorID(second)))
        case 2: .agent(AgentID(first))
        case 3: .listed(AccountID(first), AgentID(second))
        default: .account(AccountID(first))
        }
    }
}

extension RoutingCore {
    /// Makes sure that the key comes out no later than at this instant.
    mutating func arm(_ key: TimerKey, at: Instant?) {
        guard let at, armed(key).map({ at < $0 }) ?? true else { return }
        if !setArmed(key, at) { return }
        timers.add(key, at: at)
    }

    /// The deadline of a key that counts.
    private func armed(_ key: TimerKey) -> Instant? {
        switch key {
        case .session(let id): sessions.slot(of: id).flatMap { sessions[at: $0].deadline }
        case .conversation(let id):
            conversations.slot(of: id).map { conversations[at: $0].deadline }
                ?? absentDeadlines[id]
        case .agent, .listed, .account: deadlines[key]
        }
    }

    /// Notes which deadline of a key counts; false when there is nobody to whom it could matter.
    @discardableResult
    private mutating func setArmed(_ key: TimerKey, _ at: Instant?) -> Bool {
        switch key {
        case .session(let id):
            guard let slot = sessions.slot(of: id) else { return false }
            sessions[at: slot].deadline = at
        case .conversation(let id):
            guard let slot = conversations.slot(of: id) else {
                absentDeadlines[id] = at
                return true
            }
            conversations[at: slot].deadline = at
        case .agent, .listed, .account: deadlines[key] = at
        }
        return true
    }

    /// Throws away the deadlines of sessions that have ended, and the earlier ones of others, when
    /// they are more than those that count.
    mutating func sweepTimers() {
        let most =
            sessions.count + conversations.count + deadlines.count + absentDeadlines.count
        guard timers.count > 1_000 + most * 2 else { return }
        var swept = timers
        timers = Timers()
        swept.keep { armed($0.key) == $0.at }
        timers = swept
    }

    /// Takes out one key whose deadline has come.
    private mutating func popDue() -> TimerKey? {
        while let entry = timers.popDue(at: moment.now) {
            let key = entry.key
            if armed(key) == entry.at {
                setArmed(key, nil)
                return key
            }
        }
        return nil
    }

    /// Lets everything that is due happen, in the order of the deadlines.
    mutating func runTimers() {
        for account in accounts.keys.sorted() { watchHours(account) }
        while let key = popDue() {
            switch key {
            case .session(let id): sessionIsDue(id)
            case .conversation(let id): conversationIsDue(id)
            case .agent(let id): agentIsDue(id)
            case .listed(let account, let agent): listedAgentIsDue(account, agent)
            case .account(let id): accountIsDue(id)
            }
        }
    }

    /// The earliest deadline of a session.
    mutating func arm(_ id: SessionID) {
        if let slot = sessions.slot(of: id) { arm(sessionAt: slot) }
    }

    mutating func arm(sessionAt slot: Int) {
        guard sessions[at: slot].phase != .ended, let at = nextDeadline(ofSessionAt: slot),
            sessions[at: slot].deadline.map({ at < $0 }) ?? true
        else { return }
        sessions[at: slot].deadline = at
        timers.add(.session(sessions[at: slot].id), at: at)
    }

    /// A time-out that is due waits while an end is under way and until the account's first pull is
    /// through; bars run out all the same.
    @inline(__always)
    private func nextDeadline(ofSessionAt slot: Int) -> Instant? {
        let bar = sessions[at: slot].hasBars ? sessions[at: slot].barred.map(\.until).min() : nil
        var timeOut = sessions[at: slot].livesUntil
        if sessions[at: slot].phase == .active {
            if let at = sessions[at: slot].visitorSilentAt { timeOut = min(timeOut, at) }
            if let at = sessions[at: slot].agentSilentAt { timeOut = min(timeOut, at) }
        }
        if timeOut <= moment.now, !mayTimeOut(sessions[at: slot]) { return bar }
        return bar.map { min($0, timeOut) } ?? timeOut
    }

    private func mayTimeOut(_ session: Session) -> Bool {
        session.pendingEnd == nil && accounts[session.account]?.isSettled == true
    }

    private mutating func sessionIsDue(_ id: SessionID) {
        guard let session = sessions[id], session.phase != .ended else { return }
        let now = moment.now
        if session.barred.contains(where: { $0.until <= now }) {
            change(id) { $0.barred.removeAll { $0.until <= now } }
            free(session.account)
        }
        if mayTimeOut(session) { runTimeOuts(id) }
        arm(id)
    }
}
