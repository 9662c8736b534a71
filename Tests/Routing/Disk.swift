import Routing
import StoredForms

/// What Storage keeps of the core: the stored fields of the rows that the journals named, and
/// nothing else. Only public names are used here, so nothing that is not stored can slip in.
struct Disk {
    var accounts: [AccountID: Account] = [:]
    var agents: [AgentID: Agent] = [:]
    var sessions: [SessionID: Session] = [:]
    var conversations: [ConversationID: Conversation] = [:]
    var effects: [EffectID: Effect] = [:]
    var counters = Counters()
    var lastCommit: Instant?

    /// Writes what the journal names, as it is in the core now.
    mutating func save(_ journal: Journal, of core: RoutingCore, at now: Instant) {
        for id in journal.sessions {
            if let session = core.session(id) { sessions[id] = session.asStored }
        }
        for id in journal.conversations {
            if let conversation = core.conversation(id) {
                conversations[id] = conversation.asStored
            }
        }
        for id in journal.agents {
            if let agent = core.agent(id) { agents[id] = agent.asStored }
        }
        for id in journal.accounts {
            guard let account = core.account(id) else { continue }
            let listed = accounts[id]?.reception ?? [:]
            accounts[id] = account.asStored
            accounts[id]?.reception = listed
        }
        for key in journal.reception {
            accounts[key.account]?.reception[key.agent] =
                core.account(key.account)?.reception[key.agent]?.asStored
        }
        for effect in journal.effects { effects[effect.id] = effect }
        for id in journal.attempted {
            effects[id]?.attempts += 1
            effects[id]?.attemptedAt = now
        }
        for (effect, _) in journal.finished { effects[effect] = nil }
        counters = core.counters
        lastCommit = now
    }

    /// What a start reads.
    var snapshot: Snapshot {
        let wanted = Set(effects.values.map(\.conversation))
        return Snapshot(
            accounts: accounts.values.filter { $0.status != .deleted },
            agents: Array(agents.values),
            sessions: sessions.values.filter { $0.phase != .ended },
            conversations: conversations.values.filter { $0.isLive || wanted.contains($0.id) },
            effects: effects.values.sorted { $0.id < $1.id }, counters: counters,
            lastCommit: lastCommit)
    }
}
