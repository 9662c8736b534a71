/// How many conversations in state 3 each servicer has, and the most at any moment.
struct Loads: Sendable {
    struct Slot: Hashable, Sendable {
        let account: String
        let servicer: String
    }

    private(set) var now: [Slot: Int] = [:]
    private(set) var most: [Slot: Int] = [:]
    private(set) var totalNow: [String: Int] = [:]
    private(set) var totalMost: [String: Int] = [:]
    /// The most that a servicer had just after the interface had given one more.
    private(set) var mostGiven: [Slot: Int] = [:]
    private(set) var totalMostGiven: [String: Int] = [:]

    mutating func moved(account: String, from old: String?, to new: String?) {
        guard old != new else { return }
        if let old {
            now[Slot(account: account, servicer: old), default: 0] -= 1
            totalNow[old, default: 0] -= 1
        }
        if let new {
            let slot = Slot(account: account, servicer: new)
            now[slot, default: 0] += 1
            totalNow[new, default: 0] += 1
            most[slot] = max(most[slot] ?? 0, now[slot] ?? 0)
            totalMost[new] = max(totalMost[new] ?? 0, totalNow[new] ?? 0)
        }
    }

    /// The interface has just given the servicer a conversation. What servicers take by hand does
    /// not count here, so this tells what the caller itself is to answer for.
    mutating func given(account: String, to servicer: String) {
        let slot = Slot(account: account, servicer: servicer)
        mostGiven[slot] = max(mostGiven[slot] ?? 0, now[slot] ?? 0)
        totalMostGiven[servicer] = max(totalMostGiven[servicer] ?? 0, totalNow[servicer] ?? 0)
    }
}
