// Rule 5: idle-first (空闲分配).

extension RoutingCore {
    /// The eligible agents by open sessions over all accounts, then by the longest time since they
    /// last received one (never is longest), then in list order; one of them stands first already.
    @inline(__always)
    func addIdleFirst(
        to order: inout Candidates, _ eligible: PositionSet, after first: Int?, of account: Int
    ) {
        let never = Instant(milliseconds: .min)
        let start = order.count
        // When those in the order last received a session.
        var received = InlineArray<8, Instant>(repeating: never)
        for position in eligible where position != first {
            let slot = Int(accounts[at: account].eligibility.agentSlots[position])
            let load = agents[at: slot].totalLoad
            let receivedAt = agents[at: slot].lastReceivedAt ?? never
            var place = order.count
            while place > start, (load, receivedAt) < (order[place - 1].load, received[place - 1]) {
                place -= 1
                // It makes room; the last of eight falls out.
                guard place + 1 < Candidates.countMax else { continue }
                order.put(order[place], at: place + 1)
                received[place + 1] = received[place]
            }
            guard place < Candidates.countMax else { continue }
            order.put(Candidate(agent: agents[at: slot].id, load: load), at: place)
            received[place] = receivedAt
        }
    }
}
