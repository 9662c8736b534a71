// Rule 5: round-robin (轮流分配).

extension RoutingCore {
    /// The eligible agents in list order, beginning after the pointer; one of them stands first
    /// already.
    @inline(__always)
    func addRoundRobin(
        to order: inout Candidates, _ eligible: PositionSet, after first: Int?, of account: Int
    ) {
        var start = 0
        if let pointer = accounts[at: account].pointer,
            let position = self.position(of: pointer, in: accounts[at: account].id)
        {
            start = position + 1
        }
        var position = start
        var isFromTheTop = false
        while !order.isFull {
            guard let next = eligible.first(from: position), !isFromTheTop || next < start else {
                if isFromTheTop { return }
                isFromTheTop = true
                position = 0
                continue
            }
            if next != first { order.append(candidate(at: next, of: account)) }
            position = next + 1
        }
    }
}

extension AccountSettings {
    /// Where the pointer stands after the list has changed: an agent who left hands over to the
    /// one before it, so the next choice is the one who followed; nil is the top of the list.
    func pointer(after pointer: AgentID?, in oldList: [AgentID]) -> AgentID? {
        guard let pointer, let position = oldList.firstIndex(of: pointer) else { return nil }
        let kept = Set(agents)
        return oldList[...position].last(where: kept.contains)
    }

    /// Those who stay keep their order and newcomers join at the end.
    func inOrder(of oldList: [AgentID]) -> [AgentID] {
        let wanted = Set(agents)
        let old = Set(oldList)
        return oldList.filter(wanted.contains) + agents.filter { !old.contains($0) }
    }
}
