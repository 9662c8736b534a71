import Routing

@testable import Storage

/// Makes records with every field at random, so that a column that is forgotten shows.
struct RandomRecords {
    var random: SeededGenerator
    let accounts = (1...2).map { AccountID($0) }
    let agents = (1...5).map { AgentID($0) }
    let visitors = (1...9).map { VisitorID($0) }

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func chance() -> Bool { Bool.random(using: &random) }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        Int64.random(in: range, using: &random)
    }

    mutating func maybe<T>(_ make: (inout Self) -> T) -> T? { chance() ? make(&self) : nil }

    mutating func list<T>(_ max: Int, _ make: (inout Self) -> T) -> [T] {
        (0..<Int.random(in: 0...max, using: &random)).map { _ in make(&self) }
    }

    mutating func one<T>(_ values: [T]) -> T {
        values[Int.random(in: values.indices, using: &random)]
    }

    mutating func instant() -> Instant { Instant(milliseconds: number(0...4_000_000_000_000)) }

    mutating func agent() -> AgentID { one(agents) }

    mutating func conversationID() -> ConversationID {
        ConversationID(one(accounts), one(visitors))
    }

    mutating func text() -> String {
        one(["", "a", "a|b:c%d", "%0", "您好，\n“再见” 🙂", "\u{0}|", "e\u{301}:\u{301}", "'\"--;"])
    }

    mutating func platformState() -> PlatformState {
        let agent = agent()
        return one([.open, .pool, .agent(agent), .ended])
    }

    mutating func menuItem() -> MenuItem {
        let text = text()
        let action: MenuAction? = maybe { $0.one(MenuAction.allCases) }
        return one([
            .reply(id: text, text: text, action: action), .link(text: text, url: text),
            .miniprogram(text: text, appID: text, pagePath: text),
        ])
    }

    mutating func content() -> Content {
        Content(
            text: text(), menu: list(3) { $0.menuItem() },
            other: maybe { Content.Other(type: $0.text(), body: $0.text()) })
    }

    mutating func absence() -> Absence {
        let until = instant()
        return one([.none, .grace(until: until), .gone])
    }
}

extension RandomRecords {
    mutating func session(_ id: SessionID, _ conversation: ConversationID) -> Session {
        var session = Session(
            id: id, conversation: conversation, place: number(1...99), waitingSince: instant(),
            receptionChannel: one(ReceptionChannel.allCases), openedBy: one(Opener.allCases),
            openedAt: instant())
        change(&session)
        return session
    }

    /// Everything that may change after the opening.
    mutating func change(_ session: inout Session) {
        session.phase = one([.queued, .active])
        session.agent = maybe { $0.agent() }
        session.place = number(1...99)
        session.waitingSince = instant()
        session.receptionChannel = one(ReceptionChannel.allCases)
        session.assignedAt = maybe { $0.instant() }
        session.endedAt = maybe { $0.instant() }
        session.endReason = maybe { $0.one(EndReason.allCases) }
        session.lastMessageAt = maybe { $0.instant() }
        session.visitChannel = maybe { $0.text() }
        session.visitorWroteAt = maybe { $0.instant() }
        session.isUnanswered = chance()
        session.agentMessages = list(6) {
            AgentMessage(message: MessageID($0.number(1...99)), at: $0.instant())
        }
        session.visitorSilentAt = maybe { $0.instant() }
        session.agentSilentAt = maybe { $0.instant() }
        session.heldSilently = list(3) { $0.agent() }
        session.queuePromptIsDone = chance()
        session.queuePromptText = maybe { $0.text() }
        session.endPromptIsDone = chance()
        session.pendingEnd = maybe {
            PendingEnd(
                reason: $0.one(EndReason.allCases),
                firstCall: $0.maybe { EffectID($0.number(1...99)) },
                closingText: $0.maybe { $0.text() }, transferTo: $0.maybe { $0.one($0.accounts) },
                isLifeOver: $0.chance())
        }
        session.code = maybe {
            UnspentCode(code: $0.text(), state: $0.platformState(), until: $0.instant())
        }
        session.undo = maybe { $0.undo() }
        session.barred = list(3) { BarredAgent(agent: $0.agent(), until: $0.instant()) }
        session.waitsForRead = chance()
        session.agentIsGone = chance()
    }

    private mutating func undo() -> AssignmentUndo {
        let pointer: AgentID? = maybe { $0.agent() }
        return AssignmentUndo(
            effect: EffectID(number(1...99)), agent: maybe { $0.agent() },
            pointer: chance() ? .some(pointer) : nil, priorAgent: maybe { $0.agent() },
            lastReceivedAt: maybe { $0.instant() }, assignedAt: maybe { $0.instant() })
    }

    mutating func conversation(_ id: ConversationID, session: SessionID?) -> Conversation {
        var conversation = Conversation(id)
        conversation.openSession = session
        conversation.latestSession = session
        conversation.priorAgent = maybe { $0.agent() }
        conversation.platform = platformState()
        conversation.isUncertain = chance()
        conversation.budget = SendBudget(openedAt: maybe { $0.instant() }, used: Int(number(0...5)))
        conversation.offlinePromptAt = maybe { $0.instant() }
        conversation.offlineSession = maybe { SessionID($0.number(1...99)) }
        conversation.offlineUntil = maybe { $0.instant() }
        conversation.visitChannel = maybe { $0.text() }
        conversation.ticket = maybe {
            TransferTicket(
                place: $0.number(1...99), waitingSince: $0.instant(), until: $0.instant())
        }
        conversation.held = list(3) { $0.heldMessage() }
        conversation.closing = maybe {
            Conversation.Closing(
                session: SessionID($0.number(1...99)), attemptedAt: $0.instant())
        }
        conversation.reading = maybe { EffectID($0.number(1...99)) }
        conversation.platformEndedAt = maybe { $0.instant() }
        conversation.changedAt = maybe { $0.instant() }
        return conversation
    }

    private mutating func heldMessage() -> HeldMessage {
        let session = SessionID(number(1...99))
        let text = text()
        let action = one(MenuAction.allCases)
        return HeldMessage(
            message: MessageID(number(1...99)), sentAt: instant(),
            choice: one([nil, .plain, .action(action), .rating(session, choice: text)]))
    }

    mutating func effect(_ id: EffectID) -> Effect {
        let (state, content, prompt) = (platformState(), content(), one(PromptKind.allCases))
        let message = MessageID(number(1...99))
        let isPrompt = chance()
        let code = text()
        let adopts = chance()
        let attempts = Int(number(0...9))
        return Effect(
            id: id, conversation: conversationID(),
            session: maybe { SessionID($0.number(1...99)) },
            kind: one([
                .change(to: state), .readState(adopts: adopts),
                .send(content, message, isPrompt ? prompt : nil),
                .sendOnCode(code, content, message, prompt),
            ]),
            createdAt: instant(), deadline: maybe { $0.instant() }, attempts: attempts,
            attemptedAt: maybe { $0.instant() })
    }

    mutating func agent(_ id: AgentID) -> Agent {
        Agent(
            id: id, setStatus: maybe { $0.one(AgentStatus.allCases) }, isActive: chance(),
            lastReceivedAt: maybe { $0.instant() }, relayAbsence: absence())
    }

    mutating func listedAgent() -> ListedAgent {
        ListedAgent(
            reception: maybe { $0.one(Reception.allCases) },
            receptionAsOf: number(0...4_000_000_000), absence: absence(),
            doubtedSince: maybe { $0.number(0...4_000_000_000) },
            refusedAt: list(2) { $0.instant() }, barredUntil: maybe { $0.instant() })
    }
}

extension RandomRecords {
    mutating func prompt() -> Prompt {
        Prompt(isEnabled: chance(), text: text(), menu: list(2) { $0.menuItem() })
    }

    mutating func configuration() -> AccountConfiguration {
        AccountConfiguration(
            name: text(), agents: agents.shuffled(using: &random).filter { _ in chance() },
            takesPlatformList: chance(), strategy: one(Strategy.allCases),
            priorAgentFirst: chance(), cap: Int(number(1...50)),
            timeZone: one(["Asia/Shanghai", "UTC", "America/New_York"]),
            weekly: chance() ? [:] : [1: [span()], 5: [span(), span()]],
            dates: chance() ? [:] : [CalendarDate(day: number(0...30_000)): list(2) { $0.span() }],
            visitorSilence: maybe { Interval(milliseconds: $0.number(60_000...172_800_000)) },
            agentSilence: maybe { Interval(milliseconds: $0.number(1...9_999)) },
            whenNobody: one(WhenNobody.allCases),
            receptionChannel: one(ReceptionChannel.allCases),
            prompts: Prompts(
                welcome: prompt(), queue: prompt(), offline: prompt(),
                offlineSuppressedWhileOnline: chance(), end: prompt()))
    }

    private mutating func span() -> HoursSpan {
        HoursSpan(
            from: MinuteOfDay(Int(number(0...1_439))), to: MinuteOfDay(Int(number(0...1_440))))
    }

    mutating func account(_ id: AccountID, _ settings: AccountSettings) -> Account {
        Account(
            id: id, status: one([.active, .deleting, .withdrawn]), settings: settings,
            pointer: maybe { $0.agent() }, assignmentTimes: list(21) { $0.instant() },
            choosesNobodyUntil: maybe { $0.instant() }, givenBackAt: maybe { $0.instant() },
            reception: Dictionary(
                list(5) { ($0.agent(), $0.listedAgent()) }, uniquingKeysWith: { first, _ in first })
        )
    }
}
