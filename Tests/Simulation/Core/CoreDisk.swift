import Routing
import StoredForms

/// What Storage keeps of the core, as arrays by number: the rows that the journals named. Beside
/// the rows stand the few fields that are looked at after every step: to copy whole rows for them
/// would cost more than all checks.
struct CoreDisk {
    /// What counts of a session.
    struct SessionMark {
        let conversation: ConversationID
        let phase: SessionPhase
        let agent: AgentID?
        let place: Int64
        let isEnding: Bool
        let waitsForRead: Bool
        let openedAt: Instant
        let waitingSince: Instant
        let endedAt: Instant?
    }

    /// What counts of a chat.
    struct ChatMark {
        var openSession: SessionID?
        var latestSession: SessionID?
        var platform = PlatformState.ended
        var reading: EffectID?
    }

    /// What counts of an unfinished effect.
    struct EffectMark {
        let assigns: AgentID?
        let isSend: Bool
        var isAttempted: Bool
    }

    var marks: [SessionMark?] = [nil]
    var chatMarks: [ChatMark]
    var effectMarks: [EffectMark?] = [nil]
    var statuses: [AccountStatus]
    /// The rows of accounts' lists, which are stored one by one.
    var lists: [[AgentID: ListedAgent]]
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
        chatMarks = Array(repeating: ChatMark(), count: shape.chats)
        statuses = Array(repeating: .active, count: shape.accounts)
        lists = Array(repeating: [:], count: shape.accounts)
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
        while sessions.count <= index {
            sessions.append(nil)
            marks.append(nil)
        }
        marks[index] = SessionMark(
            conversation: session.conversation, phase: session.phase, agent: session.agent,
            place: session.place, isEnding: session.pendingEnd != nil,
            waitsForRead: session.waitsForRead, openedAt: session.openedAt,
            waitingSince: session.waitingSince, endedAt: session.endedAt)
        sessions[index] = session
    }

    mutating func set(_ chat: Conversation, at index: Int) {
        chatMarks[index] = ChatMark(
            openSession: chat.openSession, latestSession: chat.latestSession,
            platform: chat.platform, reading: chat.reading)
        conversations[index] = chat
    }

    mutating func set(_ account: Account) {
        statuses[account.id.index] = account.status
        accounts[account.id.index] = account
    }

    mutating func set(_ effect: Effect) {
        let index = Int(effect.id.rawValue)
        while effects.count <= index {
            effects.append(nil)
            effectMarks.append(nil)
        }
        var assigns: AgentID?
        if case .change(to: .agent(let agent)) = effect.kind { assigns = agent }
        var isSend = false
        if case .send = effect.kind { isSend = true }
        effectMarks[index] = EffectMark(
            assigns: assigns, isSend: isSend, isAttempted: effect.attempts > 0)
        effects[index] = effect
    }

    mutating func countAttempt(_ id: EffectID, at now: Instant) {
        let index = Int(id.rawValue)
        guard effectMarks.indices.contains(index), effectMarks[index] != nil else { return }
        effectMarks[index]?.isAttempted = true
        effects[index]?.attempts += 1
        effects[index]?.attemptedAt = now
    }

    mutating func finish(_ id: EffectID) {
        effectMarks[Int(id.rawValue)] = nil
        effects[Int(id.rawValue)] = nil
    }

    /// An account as a start would read it.
    func storedAccount(_ index: Int) -> Account? {
        guard var account = accounts[index]?.asStored else { return nil }
        account.reception = lists[index].mapValues(\.asStored)
        return account
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
            accounts: accounts.indices.compactMap { storedAccount($0) }.filter {
                $0.status != .deleted
            },
            agents: agents.compactMap { $0?.asStored },
            sessions: sessions.compactMap { $0 }.filter { $0.phase != .ended }.map(\.asStored),
            conversations: chats, effects: pending, counters: counters, lastCommit: lastCommit)
    }
}
