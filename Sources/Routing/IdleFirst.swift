// Rule 5: idle-first (空闲分配).

extension RoutingCore {
    /// The eligible agents by open sessions over all accounts, then by the longest time since they
    /// last received one (never is longest), then in list order.
    func idleFirstOrder(_ eligible: [AgentID]) -> [AgentID] {
        let never = Instant(milliseconds: .min)
        return eligible.enumerated()
            .map { (position, id) in
                let agent = agents[id]
                return (
                    load: agent?.totalLoad ?? 0, received: agent?.lastReceivedAt ?? never,
                    position: position, id: id
                )
            }
            .sorted {
                ($0.load, $0.received, $0.position) < ($1.load, $1.received, $1.position)
            }
            .map(\.id)
    }
}
