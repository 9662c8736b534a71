import Routing
import SQLite
import Testing
import WeCom

@testable import Engine
@testable import Storage

/// What has had its time goes, a little at a time.
@Suite struct HousekeepingTests {
    private let account = AccountID(1)

    /// A world in which `wm1` has written once and its session has ended.
    private func world(keepMessages: Interval? = nil) throws -> World {
        let world = try World()
        world.settings.keepMessages = keepMessages
        try world.adopt()
        try world.start()
        world.advance(.seconds(20))
        try world.deliver(world.text("m1"))
        world.advance(.seconds(1))
        let session = try #require(try world.session())
        try world.work { core in
            _ = try core.apply(.command(session.id, .end, by: .supervisor(user: 1)))
        }
        world.advance(.seconds(5))
        #expect(try world.session() == nil)
        return world
    }

    private func advance(_ world: World, days: Int64) {
        world.advance(.hours(24 * days), step: 3_600_000)
    }

    private func isStored(_ world: World) throws -> Bool {
        try world.work { core in
            try core.store.view.messages(of: SessionID(1), limit: 9).contains { $0.text == "hello" }
        }
    }

    private func isSeen(_ world: World) throws -> Bool {
        let account = account
        return try world.work { try $0.store.isSeen("m1", in: account) }
    }

    private enum Table { case message, feed, effect, keys, browsers }

    private func rows(_ world: World, _ table: Table) throws -> Int {
        let question: StaticString =
            switch table {
            case .message: "SELECT count(*) FROM message"
            case .feed: "SELECT count(*) FROM feed"
            case .effect: "SELECT count(*) FROM effect"
            case .keys: "SELECT count(*) FROM idempotency_key"
            case .browsers: "SELECT count(*) FROM web_session"
            }
        return try world.work { core in
            try core.store.connection.first(question) { $0.int(0) } ?? -1
        }
    }

    @Test func aMessageGoesWhenItHasBeenKeptForAsLongAsTheOperatorWants() throws {
        let world = try world(keepMessages: .hours(720))
        advance(world, days: 3)
        #expect(try isSeen(world))
        advance(world, days: 26)
        #expect(try isStored(world), "29 days")
        advance(world, days: 2)
        #expect(try !isStored(world), "31 days")
        #expect(try !isSeen(world))
        #expect(try rows(world, .message) == 0)
    }

    @Test func withoutALimitMessagesStayAndTheirIdsGoAllTheSame() throws {
        let world = try world()
        advance(world, days: 60)
        #expect(try isStored(world))
        #expect(try !isSeen(world))
    }

    @Test func theFeedLivesForSevenDaysAndFinishedCallsForThirty() throws {
        let world = try world()
        let calls = try rows(world, .effect)
        #expect(calls > 0)
        advance(world, days: 6)
        #expect(try rows(world, .feed) > 1)
        advance(world, days: 2)
        #expect(try rows(world, .feed) == 1, "the newest one says how far the numbers are")
        advance(world, days: 21)
        #expect(try rows(world, .effect) == calls, "29 days")
        advance(world, days: 2)
        #expect(try rows(world, .effect) == 0, "31 days")
    }

    @Test func keysOfRepliesGoAfterTwoDaysAndBrowsersWhenTheirTimeIsOver() throws {
        let world = try world()
        try world.work { core in
            let now = core.moment.now
            let user = try core.store.createUser(
                name: "sue", role: .supervisor, passwordHash: nil, at: now)
            try core.store.createWebSession(
                for: user, hash: [1], csrfHash: [2], at: now, expiresAt: now + .hours(72))
            try core.store.saveIdempotencyKey(
                of: AgentID(1), key: "k", bodyHash: [3], message: MessageID(1), at: now)
        }
        world.advance(.hours(47), step: 3_600_000)
        #expect(try rows(world, .keys) == 1)
        world.advance(.hours(2), step: 3_600_000)
        #expect(try rows(world, .keys) == 0)
        world.advance(.hours(22), step: 3_600_000)
        #expect(try rows(world, .browsers) == 1)
        world.advance(.hours(2), step: 3_600_000)
        #expect(try rows(world, .browsers) == 0)
    }

    @Test func whatIsMuchGoesInStepsOfFiveHundredAndEachSecondOne() throws {
        let world = try world()
        // Just after a round: none is due for 30 s.
        world.advance(.seconds(60 - 26 + 1), step: 1_000)
        try world.work { core in
            for number in 1...1_200 {
                try core.store.saveIdempotencyKey(
                    of: AgentID(1), key: "\(number)", bodyHash: [3], message: MessageID(1),
                    at: core.moment.now - .hours(49))
            }
        }
        var left: [Int] = []
        for _ in 0..<40 {
            left.append(try rows(world, .keys))
            world.advance(.seconds(1), step: 1_000)
        }
        #expect(left.prefix(25).allSatisfy { $0 == 1_200 })
        #expect(left.drop { $0 == 1_200 }.prefix(3) == [700, 200, 0])
    }
}
