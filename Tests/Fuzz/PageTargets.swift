import Foundation
import Lifecycle
import Routing
import WeCom

@testable import Engine
@testable import Storage

/// What is pulled from the platform.
enum PageTargets {
    static func page(_ bytes: [UInt8]) throws {
        guard let page = SyncPage(json: bytes) else { return }
        guard let again = SyncPage(json: page.json()) else {
            throw FuzzTarget.Broken("a page that was written cannot be read")
        }
        try promise(
            again.messages.map(\.msgID) == page.messages.map(\.msgID), "a page loses messages")
        try promise(again.hasMore == page.hasMore, "a page forgets that there is more")
        for message in page.messages {
            try promise(!message.msgID.isEmpty, "a message has no id")
            guard let copy = WireMessage(json: message.raw) else {
                throw FuzzTarget.Broken("a stored message cannot be read again")
            }
            try promise(copy == message, "a stored message reads otherwise")
        }
    }

    /// One engine for all inputs. Every commit is undone, so each input meets the same state.
    static func ingest(_ bytes: [UInt8]) throws {
        guard let page = SyncPage(json: bytes) else { return }
        let laboratory = try Laboratory.shared.get()
        let core = laboratory.core
        let account = laboratory.account
        let moment = laboratory.clock.moment
        let work = Work(
            { core in
                try core.ingest(page, of: account, pullBegan: moment, startLine: .hours(1))
            }, then: { _ in })
        laboratory.isUndoing = true
        let outcome = core.run([work], at: moment)
        guard let failure = outcome.failure else {
            throw FuzzTarget.Broken("an undone commit was not undone")
        }
        try promise(failure.kind == .diskFull, "a page makes the database fail: \(failure)")
    }
}

/// An engine's core over a database in memory.
private final class Laboratory {
    // Used by one thread only: the fuzzer's, or the test's, which feeds one input after the other.
    nonisolated(unsafe) static let shared = Result { try Laboratory() }

    let core: EngineCore
    let account: AccountID
    let clock = EngineClock(StandingTime())
    var isUndoing: Bool {
        get { undoing.isOn }
        set { undoing.isOn = newValue }
    }
    private let undoing = Switch()

    init() throws {
        let undoing = undoing
        core = try EngineCore(
            store: try Store(path: ":memory:"), configuration: RoutingConfiguration(),
            clock: clock,
            faults: { $0 == .beforeCommit && undoing.isOn ? .diskFull : nil })
        let made = Box()
        let outcome = core.run([Work({ try made.adopt($0) }, then: { _ in })], at: clock.moment)
        if let failure = outcome.failure { throw failure }
        account = made.account
    }

    /// `@unchecked`: see `shared`.
    private final class Switch: @unchecked Sendable {
        var isOn = false
    }

    /// `@unchecked`: see `shared`.
    private final class Box: @unchecked Sendable {
        var account = AccountID(0)

        func adopt(_ core: EngineCore) throws {
            account = try core.store.discover(openKfID: "wk1", at: core.moment.now)
            var configuration = AccountConfiguration(
                name: "wk1", cap: 3, receptionChannel: .wecom, prompts: .silent)
            for name in ["ann", "bo"] {
                configuration.agents.append(try core.store.agentID(userID: name))
            }
            let settings = try core.store.adopt(account, configuration, at: core.moment.now)
            try core.apply(.accountSet(account, settings))
            for agent in configuration.agents {
                try core.apply(.agentActivated(agent, true))
                try core.apply(.setStatus(agent, .online))
            }
        }
    }
}

/// Noon of one day, for ever.
private struct StandingTime: TimeSource {
    let wallMilliseconds: Int64 = 1_764_129_600_000
    let monotonicMilliseconds: Int64 = 1_000_000
}
