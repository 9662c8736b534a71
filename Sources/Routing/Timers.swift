/// What a deadline belongs to.
enum TimerKey: Hashable, Sendable {
    case session(SessionID)
    case conversation(ConversationID)
    case agent(AgentID)
    case listed(AccountID, AgentID)
    case account(AccountID)
}

/// Deadlines in a heap. A key has one that counts, the earliest; what comes out is looked at
/// again by its owner, so a deadline that has moved later costs one look and nothing else.
struct Timers: Sendable {
    private struct Entry: Sendable {
        let at: Instant
        let order: Int
        let key: TimerKey
        func precedes(_ other: Entry) -> Bool {
            at != other.at ? at < other.at : order < other.order
        }
    }

    private var heap: [Entry] = []
    private var armed: [TimerKey: Instant] = [:]
    private var order = 0

    /// The earliest deadline.
    var next: Instant? { heap.first?.at }

    /// Makes sure that the key comes out no later than at this instant.
    mutating func arm(_ key: TimerKey, at: Instant?) {
        guard let at else { return }
        if let present = armed[key], present <= at { return }
        armed[key] = at
        order += 1
        heap.append(Entry(at: at, order: order, key: key))
        siftUp(heap.count - 1)
    }

    /// Takes out one key whose deadline has come.
    mutating func popDue(at now: Instant) -> TimerKey? {
        while let first = heap.first, first.at <= now {
            removeFirst()
            if armed[first.key] == first.at {
                armed[first.key] = nil
                return first.key
            }
        }
        return nil
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let left = parent * 2 + 1
            var least = parent
            for child in [left, left + 1] where child < heap.count {
                if heap[child].precedes(heap[least]) { least = child }
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }
}

extension RoutingCore {
    /// Lets everything that is due happen, in the order of the deadlines.
    mutating func runTimers() {
        for account in accounts.keys.sorted() { watchHours(account) }
        while let key = timers.popDue(at: moment.now) {
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
    mutating func arm(_ session: Session) {
        guard session.phase != .ended else { return }
        var earliest = session.livesUntil
        if session.phase == .active {
            for at in [session.visitorSilentAt, session.agentSilentAt] {
                if let at, at < earliest { earliest = at }
            }
        }
        for bar in session.barred where bar.until < earliest { earliest = bar.until }
        timers.arm(.session(session.id), at: earliest)
    }

    private mutating func sessionIsDue(_ id: SessionID) {
        guard let session = sessions[id], session.phase != .ended else { return }
        let now = moment.now
        if session.barred.contains(where: { $0.until <= now }) {
            change(id) { $0.barred.removeAll { $0.until <= now } }
            freed.insert(session.account)
        }
        if accounts[session.account]?.isSettled == true { runTimeOuts(id) }
        guard let left = sessions[id], left.phase != .ended else { return }
        if left.pendingEnd == nil, accounts[left.account]?.isSettled == true {
            arm(left)
        } else {
            // An end under way, or an account before its first pull: bars may still run out.
            timers.arm(.session(id), at: left.barred.map(\.until).min())
        }
    }
}
