import Crypto
import Engine
import Foundation
import Lifecycle
import Routing
import Storage

/// `ingest`: how fast pages of `sync_msg` become routed, committed sessions. The parts are the
/// daemon's own; only the platform is in memory. It also makes the databases for other measures.
struct IngestTool {
    private let path: String
    private let names: [String]
    private let agents: Int
    private let channel: ReceptionChannel
    private let hasQueuePrompt: Bool
    private let engine: Engine

    @Sendable static func run(_ arguments: Arguments) async throws {
        let tool = try IngestTool(arguments)
        let answersCalls = arguments.text("calls", or: "held") == "answered"
        let platform = FedPlatform(
            accounts: tool.names, agents: tool.agents, answersCalls: answersCalls)
        let sizeBefore = tool.size
        let shell = Shell(engine: tool.engine, platform: platform)
        shell.start()
        for name in tool.names { try await tool.adopt(name) }
        if let file = try? arguments.text("tokens") { try await tool.makeUsers(file, arguments) }
        while try await !tool.isThroughItsFirstPulls {
            try await Task.sleep(for: .milliseconds(20))
        }
        let fed = try tool.pages(arguments)
        platform.feed(fed)
        let usedBefore = try await tool.engine.perform { _ in Watch.threadNanoseconds() }
        try await tool.engine.perform { [names = tool.names] core in
            for name in names { try core.noteHint(openKfID: name, token: "T") }
        }
        let nanoseconds = platform.waitUntilAllIsCommitted()
        let used = try await tool.engine.perform { _ in Watch.threadNanoseconds() } - usedBefore
        while answersCalls, shell.outbox.size.pending > 0 {
            try await Task.sleep(for: .milliseconds(20))
        }
        // The last connection that closes moves the log into the file.
        await shell.drain(within: .seconds(1))
        let bytes = fed.values.joined().reduce(0) { $0 + $1.count }
        let messages = fed.values.reduce(0) { $0 + $1.count } * pageSize
        print(
            "{\"messages\":\(messages),\"seconds\":\(Double(nanoseconds) / 1e9),"
                + "\"engine_seconds\":\(Double(used) / 1e9),"
                + "\"json_bytes\":\(bytes),\"disk_bytes\":\(tool.size - sizeBefore)}")
    }

    private static let pageSize = 1_000

    private init(_ arguments: Arguments) throws {
        path = try arguments.text("database")
        names = (0..<(try arguments.number("accounts", or: 10))).map(Names.account)
        agents = try arguments.number("agents", or: 20)
        channel = ReceptionChannel(rawValue: arguments.text("channel", or: "wecom")) ?? .wecom
        hasQueuePrompt = try arguments.number("queue-prompt", or: 0) == 1
        engine = try Engine(
            configuration: RoutingConfiguration(), clock: EngineClock(SystemTime())
        ) { [path] () throws(StoreError) in try Store(path: path) }
    }

    /// What each account is fed with.
    private func pages(_ arguments: Arguments) throws -> [String: [[UInt8]]] {
        let count = try arguments.number("messages", or: 200_000)
        let pages = max(1, count / names.count / Self.pageSize)
        let now = Int64(Date().timeIntervalSince1970)
        var fed: [String: [[UInt8]]] = [:]
        for name in names {
            let source = Pages(
                account: name, agents: agents, firstChat: try arguments.number("first-chat", or: 0),
                sendTime: now,
                shape: Pages.Shape(rawValue: arguments.text("chats", or: "whole")) ?? .whole)
            fed[name] = (0..<pages).map {
                source.page(from: $0 * Self.pageSize, count: Self.pageSize, hasMore: true)
            }
        }
        return fed
    }

    private func adopt(_ name: String) async throws {
        try await engine.perform { core in
            let account = try core.store.discover(openKfID: name, at: core.moment.now)
            guard core.routing.account(account) == nil else { return }
            var members: [AgentID] = []
            for number in 0..<agents {
                members.append(try core.store.agentID(userID: Names.agent(number, of: name)))
            }
            let configuration = AccountConfiguration(
                name: name, agents: members, strategy: .roundRobin, priorAgentFirst: false,
                cap: 50, whenNobody: .queue, receptionChannel: channel, prompts: prompts)
            let settings = try core.store.adopt(account, configuration, at: core.moment.now)
            try core.apply(.accountSet(account, settings))
            for agent in members {
                try core.apply(.agentActivated(agent, true))
                if channel == .relay { try core.apply(.setStatus(agent, .online)) }
            }
        }
    }

    /// What a first pull brings is history, and not what is measured.
    private var isThroughItsFirstPulls: Bool {
        get async throws {
            try await engine.perform { core in
                for name in names {
                    let account = try core.store.hintedAccount(openKfID: name, at: core.moment.now)
                    if try core.store.pullState(account).isFirstPull { return false }
                }
                return true
            }
        }
    }

    private var prompts: Prompts {
        Prompts(
            welcome: Prompt(isEnabled: true, text: "您好,欢迎光临!请问想了解什么?"),
            queue: Prompt(isEnabled: hasQueuePrompt, text: "您排在第 {position} 位。"),
            offline: Prompt(isEnabled: false, text: ""), offlineSuppressedWhileOnline: false,
            end: Prompt(isEnabled: false, text: ""))
    }

    /// A user with a token for each agent, and more without an account if `--users` says so; a
    /// token a line.
    private func makeUsers(_ file: String, _ arguments: Arguments) async throws {
        let wanted = try arguments.number("users", or: names.count * agents)
        let tokens = try await engine.perform { core in
            var tokens = ""
            for number in 0..<wanted {
                let name =
                    number < names.count * agents
                    ? Names.agent(number / names.count, of: names[number % names.count])
                    : "nobody\(number)"
                let agent = try core.store.agentID(userID: name)
                let user = try core.store.createUser(
                    name: name, role: .agent, agent: agent, passwordHash: nil, at: core.moment.now)
                let token = Base64.encodeURL(randomBytes(32))
                _ = try core.store.createToken(
                    for: user, label: "bench", hash: sha256(Array(token.utf8)), at: core.moment.now)
                tokens += token + "\n"
            }
            return tokens
        }
        try Data(tokens.utf8).write(to: URL(fileURLWithPath: file))
    }

    /// Bytes of the database, its log included.
    private var size: Int {
        [path, path + "-wal"].reduce(0) { sum, path in
            let facts = try? FileManager.default.attributesOfItem(atPath: path)
            return sum + ((facts?[.size] as? Int) ?? 0)
        }
    }
}
