import Testing

@testable import Routing
@testable import Storage

/// What the journal says beside the rows of the routing state.
struct JournalTests {
    private let chat = ConversationID(AccountID(1), VisitorID(1))

    private func storeWithSession() throws -> (Store, Records) {
        let store = try makeStore(try TemporaryFolder())
        var records = Records()
        for number in Int64(1)...2 {
            records.sessions[SessionID(number)] = Session(
                id: SessionID(number), conversation: chat, place: number, waitingSince: .at(1),
                receptionChannel: .wecom, openedBy: .visitor, openedAt: .at(1))
        }
        var journal = Journal()
        journal.sessions = [SessionID(1), SessionID(2)]
        try store.transaction { () throws in try store.save(journal, of: records, at: .at(1)) }
        return (store, records)
    }

    private func message(_ id: Int64) -> StoredMessage {
        StoredMessage(
            id: MessageID(id), account: chat.account, visitor: chat.visitor, origin: .visitor,
            type: .text, text: "message \(id)", sentAt: 1_760_000_000, at: .at(2))
    }

    @Test func aMessageStandsInTheSessionAndStateThatTheJournalGivesIt() throws {
        let (store, records) = try storeWithSession()
        var journal = Journal()
        journal.placements = [
            (MessageID(1), SessionID(1)), (MessageID(1), SessionID(2)),
            (MessageID(2), SessionID(1)),
        ]
        journal.outgoing = [
            OutgoingMessage(
                id: MessageID(3), conversation: chat, session: SessionID(1), prompt: .queue,
                agent: nil, content: Content(text: "第 3 位"), at: .at(3)),
            OutgoingMessage(
                id: MessageID(4), conversation: chat, session: SessionID(1), prompt: nil,
                agent: AgentID(2),
                content: Content(
                    text: "", other: Content.Other(type: "image", body: #"{"media_id":"x"}"#)),
                at: .at(3)),
        ]
        journal.messageStates = [(MessageID(3), .failed, 95_001)]
        try store.transaction { () throws in
            try store.save(journal, of: records, messages: [message(2), message(1)], at: .at(3))
        }
        let first = try store.view.messagesInOrder(of: SessionID(1), limit: 9)
        #expect(first.map(\.id.rawValue) == [2, 3, 4])
        #expect(first.map(\.state) == [.received, .failed, .pending])
        #expect(first[1].code == 95_001 && first[1].origin == .prompt(.queue))
        #expect(first[2].type == .image && first[2].body == #"{"media_id":"x"}"#)
        #expect(first[2].agentUserID == "agent2" && first[2].text == nil)
        #expect(try store.view.messages(of: SessionID(2), limit: 9).map(\.id) == [MessageID(1)])

        // Later batches change what is stored.
        journal = Journal()
        journal.placements = [(MessageID(1), SessionID(1))]
        journal.messageStates = [(MessageID(4), .sent, nil), (MessageID(1), .recalled, nil)]
        journal.ratings = [(SessionID(2), "5", MessageID(1))]
        try store.transaction { () throws in try store.save(journal, of: records, at: .at(4)) }
        #expect(try store.view.message(MessageID(1))?.session == SessionID(1))
        #expect(try store.view.message(MessageID(1))?.state == .recalled)
        #expect(try store.view.message(MessageID(4))?.state == .sent)
        #expect(try store.view.session(SessionID(2))?.rating == "5")
    }

    @Test func anEndedSessionIsFlaggedAndRoutingsOrderOfTheListIsKept() throws {
        let (store, records) = try storeWithSession()
        var ended = records
        ended.sessions[SessionID(1)]?.phase = .ended
        var journal = Journal()
        journal.sessions = [SessionID(1)]
        try store.transaction { () throws in try store.save(journal, of: ended, at: .at(2)) }
        #expect(try store.session(SessionID(1))?.isUnanswered == false)

        let settings = try #require(try store.settings(of: AccountID(1)))
        #expect(settings.agents == [AgentID(1), AgentID(2)])
        var account = Account(id: AccountID(1), status: .active, settings: settings)
        account.settings.agents = [AgentID(3), AgentID(2), AgentID(1)]
        ended.accounts[account.id] = account
        journal = Journal()
        journal.unansweredAfterEnd = [SessionID(1)]
        journal.accounts = [account.id]
        try store.transaction { () throws in try store.save(journal, of: ended, at: .at(3)) }
        #expect(try store.session(SessionID(1))?.isUnanswered == true)
        #expect(try store.settings(of: AccountID(1))?.agents == account.settings.agents)
    }

    @Test func aDecisionKeepsItsGrounds() throws {
        let (store, records) = try storeWithSession()
        let user = try store.createUser(
            name: "Chef", role: .supervisor, passwordHash: nil, at: .at(1))
        var journal = Journal()
        journal.decisions = [
            Decision(
                session: SessionID(1), at: .at(2), rule: .idleFirst, agent: AgentID(1),
                from: AgentID(3), actor: .supervisor(user: user.rawValue), detail: "a \"b\"",
                excluded: [.atCap: 3, .offline: 1],
                candidates: [
                    Candidate(agent: AgentID(2), load: 4), Candidate(agent: AgentID(1), load: 5),
                ]),
            Decision(
                session: SessionID(1), at: .at(3), rule: .ended, actor: .agent(AgentID(1))),
        ]
        try store.transaction { () throws in try store.save(journal, of: records, at: .at(3)) }
        let found = try store.view.decisions(of: SessionID(1))
        #expect(found.count == 2)
        #expect(found[0].rule == .idleFirst && found[0].at == .at(2))
        #expect(found[0].agentUserID == "agent1" && found[0].fromUserID == "agent3")
        #expect(found[0].actor == .supervisor(user: user.rawValue))
        #expect(found[0].actorName == "Chef" && found[0].detail == "a \"b\"")
        #expect(found[0].excluded == [.atCap: 3, .offline: 1])
        #expect(found[0].candidates.map(\.userID) == ["agent2", "agent1"])
        #expect(found[0].candidates.map(\.load) == [4, 5])
        #expect(found[1].actorName == "agent1" && found[1].excluded.isEmpty)
        #expect(found[1].candidates.isEmpty && found[1].agent == nil)
    }

    @Test func anAlertIsAcknowledgedOnce() throws {
        let (store, records) = try storeWithSession()
        let user = try store.createUser(
            name: "Chef", role: .supervisor, passwordHash: nil, at: .at(1))
        var journal = Journal()
        journal.alerts = [
            Alert(kind: .agentSilent, account: AccountID(1), session: SessionID(1), at: .at(2)),
            Alert(kind: .pullStuck, account: AccountID(2), at: .at(3), detail: "cursor"),
        ]
        try store.transaction { () throws in try store.save(journal, of: records, at: .at(3)) }
        let open = try store.view.alerts(isAcknowledged: false, limit: 9)
        #expect(open.map(\.alert) == Array(journal.alerts.reversed()))
        #expect(open.map(\.openKfID) == ["wk2", "wk1"])
        #expect(try store.acknowledge(open[0].id, by: user, at: .at(5)))
        #expect(try !store.acknowledge(open[0].id, by: user, at: .at(6)))
        #expect(try store.view.alerts(isAcknowledged: false, limit: 9).map(\.id) == [open[1].id])
        let done = try store.view.alerts(isAcknowledged: true, limit: 9)
        #expect(done.map(\.acknowledgedBy) == ["Chef"] && done[0].acknowledgedAt == .at(5))
        #expect(try store.view.alerts(limit: 1, before: open[0].id).map(\.id) == [open[1].id])
    }

    @Test func aJournalThatNamesWhatTheCoreDoesNotHaveIsRefused() throws {
        let (store, _) = try storeWithSession()
        var journal = Journal()
        journal.sessions = [SessionID(1)]
        #expect(throws: StoreError.self) {
            try store.transaction { () throws in
                try store.save(journal, of: Records(), at: .at(1))
            }
        }
    }
}
