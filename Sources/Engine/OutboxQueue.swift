import Routing

/// The effects that are not over, in the order in which they may be performed: one at a time
/// within a conversation, oldest first; over the conversations the shortest deadline first, then
/// the oldest. It decides only; `Outbox` makes the calls.
struct OutboxQueue {
    /// What the sender remembers of an effect.
    struct Entry {
        let effect: Effect
        /// Counted attempts.
        var attempts: Int
        /// Whether the outcome of an earlier attempt is unknown.
        var isUncertain: Bool
        /// Whether a change has been attempted with an unknown outcome: its result is read back.
        var isReadBack = false
        /// Not before this.
        var notBefore: Instant?
    }

    /// What comes next.
    struct Ready: Comparable {
        var deadline: Instant
        var createdAt: Instant
        var id: EffectID

        init(_ effect: Effect) {
            deadline = effect.deadline ?? .never
            createdAt = effect.createdAt
            id = effect.id
        }

        static func < (left: Self, right: Self) -> Bool {
            (left.deadline, left.createdAt, left.id) < (right.deadline, right.createdAt, right.id)
        }
    }

    private struct Timer: Comparable {
        var at: Instant
        var id: EffectID

        static func < (left: Self, right: Self) -> Bool {
            (left.at, left.id) < (right.at, right.id)
        }
    }

    private struct Lane {
        var waiting: [EffectID] = []
        /// The one that is being performed, or settled.
        var inHand: EffectID?
    }

    private(set) var entries: [EffectID: Entry] = [:]
    private var lanes: [ConversationID: Lane] = [:]
    // Both heaps may hold what is no longer so; it is passed over when it comes up.
    private var ready = Heap<Ready>()
    private var sleeping = Heap<Timer>()
    private var deadlines = Heap<Timer>()

    /// How many effects are not over.
    var count: Int { entries.count }

    /// Takes an effect in, behind the older ones of its conversation.
    mutating func add(_ entry: Entry) {
        let effect = entry.effect
        guard entries[effect.id] == nil else { return }
        entries[effect.id] = entry
        if let deadline = effect.deadline { deadlines.insert(Timer(at: deadline, id: effect.id)) }
        var lane = lanes[effect.conversation] ?? Lane()
        let position = lane.waiting.firstIndex { effect.id < $0 } ?? lane.waiting.count
        lane.waiting.insert(effect.id, at: position)
        lanes[effect.conversation] = lane
        if position == 0 { schedule(effect.conversation) }
    }

    /// Forgets an effect that is over.
    mutating func remove(_ id: EffectID) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        let conversation = entry.effect.conversation
        guard var lane = lanes[conversation] else { return }
        lane.waiting.removeAll { $0 == id }
        if lane.inHand == id { lane.inHand = nil }
        lanes[conversation] = lane.waiting.isEmpty ? nil : lane
        schedule(conversation)
        if deadlines.count > 2 * entries.count + Self.staleMax { forgetStaleDeadlines() }
    }

    /// A deadline may be 48 hours away and its effect be over in a moment.
    private static let staleMax = 1_000

    private mutating func forgetStaleDeadlines() {
        deadlines = Heap()
        for (id, entry) in entries {
            if let deadline = entry.effect.deadline {
                deadlines.insert(Timer(at: deadline, id: id))
            }
        }
    }

    /// Takes the next effect in hand, if one may be performed now.
    mutating func next(at now: Instant) -> Entry? {
        while let timer = sleeping.first, timer.at <= now {
            sleeping.removeFirst()
            if let entry = idleFirst(timer.id), entry.notBefore.map({ $0 <= now }) ?? true {
                entries[timer.id]?.notBefore = nil
                ready.insert(Ready(entry.effect))
            }
        }
        while let best = ready.first {
            ready.removeFirst()
            guard let entry = idleFirst(best.id), entry.notBefore == nil else { continue }
            lanes[entry.effect.conversation]?.inHand = best.id
            return entry
        }
        return nil
    }

    /// Takes an effect in hand that is not to be performed as it stands. It is the oldest of its
    /// conversation: nothing behind it can have been attempted.
    mutating func takeInHand(_ id: EffectID) {
        guard let entry = entries[id] else { return }
        lanes[entry.effect.conversation]?.inHand = id
    }

    /// Gives an effect back: it stays the first of its conversation, and is not to be touched
    /// before this.
    mutating func giveBack(
        _ id: EffectID, until notBefore: Instant? = nil, _ change: (inout Entry) -> Void = { _ in }
    ) {
        guard var entry = entries[id] else { return }
        change(&entry)
        entry.notBefore = notBefore
        entries[id] = entry
        lanes[entry.effect.conversation]?.inHand = nil
        schedule(entry.effect.conversation)
    }

    /// Lets an effect be tried at once, unless it is in hand.
    mutating func hurry(_ id: EffectID) {
        guard let entry = entries[id], entry.notBefore != nil else { return }
        entries[id]?.notBefore = nil
        schedule(entry.effect.conversation)
    }

    /// Notes something about an effect in hand.
    mutating func update(_ id: EffectID, _ change: (inout Entry) -> Void) {
        guard var entry = entries[id] else { return }
        change(&entry)
        entries[id] = entry
    }

    /// Effects whose deadline has passed while they waited behind others. Each is named once.
    mutating func overdue(at now: Instant) -> [EffectID] {
        var result: [EffectID] = []
        while let timer = deadlines.first, timer.at <= now {
            deadlines.removeFirst()
            guard let entry = entries[timer.id],
                let lane = lanes[entry.effect.conversation]
            else { continue }
            if lane.inHand != timer.id { result.append(timer.id) }
        }
        return result
    }

    /// When something can be done that cannot be done now.
    var nextWake: Instant? { [sleeping.first?.at, nextDeadline].compactMap { $0 }.min() }

    /// How many deadlines are remembered, those of finished effects included.
    var deadlineCount: Int { deadlines.count }

    /// When the next deadline passes.
    var nextDeadline: Instant? { deadlines.first?.at }

    /// The entry if it is the first of its conversation and not in hand.
    private func idleFirst(_ id: EffectID) -> Entry? {
        guard let entry = entries[id], let lane = lanes[entry.effect.conversation],
            lane.inHand == nil, lane.waiting.first == id
        else { return nil }
        return entry
    }

    /// Puts the first effect of a conversation where it will be found.
    private mutating func schedule(_ conversation: ConversationID) {
        guard let lane = lanes[conversation], lane.inHand == nil, let first = lane.waiting.first,
            let entry = entries[first]
        else { return }
        if let notBefore = entry.notBefore {
            sleeping.insert(Timer(at: notBefore, id: first))
        } else {
            ready.insert(Ready(entry.effect))
        }
    }
}
