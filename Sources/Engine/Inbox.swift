/// The works that wait for the engine's thread, and what it sleeps on.
final class Inbox: @unchecked Sendable {
    // `@unchecked`: everything below `doorbell` is read and written under its lock only.
    private let doorbell = Doorbell()
    private var works: [(work: Work, since: Int64)] = []
    private var isNudged = false
    private var isClosed = false

    /// Puts a work at the end; false when the inbox is closed.
    func add(_ work: Work, since milliseconds: Int64) -> Bool {
        let isAdded = doorbell.locked {
            guard !isClosed else { return false }
            works.append((work, milliseconds))
            return true
        }
        if isAdded { doorbell.ring() }
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
    func wait(milliseconds: Int64, atMost weight: Int) -> (works: [Work], isClosed: Bool) {
        doorbell.wait(milliseconds: milliseconds) {
            !works.isEmpty || isNudged || isClosed
        } then: {
            takeFirst(weight)
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
        let count =
            works.firstIndex { waiting in
                weight += waiting.work.weight
                return weight > weightMax
            }.map { max($0, 1) } ?? works.count
        let taken = works.prefix(count).map(\.work)
        if works.count > count { works.removeFirst(count) } else { works = [] }
        return (taken, isClosed)
    }
}
