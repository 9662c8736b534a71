import Routing
import Storage

/// A session as the API shows it.
enum SessionDocument {
    /// How long after a visitor's message may be sent to it.
    static let window = Interval.hours(48)
    /// How many messages may be sent in that time.
    static let messagesMax = 5

    /// A session of the records.
    static func document(_ record: SessionRecord, at now: Instant) -> JSON {
        let session = record.session
        return [
            "id": .id(session.id), "account": .string(record.openKfID),
            "visitor": visitor(record), "state": .string(session.phase.rawValue),
            "agent": .text(record.agentUserID), "channel": .text(session.visitChannel),
            "reception_channel": .string(session.receptionChannel.rawValue),
            "opened_at": .time(session.openedAt), "opened_by": .string(session.openedBy.rawValue),
            "waiting_since": .time(session.waitingSince),
            "assigned_at": .time(session.assignedAt), "ended_at": .time(session.endedAt),
            "end_reason": .text(session.endReason?.rawValue),
            "last_message_at": .time(session.lastMessageAt),
            "unanswered": .bool(session.isUnanswered), "rating": .text(record.rating),
            "send_window": sendWindow(session, record.budget, at: now),
        ]
    }

    private static func visitor(_ record: SessionRecord) -> JSON {
        [
            "id": .string(record.externalUserID), "name": .text(record.visitorName),
            "avatar": .text(record.visitorAvatar),
        ]
    }

    /// Null when nothing can be sent: the session is over, or the visitor has not written in time.
    private static func sendWindow(
        _ session: Session, _ budget: SendBudget, at now: Instant
    ) -> JSON {
        guard session.phase != .ended, session.receptionChannel == .relay,
            let openedAt = budget.openedAt, now < openedAt + window
        else { return .null }
        return [
            "messages_left": .int(max(0, messagesMax - budget.used)),
            "closes_at": .time(openedAt + window),
        ]
    }
}
