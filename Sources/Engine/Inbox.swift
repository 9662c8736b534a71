/// The works that wait for the engine's thread, and what it sleeps on.
final class Inbox: @unchecked Sendable {
    // `@unchecked`: everything below `doorbell` is read and written under its lock only.
    private let doorbell = Doorbell()
    private var works: [Work] = []
    private var isNudged = false
    private var isClosed = false
    /// How many works the sleeper waits for.
    private var wanted = 1

    /// How long more works are waited for once there is one: until as many have come as the last
    /// transaction took, but no longer than it lasted. Under load that makes fewer and larger
    /// transactions; without it nobody waits.
    struct Gathering {
        var count = 1
        var nanoseconds: Int64 = 0

        /// Fewer are not worth waiting for.
        private static let countMin = 8
        /// Nobody waits longer.
        private static let nanosecondsMax: Int64 = 1_000_000

        /// No waiting.
        init() {}

        /// After a transaction.
        init(afterTransactionOf count: Int, lasting nanoseconds: Int64) {
            guard count >= Self.countMin else { return }
            self.count = count
            self.nanoseconds = min(nanoseconds, Self.nanosecondsMax)
        }
    }

    /// Puts a work at the end; false when the inbox is closed.
    func add(_ work: Work, since milliseconds: Int64) -> Bool {
        var work = work
        work.since = milliseconds
        let (isAdded, isEnough) = doorbell.locked {
            guard !isClosed else { return (false, false) }
            works.append(work)
            return (true, works.count >= wanted)
        }
        if isEnough { doorbell.ring() }
        return isAdded
    }

    /// Makes the thread look at its timers again.
    func nudge() {
        doorbell.locked { isNudged = true }
        doorbell.ring()
    }

    /// Takes no more works; those inside are still handed out.
    func close() {
        doorbell.locked { isClosed = true }
        doorbell.ring()
    }

    /// Sleeps until there is something to do, and takes the oldest works.
    func wait(
        milliseconds: Int64, atMost weight: Int, gathering: Gathering = Gathering()
    ) -> (works: [Work], isClosed: Bool) {
        let isGathering = doorbell.wait(nanoseconds: milliseconds * 1_000_000) {
            !works.isEmpty || isNudged || isClosed
        } then: {
            let isShort = !works.isEmpty && works.count < gathering.count
            if isShort { wanted = gathering.count }
            return isShort
        }
        return doorbell.wait(nanoseconds: isGathering ? gathering.nanoseconds : 0) {
            works.count >= wanted || isClosed
        } then: {
            wanted = 1
            return takeFirst(weight)
        }
    }

    /// Takes the oldest works without waiting.
    func take(atMost weight: Int) -> (works: [Work], isClosed: Bool) {
        doorbell.locked { takeFirst(weight) }
    }

    /// How many wait, and since when the oldest does.
    var state: (count: Int, oldestSince: Int64?) {
        doorbell.locked { (works.count, works.first?.since) }
    }

    /// As many as weigh no more than this together, and one in any case.
    private func takeFirst(_ weightMax: Int) -> (works: [Work], isClosed: Bool) {
        isNudged = false
        var weight = 0
        let light = works.prefix { work in
            weight += work.weight
            return weight <= weightMax
        }
        let rest = works.dropFirst(max(light.count, 1))
        if !rest.isEmpty {
            defer { works = Array(rest) }
            return (Array(works.prefix(works.count - rest.count)), isClosed)
        }
        defer {
            // As many will come again.
            works = []
            works.reserveCapacity(light.count)
        }
        return (works, isClosed)
    }
}
