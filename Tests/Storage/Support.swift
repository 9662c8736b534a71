import Foundation
import Routing
import SQLite

@testable import Storage

/// A folder of its own for each test, removed with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("kefud-storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { path + "/kefud.db" }
}

/// The core's rows as a test gives them.
struct Records: RoutingRecords {
    var sessions: [SessionID: Session] = [:]
    var conversations: [ConversationID: Conversation] = [:]
    var agents: [AgentID: Agent] = [:]
    var accounts: [AccountID: Account] = [:]
    var effects: [EffectID: Effect] = [:]
    var counters = Counters()

    func session(_ id: SessionID) -> Session? { sessions[id] }
    func conversation(_ id: ConversationID) -> Conversation? { conversations[id] }
    func agent(_ id: AgentID) -> Agent? { agents[id] }
    func account(_ id: AccountID) -> Account? { accounts[id] }
    func effect(_ id: EffectID) -> Effect? { effects[id] }
}

/// Small numbers from a seed, the same on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

extension Instant {
    /// So many seconds after a fixed morning.
    static func at(_ seconds: Int64) -> Instant {
        Instant(milliseconds: 1_760_000_000_000 + seconds * 1_000)
    }
}

extension Prompts {
    static let plain = Prompts(
        welcome: Prompt(isEnabled: true, text: "您好"), queue: Prompt(isEnabled: false, text: ""),
        offline: Prompt(isEnabled: true, text: "现在无人接待"),
        offlineSuppressedWhileOnline: false, end: Prompt(isEnabled: false, text: ""))
}

/// A store with two adopted accounts (1, 2), agents (1 … 5) and visitors (1 … 9).
func makeStore(_ folder: TemporaryFolder) throws -> Store {
    let store = try Store(path: folder.database)
    try store.transaction { () throws in
        for agent in 1...5 { _ = try store.agentID(userID: "agent\(agent)") }
        for visitor in 1...9 { _ = try store.visitorID(externalUserID: "wm\(visitor)") }
        for account in 1...2 {
            let id = try store.discover(openKfID: "wk\(account)", name: "客服", at: .at(0))
            let settings = AccountConfiguration(
                name: "客服", agents: [AgentID(1), AgentID(2)], prompts: .plain)
            _ = try store.adopt(id, settings, at: .at(0))
        }
    }
    return store
}
