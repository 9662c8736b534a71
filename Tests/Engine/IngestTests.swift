import Lifecycle
import Routing
import Storage
import Testing
import WeCom

@testable import Engine

@Suite struct IngestTests {
    private func welcome(_ code: String?) -> WireEvent {
        .enterSession(scene: "", sceneParam: "", welcomeCode: code, channels: nil)
    }

    @Test func visitsWithALiveCodeComeFirstAndNeverOvertakeTheirOwnConversation() throws {
        let world = try World()
        let page = [
            world.text("m1", from: "a"), world.event("e1", from: "a", welcome("A")),
            world.event("e2", from: "b", welcome("B"), ago: 25), world.text("m2", from: "c"),
            world.event("e3", from: "d", welcome("D"), ago: 3),
            world.event("e4", from: "e", welcome(nil)), world.text("m3", from: "d"),
        ]
        let order = EngineCore.inOrder(page, at: world.engine.clock.moment.wall).map(\.msgID)
        #expect(order == ["e3", "m1", "e1", "e2", "m2", "e4", "m3"])
    }

    /// Gives what a pulled entry means to routing.
    private func input(_ world: World, _ message: WireMessage) throws -> Input? {
        try world.work { core in
            let account = try core.store.discover(openKfID: "wk1", at: core.moment.now)
            let id = core.newMessageID()
            _ = try core.store.markSeen(message.msgID, in: account, as: id)
            var row = StoredMessage(message, id: id, account: account, at: core.moment.now)
            if !message.externalUserID.isEmpty {
                row.visitor = try core.store.visitorID(externalUserID: message.externalUserID)
            }
            if let userID = message.agentUserID {
                row.agent = try core.store.agentID(userID: userID)
            }
            return try core.input(for: message, row)
        }
    }

    private let chat = ConversationID(AccountID(1), VisitorID(1))

    @Test func aTapBringsItsMeaning() throws {
        let world = try World()
        let rating = try input(world, world.text("m1", "good", menu: "kf:r:7:good"))
        guard case .visitorWrote(chat, _, _, choice: .rating(SessionID(7), "good")) = rating else {
            Issue.record("\(String(describing: rating))")
            return
        }
        let other = try input(world, world.text("m2", "x", menu: "somebody-elses"))
        guard case .visitorWrote(chat, _, _, choice: .plain) = other else {
            Issue.record("\(String(describing: other))")
            return
        }
        let plain = try input(world, world.text("m3"))
        guard case .visitorWrote(chat, _, _, choice: nil) = plain else {
            Issue.record("\(String(describing: plain))")
            return
        }
    }

    @Test func recallsAndFailuresFindTheMessageThatTheySpeakOf() throws {
        let world = try World()
        _ = try input(world, world.text("m1"))
        let recall = try input(world, world.event("e1", .userRecall(msgID: "m1")))
        #expect(recall == .recalled(chat, MessageID(1)))
        let unknown = try input(world, world.event("e2", .userRecall(msgID: "nobody")))
        #expect(unknown == nil, "only stored")
        let failure = try input(
            world, world.event("e3", .msgSendFail(failMsgID: "m1", failType: 4)))
        #expect(failure == .sendFailed(chat, MessageID(1)))
    }

    @Test func aFailureOfOurOwnMessageIsFoundByItsID() throws {
        let world = try World()
        try world.adopt()
        try world.start()
        world.advance(.seconds(20))
        try world.deliver(world.text("m1"))
        let session = try #require(try world.session())
        try world.work { core in
            let agent = session.agent ?? AgentID(0)
            _ = try core.apply(
                .reply(session.id, by: agent, core.newMessageID(), Content(text: "hello")))
        }
        guard case .send(_, let id, _) = world.platform.now.calls.last else {
            Issue.record("nothing was sent")
            return
        }
        world.advance(.seconds(1))
        try world.deliver(world.event("e1", .msgSendFail(failMsgID: id, failType: 10)))
        let state = try world.work { core in
            try core.store.view.messagesInOrder(of: session.id, limit: 9)
                .first { $0.origin == .agent }?.state
        }
        #expect(state == .failed)
    }

    @Test(arguments: [1, 2, 3, 4, 5])
    func whatAnAgentDidInTheClientIsReadByItsNumber(type: Int) throws {
        let world = try World()
        let message = world.event(
            "e1",
            .sessionStatusChange(changeType: type, oldUserID: "ann", newUserID: "bo", msgCode: "C"))
        let input = try input(world, message)
        let (ann, bo) = try world.work { core in
            (try core.store.agentID(userID: "ann"), try core.store.agentID(userID: "bo"))
        }
        let expected: ClientChange? =
            switch type {
            case 1: .took(bo)
            case 2: .transferred(from: ann, to: bo)
            case 3: .ended(by: ann, code: "C")
            case 4: .reopened(bo)
            default: nil
            }
        guard case .changedInClient(chat, let change, _) = input else {
            #expect(expected == nil)
            return
        }
        #expect(change == expected)
    }

    @Test(arguments: [(0, false), (-9, false), (-60, true)] as [(Int64, Bool)])
    func whatAnAgentDidAtATimeThatIsStillToComeCountsAsLongAgo(ago: Int64, isUnknown: Bool) throws {
        let world = try World()
        let message = world.event(
            "e1",
            .sessionStatusChange(changeType: 4, oldUserID: nil, newUserID: "bo", msgCode: nil),
            ago: ago)
        guard case .changedInClient(_, _, let at) = try input(world, message) else {
            Issue.record("it was nothing that an agent did")
            return
        }
        #expect((at == Instant(milliseconds: 0)) == isUnknown)
    }

    /// The event counts 1 and 2, the list 0 and 1: feeding either to the other must not work.
    @Test(
        arguments: [
            (1, 0, Routing.Reception.receiving), (2, 0, .stopped), (2, 1, .suspended), (0, 0, nil),
            (3, 0, nil),
        ] as [(Int, Int, Routing.Reception?)])
    func theEventsEncodingIsItsOwn(status: Int, stopType: Int, reception: Routing.Reception?) throws
    {
        let world = try World()
        let input = try input(
            world,
            world.event(
                "e1", from: "",
                .servicerStatusChange(userID: "ann", status: status, stopType: stopType)))
        guard case .receptionChanged(_, _, let heard, _) = input else {
            #expect(reception == nil)
            return
        }
        #expect(heard == reception)
    }

    @Test func theChannelOfAVisitIsTheLinksParameter() throws {
        let world = try World()
        for (scene, param, channel) in [
            ("web", "spring", "spring"), ("web", "", "web"), ("", "", nil),
        ] {
            let event = WireEvent.enterSession(
                scene: scene, sceneParam: param, welcomeCode: nil, channels: nil)
            let input = try input(world, world.event("e-\(scene)\(param)", event))
            guard case .visited(chat, _, let found, nil) = input else {
                Issue.record("\(String(describing: input))")
                return
            }
            #expect(found == channel)
        }
    }

    @Test(
        arguments: [
            (
                #"{"msgid":"1","msgtype":"image","image":{"media_id":"M"}}"#, "image",
                #"{"media_id":"M"}"#
            ),
            (#"{"image":1,"msgtype":"image"}"#, "image", "1"),
            (
                #"{"a":{"image":2},"b":["image",{"image":3}],"image":"x}\",","c":1}"#, "image",
                #""x}\",""#
            ),
            (#"{"msgtype":"image"}"#, "image", nil), (#"{}"#, "image", nil),
            (#"{"x":"\"image\":5","image":6}"#, "image", "6"),
        ] as [(String, String, String?)])
    func theBodyIsTheMemberThatTheTypeNames(json: String, name: String, body: String?) {
        #expect(RawBody.member(name, of: Array(json.utf8)) == body)
    }
}
