import HTTPServer
import Routing
import Storage

/// One page of an agent's feed, ready to be sent.
struct FeedPage {
    /// Whether there is nothing new.
    let isEmpty: Bool
    /// The answer.
    let document: JSON

    /// The most changes in one answer.
    static let changesMax = 500

    /// Reads what follows the cursor; without one the agent's open sessions as they stand.
    /// - Throws: `cursor-expired` for a cursor that is too old or none of this agent's.
    static func read(
        _ services: Services, agent: AgentID, cursor text: String?
    ) throws -> FeedPage {
        let reader = services.reader
        let mark = reader.databaseMark
        let now = services.engine.clock.now
        guard let text else {
            let start = try reader.feedStart(of: agent)
            let changes = start.sessions.map { record in
                change(
                    kind: .assigned, at: record.session.assignedAt ?? record.session.openedAt,
                    SessionDocument.document(record, at: now))
            }
            return FeedPage(changes, PollCursor(row: start.row).text(agent: agent, databaseMark: mark))
        }
        guard let cursor = PollCursor(text, agent: agent, databaseMark: mark) else {
            throw Problem.cursorExpired("This cursor is none of this agent and database")
        }
        guard let rows = try reader.feed(of: agent, after: cursor.row, limit: changesMax) else {
            throw Problem.cursorExpired()
        }
        guard let last = rows.last else { return FeedPage([], text) }
        return FeedPage(
            rows.map { document($0, at: now) },
            PollCursor(row: last.id).text(agent: agent, databaseMark: mark),
            more: rows.count == changesMax)
    }

    private init(_ changes: [JSON], _ cursor: String, more: Bool = false) {
        isEmpty = changes.isEmpty
        document = [
            "cursor": .string(cursor), "more": .bool(more), "changes": .array(changes),
        ]
    }

    private static func document(_ row: FeedRecord, at now: Instant) -> JSON {
        var members: [(String, JSON)] = []
        if let message = row.message.flatMap(MessageDocument.document) {
            members.append(("message", message))
        }
        if let from = row.from { members.append(("from", .string(from))) }
        if let to = row.to { members.append(("to", .string(to))) }
        if let reason = row.change.reason { members.append(("reason", .string(reason))) }
        return change(
            kind: row.change.kind, at: row.change.at,
            row.session.map { SessionDocument.document($0, at: now) } ?? .null, members)
    }

    private static func change(
        kind: FeedChange.Kind, at: Instant, _ session: JSON, _ more: [(String, JSON)] = []
    ) -> JSON {
        .members(
            [("type", .string(kind.rawValue)), ("at", .time(at)), ("session", session)] + more)
    }
}
