import Testing

@testable import Routing
@testable import Storage

struct EffectTests {
    private let chat = ConversationID(AccountID(1), VisitorID(1))

    private func send(_ id: Int64, _ message: Int64) -> Effect {
        Effect(
            id: EffectID(id), conversation: chat, session: nil,
            kind: .send(Content(text: "您好"), MessageID(message), .offline), createdAt: .at(1),
            deadline: .at(19))
    }

    private func save(
        _ store: Store, _ records: Records = Records(), at: Int64 = 5,
        _ change: (inout Journal) -> Void
    ) throws {
        var journal = Journal()
        change(&journal)
        var counted = records
        counted.counters.effect = 10_000
        try store.transaction { () throws in
            try store.save(journal, of: counted, at: .at(at))
        }
    }

    @Test func anAttemptIsCountedAndADelayRemembered() throws {
        let store = try makeStore(try TemporaryFolder())
        try save(store) { $0.effects = [send(1, 11), send(2, 12)] }
        var tried = send(1, 11)
        tried.attempts = 1
        tried.attemptedAt = .at(3)
        var records = Records()
        records.effects[tried.id] = tried
        try save(store, records) { $0.attempted = [tried.id] }
        var rows = try store.pendingEffects()
        #expect(rows.map(\.effect) == [tried, send(2, 12)])
        #expect(rows[0].nextTryAt == nil && !rows[0].isUncertain)

        try store.deferEffect(
            tried.id, until: .at(60), isUncertain: true, code: 45_009, error: "slow down")
        try store.deferEffect(tried.id, until: .at(90), isUncertain: false, code: -1, error: nil)
        rows = try store.pendingEffects()
        #expect(rows[0].nextTryAt == .at(90) && rows[0].isUncertain)
        #expect(try store.view.effect(tried.id)?.code == -1)
        #expect(try store.hurryEffect(tried.id))
        #expect(try store.pendingEffects()[0].nextTryAt == Instant(milliseconds: 0))

        tried.attempts = 2
        records.effects[tried.id] = tried
        try save(store, records) { $0.attempted = [tried.id] }
        rows = try store.pendingEffects()
        #expect(rows[0].effect == tried && rows[0].nextTryAt == nil && rows[0].isUncertain)
    }

    @Test func everyOutcomeHasItsStateAndIsOver() throws {
        let outcomes: [(EffectOutcome?, EffectState, Int?)] = [
            (.accepted(code: "c"), .done, nil), (.observed(.pool), .done, nil),
            (.refused(code: 95_018), .failed, 95_018), (.unknown, .unknown, nil),
            (.missed, .missed, nil), (.dropped, .dropped, nil), (nil, .withdrawn, nil),
        ]
        let store = try makeStore(try TemporaryFolder())
        for (index, (outcome, state, code)) in outcomes.enumerated() {
            let id = EffectID(Int64(index + 1))
            try save(store) { $0.effects = [send(id.rawValue, 11)] }
            #expect(try store.pendingEffects().map(\.effect.id) == [id])
            // An attempt whose end is in the same journal counts, too.
            try save(store) {
                $0.attempted = [id]
                $0.finished = [(id, outcome)]
            }
            let record = try store.view.effect(id)
            #expect(record?.state == state && record?.code == code && record?.attempts == 1)
            #expect(record?.finishedAt == .at(5) && record?.attemptedAt == .at(5))
            #expect(try store.pendingEffects().isEmpty)
            #expect(try !store.hurryEffect(id))
        }
        for state in EffectState.allCases {
            let expected = outcomes.enumerated().filter { $0.element.1 == state }
                .map { Int64($0.offset + 1) }
            let found = try store.view.effects(state: state, limit: 99)
            #expect(found.map(\.id.rawValue) == expected.reversed())
        }
        #expect(try store.view.effects(limit: 2, before: EffectID(4)).map(\.id.rawValue) == [3, 2])
        #expect(try store.view.effects(account: AccountID(2), limit: 9).isEmpty)
    }

    @Test func anEffectSaysWhatItAsksForAndNotWhatItShows() throws {
        let store = try makeStore(try TemporaryFolder())
        let change = Effect(
            id: EffectID(1), conversation: chat, session: SessionID(4),
            kind: .change(to: .agent(AgentID(3))), createdAt: .at(1))
        try save(store) { $0.effects = [change, send(2, 12)] }
        let found = try store.view.effects(limit: 9)
        #expect(found.map(\.kind) == ["send", "change"])
        #expect(found[1].targetState == 3 && found[1].targetUserID == "agent3")
        #expect(found[1].session == SessionID(4) && found[1].externalUserID == "wm1")
        #expect(found[0].message == MessageID(12) && found[0].prompt == .offline)
    }

    @Test func ourMessageIdsAreOursAndLeadToTheirMessage() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        try save(store) { $0.effects = [send(41, 11)] }
        let id = store.platformMessageID(of: EffectID(41))
        #expect(id == store.platformMessageID(of: EffectID(41)))
        #expect(store.platformMessageID(of: EffectID(.max)).utf8.count <= 32)
        #expect(id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
        #expect(try store.messageID(ofPlatformMessageID: id, in: AccountID(1)) == MessageID(11))
        #expect(try store.messageID(ofPlatformMessageID: id, in: AccountID(2)) == nil)
        let strangers = ["", "k", id + "x", "kAAAAAA15", String(id.dropFirst()), "k------15"]
        for stranger in strangers where stranger != id {
            #expect(
                try store.messageID(ofPlatformMessageID: stranger, in: AccountID(1)) == nil,
                "\(stranger)")
        }
        // It is the same after a restart, and another one in another database.
        let other = try makeStore(try TemporaryFolder())
        #expect(other.platformMessageID(of: EffectID(41)) != id)
        #expect(other.databaseMark != store.databaseMark)
    }

    @Test func finishedEffectsAreForgottenAfterThirtyDaysAndUnfinishedOnesNever() throws {
        let store = try makeStore(try TemporaryFolder())
        try save(store) { $0.effects = [send(1, 11), send(2, 12)] }
        try save(store) { $0.finished = [(EffectID(2), .accepted(code: nil))] }
        for days in [Int64(29), 31] {
            try store.transaction { () throws in _ = try store.prune(at: .at(5 + days * 86_400)) }
            #expect(try store.view.effects(limit: 9).count == (days == 29 ? 2 : 1))
        }
        #expect(try store.pendingEffects().map(\.effect.id) == [EffectID(1)])
    }

    @Test func callsAboutAnAccountComeInOrderAndInHundreds() throws {
        let store = try makeStore(try TemporaryFolder())
        let names = (1...250).map { "user\($0)" }
        let ids = try store.addAccountEffect(.addServicers(names), for: AccountID(1), at: .at(1))
        try store.addAccountEffect(.update(name: "客服", avatar: true), for: AccountID(1), at: .at(2))
        try store.addAccountEffect(.deleteServicers([]), for: AccountID(1), at: .at(2))
        #expect(ids.count == 3)
        var pending = try store.pendingAccountEffects()
        let lists = pending.compactMap { effect -> [String]? in
            if case .addServicers(let list) = effect.kind { list } else { nil }
        }
        #expect(lists.map(\.count) == [100, 100, 50] && lists.flatMap { $0 } == names)
        #expect(pending.last?.kind == .update(name: "客服", avatar: true))

        try store.beginAccountEffect(ids[0], at: .at(3))
        try store.deferAccountEffect(ids[0], until: .at(9), code: -1, error: "busy")
        pending = try store.pendingAccountEffects()
        #expect(pending[0].attempts == 1 && pending[0].attemptedAt == .at(3))
        #expect(pending[0].nextTryAt == .at(9) && pending[0].code == -1)
        try store.finishAccountEffect(
            ids[0], .done, results: ["user1": 0, "user2": 95_006], at: .at(4))
        #expect(try store.pendingAccountEffects().map(\.id).first == ids[1])
        let record = try store.view.accountEffects(account: AccountID(1), limit: 9).last
        #expect(record?.results == ["user1": 0, "user2": 95_006] && record?.state == .done)
        try store.finishAccountEffect(ids[0], .pending, at: .at(5))
        #expect(try store.pendingAccountEffects().map(\.id).first == ids[0])
    }
}
