import Routing
public import Storage

/// What of a call about an account is still to be done: lists change while a call waits or has
/// failed, and repeating an old one must not bring back whom a later edit removed.
extension EngineCore {
    /// The call without what is done or no longer wanted; nil when nothing is left of it.
    func stillWanted(_ effect: AccountEffect) throws(StoreError) -> AccountEffect.Kind? {
        try effect.unfinished(agents: listed(effect.account))
    }

    /// USERIDs of an account's agents, departments expanded; nil when the platform has not to know
    /// them.
    private func listed(_ account: AccountID) throws(StoreError) -> Set<String>? {
        guard let settings = try store.settings(of: account),
            settings.receptionChannel == .wecom
        else { return nil }
        var names: Set<String> = []
        for agent in settings.agents { names.insert(try store.userID(of: agent)) }
        return names
    }
}

extension AccountEffect {
    /// The call without what is done or no longer wanted; nil when nothing is left of it.
    /// - Parameter agents: USERIDs of the account's agents; nil when it receives through kefud.
    public func unfinished(agents: Set<String>?) -> Kind? {
        let agents = agents ?? []
        func open(_ list: [String], _ isWanted: (String) -> Bool) -> [String] {
            list.filter { results[$0] != 0 && isWanted($0) }
        }
        switch kind {
        case .addServicers(let list):
            let left = open(list, agents.contains)
            return left.isEmpty ? nil : .addServicers(left)
        case .deleteServicers(let list):
            let left = open(list) { !agents.contains($0) }
            return left.isEmpty ? nil : .deleteServicers(left)
        case .update, .delete, .fetchLink: return kind
        }
    }
}

extension AccountEffect.Kind {
    /// What the answers for single items mean: whom the platform does not know is deleted.
    func settled(_ results: [String: Int]) -> [String: Int] {
        guard case .deleteServicers = self else { return results }
        return results.mapValues { $0 == Self.noSuchUserID ? 0 : $0 }
    }

    /// "userid not found".
    private static var noSuchUserID: Int { 60_111 }

    /// How many items it is about.
    var items: Int {
        switch self {
        case .addServicers(let list), .deleteServicers(let list): list.count
        case .update, .delete, .fetchLink: 1
        }
    }
}
