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
}
