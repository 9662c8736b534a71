import Routing
import Storage
import WeCom

/// What a pulled entry is to routing, and as a row.
extension EngineCore {
    /// The input that an entry stands for; nil when it only has to be stored.
    func input(
        for message: WireMessage, _ row: StoredMessage
    ) throws(StoreError) -> Input? {
        let at = moment.instant(ofPlatformSeconds: message.seconds)
        if case .event(let event) = message.kind {
            return try input(for: event, message, row, at: at)
        }
        guard let chat = row.chat else { return nil }
        switch row.origin {
        case .visitor:
            return .visitorWrote(chat, row.id, at: at, choice: message.choice)
        case .agentInClient:
            guard let agent = row.agent else { return nil }
            return .agentWrote(chat, agent, row.id, at: at)
        default: return nil
        }
    }

    private func input(
        for event: WireEvent, _ message: WireMessage, _ row: StoredMessage, at: Instant
    ) throws(StoreError) -> Input? {
        if case .servicerStatusChange(_, let status, let stopType) = event {
            // The event's own numbers (1 receives, 2 does not), never those of the list.
            let reception = ServicerStatusEvent(rawValue: status)?.reception(stopType: stopType)
            guard let reception, let agent = row.agent else { return nil }
            // A time that is still to come would outrank every later word.
            let asOf = min(message.seconds, moment.wall.milliseconds / 1_000 + 60)
            return .receptionChanged(
                row.account, agent, Routing.Reception(reception), asOf: asOf)
        }
        guard let chat = row.chat else { return nil }
        switch event {
        case .enterSession(let scene, let sceneParam, let welcomeCode, let channels):
            let names = [sceneParam, scene, channels?.nickname ?? ""]
            let code = welcomeCode.flatMap { $0.isEmpty ? nil : $0 }
            return .visited(
                chat, at: at, channel: names.first { !$0.isEmpty }, welcomeCode: code)
        case .msgSendFail(let failed, _):
            return try messageID(failed, in: row.account).map { .sendFailed(chat, $0) }
        case .userRecall(let recalled), .servicerRecall(let recalled, _):
            return try messageID(recalled, in: row.account).map { .recalled(chat, $0) }
        case .sessionStatusChange(let type, let old, let new, let code):
            guard let change = try change(type, from: old, to: new, code: code) else { return nil }
            return .changedInClient(chat, change, at: isAhead(message, change) ? Self.unknown : at)
        case .servicerStatusChange, .rejectSwitch, .unknown: return nil
        }
    }

    /// Earlier than everything: what happened then is not followed until the state is read.
    private static let unknown = Instant(milliseconds: 0)

    /// Whether an agent took a chat at a time that is still to come here: the wall clock is behind,
    /// so that nobody can say whether it was before a change of ours.
    private func isAhead(_ message: WireMessage, _ change: ClientChange) -> Bool {
        if case .ended = change { return false }
        return message.seconds > moment.wall.milliseconds / 1_000 + 10
    }

    private func messageID(
        _ platformID: String, in account: AccountID
    ) throws(StoreError) -> MessageID? {
        try store.messageID(ofPlatformMessageID: platformID, in: account)
    }

    /// What an agent did in the WeCom client (`change_type`).
    private func change(
        _ type: Int, from old: String?, to new: String?, code: String?
    ) throws(StoreError) -> ClientChange? {
        let from = try agent(old)
        let to = try agent(new)
        switch (type, to) {
        case (1, let agent?): return .took(agent)
        case (2, let agent?): return .transferred(from: from, to: agent)
        case (3, _): return .ended(by: from, code: code.flatMap { $0.isEmpty ? nil : $0 })
        case (4, let agent?): return .reopened(agent)
        default: return nil
        }
    }

    private func agent(_ userID: String?) throws(StoreError) -> AgentID? {
        guard let userID, !userID.isEmpty else { return nil }
        return try store.agentID(userID: userID)
    }
}

extension StoredMessage {
    /// The row of a pulled entry, without its visitor and agent.
    init(_ message: WireMessage, id: MessageID, account: AccountID, at: Instant) {
        let isEvent = message.isEvent
        let type = message.storedType
        let origin: MessageOrigin =
            switch message.origin {
            case _ where isEvent: .event
            case Origin.visitor: .visitor
            case Origin.servicer: .agentInClient
            default: .event
            }
        self.init(
            id: id, account: account, visitor: nil, origin: origin, type: type,
            text: message.text, body: message.storedBody(type), sentAt: message.seconds, at: at)
    }

    /// Whose chat it belongs to.
    var chat: ConversationID? { visitor.map { ConversationID(account, $0) } }
}

extension WireMessage {
    /// `send_time` in Unix seconds, within the years that can be reckoned with: a number from
    /// outside must not stop anything.
    var seconds: Int64 { min(max(sendTime, 0), 1 << 40) }

    /// Whether it is a visit whose welcome code has not died yet.
    func hasLiveWelcome(at wall: Instant) -> Bool {
        guard wall.milliseconds - seconds * 1_000 < 20_000 else { return false }
        guard case .event(.enterSession(_, _, let code, _)) = kind else { return false }
        return code?.isEmpty == false
    }

    /// What the visitor tapped, if it tapped.
    fileprivate var choice: MenuChoice? {
        guard case .text(_, let menuID?) = kind, !menuID.isEmpty else { return nil }
        return MenuIdentifier.decode(menuID)
    }

    /// The USERID of the agent who wrote, or whom an event is about.
    var agentUserID: String? {
        let userID: String? =
            switch kind {
            case .event(.servicerStatusChange(let userID, _, _)): userID
            case .event(.sessionStatusChange(_, let old, let new, _)): new ?? old
            case .event(.servicerRecall(_, let userID)): userID
            case .event(.rejectSwitch(let userID, _)): userID
            case .event: nil
            default: servicerUserID
            }
        return userID.flatMap { $0.isEmpty ? nil : $0 }
    }

    fileprivate var isEvent: Bool { if case .event = kind { true } else { false } }

    fileprivate var storedType: MessageType {
        switch kind {
        case .text: .text
        case .event(let event): MessageType(rawValue: event.type) ?? .unknownEvent
        default: MessageType(rawValue: kind.type) ?? .unknown
        }
    }

    fileprivate var text: String? {
        switch kind {
        case .text(let content, _): content
        case .msgmenu(let menu): menu.headContent
        default: nil
        }
    }

    /// The platform's JSON of the body; of what kefud does not know, the whole entry.
    fileprivate func storedBody(_ type: MessageType) -> String? {
        if case .text(_, nil) = kind { return nil }
        if type == .unknown || type == .unknownEvent {
            return String(decoding: raw, as: UTF8.self)
        }
        return RawBody.member(kind.type, of: raw)
    }
}

extension Routing.Reception {
    /// The platform's word in ours.
    init(_ reception: WeCom.Reception) {
        self =
            switch reception {
            case .receiving: .receiving
            case .suspended: .suspended
            case .stopped: .stopped
            }
    }
}
