// Rule 5: round-robin (轮流分配).

extension RoutingCore {
    /// The eligible agents in list order, beginning after the pointer.
    func roundRobinOrder(_ eligible: [AgentID], in account: Account) -> [AgentID] {
        guard let pointer = account.pointer,
            let position = account.settings.agents.firstIndex(of: pointer)
        else { return eligible }
        let after = account.settings.agents[(position + 1)...]
        let first = Set(after)
        return eligible.filter(first.contains) + eligible.filter { !first.contains($0) }
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
