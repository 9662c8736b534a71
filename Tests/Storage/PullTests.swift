import Routing
import Testing

@testable import Storage

struct PullTests {
    private let account = AccountID(1)

    @Test func aHintIsKeptUntilAPullThatBeganAfterItReachesItsEnd() throws {
        let folder = try TemporaryFolder()
        do {
            let store = try makeStore(folder)
            #expect(try store.pullState(account) == PullState())
            #expect(try store.hintedAccount(openKfID: "wk1", at: .at(10)) == account)
            try store.noteHint(account, token: "t1", arrivedAt: .at(10))
            try store.noteHint(account, token: nil, arrivedAt: .at(12))
        }
        let store = try Store(path: folder.database)
        #expect(try store.hintedAccounts() == [account])
        var state = try store.pullState(account)
        #expect(state.token == "t1" && state.tokenArrivedAt == .at(10))
        #expect(state.hintedAt == .at(12) && state.isFirstPull)

        // In the middle of a pull, and at the end of one that began before the hint.
        for begin in [nil, Instant.at(11)] {
            try store.saveCursor(
                "c1", of: account, isFirstPull: true, answersHintsUpTo: begin, at: .at(13))
            #expect(try store.hintedAccounts() == [account])
        }
        try store.saveCursor(
            nil, of: account, isFirstPull: false, answersHintsUpTo: .at(12), at: .at(14))
        #expect(try store.hintedAccounts() == [])
        state = try store.pullState(account)
        #expect(state.cursor == "c1" && state.lastPullAt == .at(14) && !state.isFirstPull)
    }

    @Test func aHintOfAnUnknownAccountDiscoversIt() throws {
        let store = try makeStore(try TemporaryFolder())
        let new = try store.hintedAccount(openKfID: "wkNew", at: .at(1))
        #expect(try store.accountID(openKfID: "wkNew") == new)
        #expect(try store.view.account(new)?.status == nil)
        #expect(try store.loadSnapshot().accounts.map(\.id) == [AccountID(1), AccountID(2)])
    }

    @Test func onlyTheTokenThatWasRefusedIsForgotten() throws {
        let store = try makeStore(try TemporaryFolder())
        try store.noteHint(account, token: "t1", arrivedAt: .at(1))
        try store.noteHint(account, token: "t2", arrivedAt: .at(2))
        try store.forgetToken("t1", of: account)
        #expect(try store.pullState(account).token == "t2")
        try store.forgetToken("t2", of: account)
        #expect(try store.pullState(account).token == nil)
    }

    @Test func aLostCursorMeansAFirstPull() throws {
        let store = try makeStore(try TemporaryFolder())
        try store.saveCursor(
            "c", of: account, isFirstPull: false, answersHintsUpTo: nil, at: .at(1))
        try store.forgetCursor(of: account)
        let state = try store.pullState(account)
        #expect(state.cursor == nil && state.isFirstPull)
    }

    @Test func recentVisitorsAreThoseWhoWroteOrWithWhomAnAgentDidSomethingSince() throws {
        let store = try makeStore(try TemporaryFolder())
        let rows: [(visitor: Int64, origin: MessageOrigin, sentAt: Int64, at: Int64)] = [
            (1, .visitor, 100, 0), (2, .visitor, 500, 1), (1, .visitor, 700, 2),
            (3, .event, 800, 3), (4, .agentInClient, 900, 4), (5, .visitor, 90, 5),
            (1, .visitor, 650, 6), (6, .visitor, 1_000, 7), (7, .event, 1_100, 8),
        ]
        for (index, row) in rows.enumerated() {
            try store.insertMessage(
                StoredMessage(
                    id: MessageID(Int64(index + 1)), account: account,
                    visitor: VisitorID(row.visitor), origin: row.origin,
                    type: row.visitor == 7 ? .sessionStatusChange : .text,
                    sentAt: row.sentAt, at: .at(row.at)))
        }
        let all = try store.recentVisitors(of: account, since: 400, storedSince: .at(0))
        #expect(all.map(\.visitor.rawValue) == [1, 2, 4, 6, 7])
        #expect(all.map(\.wroteAt) == [700, 500, nil, 1_000, nil])
        let late = try store.recentVisitors(of: account, since: 400, storedSince: .at(3))
        #expect(late.map(\.visitor.rawValue) == [1, 4, 6, 7])
        #expect(late.map(\.wroteAt) == [650, nil, 1_000, nil])
        let none = try store.recentVisitors(of: AccountID(2), since: 0, storedSince: .at(0))
        #expect(none.isEmpty)
    }
}
