import Routing

/// The platform's names and our numbers, both ways. Accounts and agents are few and stay; visitors
/// are many, so they live in two generations of bounded size.
struct NameCache {
    private static let visitorsMax = 50_000

    var accounts: [String: AccountID] = [:]
    var openKfIDs: [AccountID: String] = [:]
    var agents: [String: AgentID] = [:]
    var userIDs: [AgentID: String] = [:]
    private var young: [String: VisitorID] = [:]
    private var old: [String: VisitorID] = [:]

    mutating func visitor(_ name: String) -> VisitorID? {
        if let id = young[name] { return id }
        guard let id = old[name] else { return nil }
        remember(name, id)
        return id
    }

    mutating func forget(_ name: String) {
        young[name] = nil
        old[name] = nil
    }

    mutating func remember(_ name: String, _ id: VisitorID) {
        if young.count >= Self.visitorsMax {
            old = young
            young = [:]
        }
        young[name] = id
    }
}
