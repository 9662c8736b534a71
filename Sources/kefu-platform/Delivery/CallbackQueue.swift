/// Callbacks on their way: when each is tried, what misfortune it meets, and the retries.
/// A value without network: the shell asks what is due, tries it, and reports how it went.
struct CallbackQueue: Sendable {
    /// One try of one callback.
    struct Delivery: Equatable, Sendable {
        let id: Int
        let callback: Callback
        /// 1 for the first try, up to 4.
        let attempt: Int
    }

    struct Counts: Equatable, Sendable {
        var made = 0
        var dropped = 0
        var doubled = 0
        var tries = 0
        var delivered = 0
        /// Given up after the last retry.
        var failed = 0
    }

    /// After a failure the platform tries three more times; the pauses are not documented.
    static let retryPausesMs: [Int64] = [1000, 5000, 25_000]
    private static let waitingMax = 100_000

    private(set) var counts = Counts()
    private var waiting: [(at: Int64, delivery: Delivery)] = []
    private var nextID = 1
    private var underWay = 0

    /// Nothing waits and nothing is being tried.
    var isIdle: Bool { waiting.isEmpty && underWay == 0 }

    /// Takes a callback, which may get lost, doubled, delayed or overtaken.
    mutating func add(
        _ callback: Callback, now: Int64, settings: Settings, random: inout SplitMix64
    ) {
        counts.made += 1
        if random.chance(settings.dropShare) || waiting.count >= Self.waitingMax {
            counts.dropped += 1
            return
        }
        var at = now
        if random.chance(settings.delayShare) { at += random.int(0...max(0, settings.delayMs)) }
        if random.chance(settings.reorderShare) { at += random.int(50...500) }
        schedule(callback, attempt: 1, at: at)
        if random.chance(settings.doubleShare) {
            counts.doubled += 1
            schedule(callback, attempt: 1, at: at + random.int(0...1000))
        }
    }

    /// What is to be tried now, in the order of its time.
    mutating func due(now: Int64) -> [Delivery] {
        guard waiting.contains(where: { $0.at <= now }) else { return [] }
        let ready = waiting.filter { $0.at <= now }.sorted {
            ($0.at, $0.delivery.id) < ($1.at, $1.delivery.id)
        }
        waiting.removeAll { $0.at <= now }
        underWay += ready.count
        counts.tries += ready.count
        return ready.map(\.delivery)
    }

    /// `worked`: status 200 within five seconds; anything else is a failure.
    mutating func finished(_ delivery: Delivery, worked: Bool, now: Int64) {
        underWay -= 1
        if worked {
            counts.delivered += 1
        } else if delivery.attempt <= Self.retryPausesMs.count {
            let pause = Self.retryPausesMs[delivery.attempt - 1]
            schedule(delivery.callback, attempt: delivery.attempt + 1, at: now + pause)
        } else {
            counts.failed += 1
        }
    }

    private mutating func schedule(_ callback: Callback, attempt: Int, at: Int64) {
        let delivery = Delivery(id: nextID, callback: callback, attempt: attempt)
        nextID += 1
        waiting.append((at, delivery))
    }
}
