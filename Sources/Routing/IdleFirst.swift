// Rule 5: idle-first (空闲分配).

extension RoutingCore {
    /// The eligible agents by open sessions over all accounts, then by the longest time since they
    /// last received one (never is longest), then in list order; one of them stands first already.
    func addIdleFirst(
        to order: inout [Candidate], _ eligible: PositionSet, after first: Int?, of account: Int
    ) {
        let never = Instant(milliseconds: .min)
        let room = Candidate.countMax - order.count
        var idlest: [(load: Int, received: Instant, position: Int)] = []
        for position in eligible where position != first {
            let slot = Int(accounts[at: account].eligibility.agentSlots[position])
            let load = agents[at: slot].totalLoad
            let received = agents[at: slot].lastReceivedAt ?? never
            var index = idlest.count
            while index > 0, (load, received) < (idlest[index - 1].load, idlest[index - 1].received)
            {
                index -= 1
            }
            guard index < room else { continue }
            if idlest.count == room { idlest.removeLast() }
            idlest.insert((load, received, position), at: index)
        }
        for agent in idlest { order.append(candidate(at: agent.position, of: account)) }
    }
}
