import Routing
import Testing

@testable import Storage

struct UserTests {
    @Test func namesAreUniqueWhateverTheirCaseAndFreeAfterARemoval() throws {
        let store = try makeStore(try TemporaryFolder())
        let first = try store.createUser(
            name: "Äbby", role: .admin, passwordHash: "scrypt$1", at: .at(1))
        let error = #expect(throws: StoreError.self) {
            try store.createUser(name: "äBBY", role: .agent, passwordHash: nil, at: .at(1))
        }
        #expect(error?.kind == .duplicate)
        #expect(try store.view.user(named: "ÄBBY")?.id == first)
        try store.deleteUser(first, at: .at(2))
        #expect(try store.view.user(named: "Äbby") == nil && store.view.user(first) == nil)
        let second = try store.createUser(
            name: "äbby", role: .agent, agent: AgentID(3), passwordHash: nil, at: .at(3))
        #expect(second != first)
        #expect(try store.view.user(second)?.userID == "agent3")
        #expect(try store.view.users(limit: 9).map(\.id) == [second])
    }

    @Test func aTokenOpensTheDoorUntilItIsRevokedOrItsUserDisabled() throws {
        let store = try makeStore(try TemporaryFolder())
        let user = try store.createUser(name: "a", role: .supervisor, passwordHash: nil, at: .at(1))
        let other = try store.createUser(name: "b", role: .admin, passwordHash: nil, at: .at(1))
        let (one, two): ([UInt8], [UInt8]) = ([1, 0, 2], [2])
        let first = try store.createToken(for: user, label: "shop", hash: one, at: .at(2))
        _ = try store.createToken(for: user, label: "till", hash: two, at: .at(3))
        #expect(try store.view.credential(tokenHash: one)?.user.id == user)
        #expect(try store.view.credential(tokenHash: [9]) == nil)
        try store.noteUse(of: first, at: .at(60))
        #expect(
            try store.view.credential(tokenHash: one)?.kind == .token(first, lastUsedAt: .at(60)))
        #expect(throws: StoreError.self) { try store.revokeToken(first, of: other, at: .at(4)) }
        try store.revokeToken(first, of: user, at: .at(4))
        #expect(try store.view.credential(tokenHash: one) == nil)
        #expect(try store.view.tokens(of: user).map(\.label) == ["till", "shop"])
        #expect(try store.view.tokens(of: user).map(\.revokedAt) == [nil, .at(4)])
        try store.updateUser(
            user, name: "a", role: .supervisor, agent: nil, subOrganisation: nil, isActive: false,
            at: .at(5))
        #expect(try store.view.credential(tokenHash: two) == nil)
    }

    @Test func aBrowserIsSignedInUntilItsTimeIsOverOrItIsSignedOut() throws {
        let store = try makeStore(try TemporaryFolder())
        let user = try store.createUser(name: "a", role: .agent, passwordHash: nil, at: .at(1))
        for hash in UInt8(1)...4 {
            try store.createWebSession(
                for: user, hash: [hash], csrfHash: [hash, hash], at: .at(1), expiresAt: .at(100))
        }
        let found = try store.view.credential(cookieHash: [1], at: .at(99))
        #expect(found?.kind == .webSession(csrfHash: [1, 1], expiresAt: .at(100)))
        #expect(try store.view.credential(cookieHash: [1], at: .at(100)) == nil)
        try store.deleteWebSession(hash: [1])
        try store.deleteWebSessions(of: user, except: [3])
        for hash in UInt8(1)...4 {
            let known = try store.view.credential(cookieHash: [hash], at: .at(2)) != nil
            #expect(known == (hash == 3))
        }
        try store.transaction { () throws in _ = try store.prune(at: .at(101)) }
        #expect(try store.view.credential(cookieHash: [3], at: .at(2)) == nil)
    }

    @Test func theSameKeyIsTheSameRequestForTwoDays() throws {
        let store = try makeStore(try TemporaryFolder())
        let agent = AgentID(1)
        try store.saveIdempotencyKey(
            of: agent, key: "k", bodyHash: [7], message: MessageID(5), at: .at(0))
        let found = try store.idempotentMessage(of: agent, key: "k", at: .at(48 * 3_600 - 1))
        #expect(found?.bodyHash == [7] && found?.message == MessageID(5))
        #expect(try store.idempotentMessage(of: AgentID(2), key: "k", at: .at(1)) == nil)
        #expect(try store.idempotentMessage(of: agent, key: "k", at: .at(48 * 3_600)) == nil)
        try store.saveIdempotencyKey(
            of: agent, key: "k", bodyHash: [8], message: MessageID(6), at: .at(50 * 3_600))
        let again = try store.idempotentMessage(of: agent, key: "k", at: .at(51 * 3_600))
        #expect(again?.message == MessageID(6))
        try store.transaction { () throws in _ = try store.prune(at: .at(99 * 3_600)) }
        #expect(try store.idempotentMessage(of: agent, key: "k", at: .at(51 * 3_600)) == nil)
    }

    @Test func theAuditLogTellsWhoDidWhat() throws {
        let store = try makeStore(try TemporaryFolder())
        for number in 1...3 {
            try store.audit(
                by: UserNumber(1), named: "root", action: "update", subject: "account \(number)",
                before: "{}", after: nil, at: .at(Int64(number)))
        }
        let page = try store.view.audit(limit: 2)
        #expect(page.map(\.subject) == ["account 3", "account 2"])
        #expect(page[0].actor == "root" && page[0].before == "{}" && page[0].after == nil)
        #expect(try store.view.audit(limit: 2, before: page[1].id).map(\.at) == [.at(1)])
    }

    @Test func theCommandLineMakesAUserWithAMemberAndAToken() throws {
        let folder = try TemporaryFolder()
        do {
            let users = try UserStore.open(folder.database)
            _ = try users.addUser(
                name: "zhang", role: .agent, userID: "zhangsan", passwordHash: "scrypt$x",
                tokenHash: [5], at: .at(1))
            let twice = #expect(throws: StoreError.self) {
                try users.addUser(name: "Zhang", role: .admin, passwordHash: nil, at: .at(2))
            }
            #expect(twice?.kind == .duplicate)
            #expect(try users.user(named: "ZHANG")?.userID == "zhangsan")
        }
        let store = try Store(path: folder.database)
        #expect(try store.view.credential(tokenHash: [5])?.user.name == "zhang")
        let line = try #require(try store.view.audit(limit: 9).first)
        #expect(line.actor == "command line" && line.action == "user.create")
        #expect(line.subject.hasPrefix("user/") && line.after == #"{"name":"zhang"}"#)
    }
}
