import Crypto
import Engine
import Foundation
import HTTPServer
import Lifecycle
import Routing
import Storage
import Synchronization
import Testing
import WeCom

@testable import API

/// A daemon in the test: a real database, engine and server, and a platform that accepts all.
final class World: Sendable {
    static let callbackKey = (
        token: "kfSimToken2024", aesKey: "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1ro",
        corpID: "ww1234567890abcdef"
    )

    let platform = FakePlatform()
    let disk = Disk()
    let time: ManualTime
    let engine: Engine
    let shell: Shell
    let api: API
    let path: String
    private let server: Mutex<Server?>
    let client: LoopClient
    /// The administrator's token.
    let admin = SecretText.make()

    init(
        callbackWindow: Duration = .seconds(600), publicURL: String? = nil,
        accounts: [String] = ["wkA"], consoleFolder: String? = nil
    ) async throws {
        path = FileManager.default.temporaryDirectory.appending(path: "api-\(UUID()).db").path
        time = ManualTime(wallMilliseconds: 1_753_156_658_000)
        let (path, time, disk) = (path, time, disk)
        engine = try Engine(
            configuration: RoutingConfiguration(), clock: EngineClock(time),
            faults: { $0 == .beforeCommit && disk.isFull.withLock { $0 } ? .diskFull : nil }
        ) { () throws(StoreError) in try Store(path: path) }
        shell = Shell(engine: engine, platform: platform)
        platform.state.withLock { state in
            state.accounts = accounts.map {
                ListedAccount(openKfID: $0, name: $0, managePrivilege: true)
            }
        }
        let readiness = Boxed()
        let reported = reported
        let key = Self.callbackKey
        let api = API(
            engine: engine, mailboxes: shell.mailboxes, reader: try Reader(path: path),
            platform: platform,
            configuration: API.Configuration(
                callbackKey: try CallbackKey(
                    token: key.token, encodingAESKey: key.aesKey, receiveID: key.corpID),
                callbackWindow: callbackWindow, publicURL: publicURL, version: "test",
                consoleFolder: consoleFolder),
            readiness: { readiness.value.withLock { $0 } },
            report: { line in reported.lines.withLock { $0.append(line) } })
        self.api = api
        box = readiness
        var limits = Server.Limits()
        limits.bodyBytesMax = 3 << 20
        let server = try Server(listen: "127.0.0.1:0", limits: limits) { request, responder in
            api.handle(request, responder)
        }
        client = LoopClient(port: server.port)
        self.server = Mutex(server)
        shell.start()
        try await makeUser("root", .admin, token: admin)
        for account in accounts {
            _ = try await engine.perform { core in
                try core.store.discover(
                    openKfID: account, name: account, managePrivilege: true, at: core.moment.now)
            }
        }
    }

    private let box: Boxed
    /// What the API has said to the log.
    let reported = Reported()

    final class Disk: Sendable {
        let isFull = Mutex(false)
    }

    final class Reported: Sendable {
        let lines = Mutex<[String]>([])
    }

    private final class Boxed: Sendable {
        let value = Mutex(Readiness.ready)
    }

    func setReadiness(_ readiness: Readiness) { box.value.withLock { $0 = readiness } }

    /// Stops everything; the file goes, too.
    func end() async {
        api.drain()
        shell.mailboxes.stop()
        server.withLock { server in
            server?.stop(grace: .seconds(2))
            server = nil
        }
        await shell.drain(within: .seconds(2))
        for suffix in ["", "-wal", "-shm", "-lock"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    // MARK: People

    @discardableResult
    func makeUser(
        _ name: String, _ role: UserRole, member: String? = nil, password: String? = nil,
        subOrganisation: SubOrganisationID? = nil, token: String
    ) async throws -> UserNumber {
        let hash = password.map { PasswordHash.make($0, cost: .init(logN: 4)) }
        return try await engine.perform { core in
            let agent = try member.map { try core.store.agentID(userID: $0) }
            let user = try core.store.createUser(
                name: name, role: role, agent: agent, subOrganisation: subOrganisation,
                passwordHash: hash, at: core.moment.now)
            _ = try core.store.createToken(
                for: user, label: "test", hash: SecretText.hash(token), at: core.moment.now)
            return user
        }
    }

    /// An agent with a token.
    func makeAgent(_ member: String) async throws -> String {
        let token = SecretText.make()
        try await makeUser("user-\(member)", .agent, member: member, token: token)
        return token
    }

    // MARK: Requests

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var json: JSON { JSON(reading: body) ?? .null }
        /// The last word of a problem's type.
        var problem: String? { json["type"]?.string?.split(separator: "/").last.map(String.init) }
        /// The pointers of wrong fields.
        var pointers: [String] {
            (json["errors"]?.items ?? []).compactMap { $0["pointer"]?.string }
        }
    }

    /// A request; `as` is a token, nil is nobody.
    @discardableResult
    func ask(
        _ method: String, _ target: String, _ body: JSON? = nil, as token: String? = nil,
        headers: [(String, String)] = []
    ) async -> Answer {
        await ask(method, target, bytes: body?.bytes ?? [], as: token, headers: headers)
    }

    func ask(
        _ method: String, _ target: String, bytes: [UInt8], as token: String? = nil,
        headers: [(String, String)] = []
    ) async -> Answer {
        let authorization = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        let reply = await client.send(
            method, target, headers: authorization + headers, body: bytes)
        return Answer(status: reply.status, headers: reply.headers, body: reply.body)
    }

    // MARK: What happens

    /// Waits until something holds, one round trip to the engine after the other; the time limit of
    /// the test is the bound.
    func until(_ holds: () async -> Bool) async throws {
        while await !holds() {
            try Task.checkCancellation()
            try await engine.perform { _ in }
        }
    }

    /// Waits until this many polls are held.
    func untilHeld(_ count: Int) async throws {
        try await until { shell.mailboxes.count >= count }
    }

    /// Adopts an account that receives through kefud.
    func adopt(_ account: String = "wkA", agents: [String], _ more: JSON = [:]) async -> Answer {
        guard case .object(let extra) = more else { return await ask("GET", "/") }
        let own: JSON = [
            "open_kfid": .string(account), "reception_channel": "relay",
            "agents": .array(agents.map { .string($0) }),
        ]
        guard case .object(let members) = own else { return await ask("GET", "/") }
        return await ask(
            "POST", "/api/accounts", .object(members + extra), as: admin)
    }

    /// A visitor's message, as a pull would store it. The session is the visitor's open one.
    @discardableResult
    func visitorWrites(
        _ text: String, _ visitor: String = "wmV", in account: String = "wkA",
        choice: MenuChoice? = nil
    ) async throws -> SessionID? {
        let id = try await engine.perform { core -> ConversationID? in
            guard let account = try core.store.accountID(openKfID: account) else { return nil }
            let visitor = try core.store.visitorID(externalUserID: visitor)
            let conversation = ConversationID(account, visitor)
            let message = core.newMessageID()
            core.add(
                StoredMessage(
                    id: message, account: account, visitor: visitor, origin: .visitor, type: .text,
                    text: text, at: core.moment.now))
            try core.apply(
                .visitorWrote(conversation, message, at: core.moment.now, choice: choice))
            return conversation
        }
        return try await engine.perform { core in
            id.flatMap { core.routing.conversation($0)?.openSession }
        }
    }
}

extension JSON {
    var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    var items: [JSON] {
        if case .array(let items) = self { return items }
        return []
    }

    var int: Int64? {
        if case .integer(let number) = self { return number }
        return nil
    }

    /// The names of an object's members.
    var names: Set<String> {
        if case .object(let members) = self { return Set(members.map(\.name)) }
        return []
    }
}

/// Runs a body in a world of its own, and takes it down again.
func withWorld(
    callbackWindow: Duration = .seconds(600), publicURL: String? = nil,
    accounts: [String] = ["wkA"], _ body: (World) async throws -> Void
) async throws {
    let world = try await World(
        callbackWindow: callbackWindow, publicURL: publicURL, accounts: accounts)
    do {
        try await body(world)
    } catch {
        await world.end()
        throw error
    }
    await world.end()
}
