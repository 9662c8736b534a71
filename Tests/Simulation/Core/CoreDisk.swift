import Routing
import StoredForms

/// What Storage keeps of the core, as arrays by number: the rows that the journals named.
struct CoreDisk {
    var accounts: [Account?]
    var agents: [Agent?]
    var conversations: [Conversation?]
    /// By number; the first is nobody's.
    var sessions: [Session?] = [nil]
    /// The unfinished ones, by number.
    var effects: [Effect?] = [nil]
    var counters = Counters()
    var lastCommit: Instant?

    init(_ shape: Shape) {
        accounts = Array(repeating: nil, count: shape.accounts)
        agents = Array(repeating: nil, count: shape.agents)
        conversations = Array(repeating: nil, count: shape.chats)
    }

    func session(_ id: SessionID) -> Session? {
        let index = Int(id.rawValue)
        return index < sessions.count ? sessions[index] : nil
    }

    func effect(_ id: EffectID) -> Effect? {
        let index = Int(id.rawValue)
        return index < effects.count ? effects[index] : nil
    }

    mutating func set(_ session: Session) {
        let index = Int(session.id.rawValue)
        while sessions.count <= index { sessions.append(nil) }
        sessions[index] = session
    }

    mutating func set(_ effect: Effect) {
        let index = Int(effect.id.rawValue)
        while effects.count <= index { effects.append(nil) }
        effects[index] = effect
    }

    /// What a start reads.
    func snapshot(_ shape: Shape) -> Snapshot {
        let pending = effects.compactMap { $0 }
        var isWanted = Array(repeating: false, count: conversations.count)
        for effect in pending { isWanted[shape.index(effect.conversation)] = true }
        var chats: [Conversation] = []
        for (chat, stored) in conversations.enumerated() {
            if let stored, stored.isLive || isWanted[chat] { chats.append(stored.asStored) }
        }
        return Snapshot(
            accounts: accounts.compactMap { $0 }.filter { $0.status != .deleted }.map(\.asStored),
            agents: agents.compactMap { $0?.asStored },
            sessions: sessions.compactMap { $0 }.filter { $0.phase != .ended }.map(\.asStored),
            conversations: chats, effects: pending, counters: counters, lastCommit: lastCommit)
    }
}
