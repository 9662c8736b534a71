import Engine
import HTTPServer
import Routing
import Storage

/// One page of an agent's feed, ready to be sent.
struct FeedPage {
    /// Whether there is nothing new.
    let isEmpty: Bool
    /// The answer.
    let document: JSON

    /// The answer as it is sent.
    var answer: Response { .document(document, headers: [("Cache-Control", "no-store")]) }

    /// The answer that nothing is new, with the cursor that was given.
    static func nothing(after cursor: String) -> FeedPage { FeedPage([], cursor) }

    /// The most changes in one answer.
    static let changesMax = 500

    /// Reads what follows the cursor; without one the agent's open sessions as they stand.
    /// - Throws: `cursor-expired` for a cursor that is too old or none of this agent's.
    static func read(
        _ services: Services, agent: AgentID, cursor text: String?
    ) throws -> FeedPage {
        let now = services.engine.clock.now
        return try services.read { view in
            let mark = try view.databaseMark()
            guard let text else {
                let row = try view.lastFeedID()
                let cursor = PollCursor(row: row).text(agent: agent, databaseMark: mark)
                return FeedPage(try start(view, agent, at: now), cursor)
            }
            guard let cursor = PollCursor(text, agent: agent, databaseMark: mark),
                try cursor.row <= view.lastFeedID()
            else { throw Problem.cursorExpired("It is no cursor of this agent and database") }
            guard try view.feedPrunedThrough(agent) <= cursor.row else {
                throw Problem.cursorExpired("Changes after it are no longer kept")
            }
            var rows = try view.feed(of: agent, after: cursor.row, limit: changesMax + 1)
            let more = rows.count > changesMax
            if more { rows.removeLast() }
            guard let last = rows.last else { return FeedPage([], text) }
            var changes: [JSON] = []
            for row in rows { changes.append(try document(row, view, at: now)) }
            return FeedPage(
                changes, PollCursor(row: last.id).text(agent: agent, databaseMark: mark),
                more: more)
        }
    }

    /// A client's beginning: what the agent has, as if it were assigned now.
    private static func start(
        _ view: ReadView, _ agent: AgentID, at now: Instant
    ) throws(StoreError) -> [JSON] {
        try view.openSessions(of: agent).map { record in
            change(
                kind: .assigned, at: record.session.assignedAt ?? record.session.openedAt,
                SessionDocument.document(record, at: now))
        }
    }

    private init(_ changes: [JSON], _ cursor: String, more: Bool = false) {
        isEmpty = changes.isEmpty
        document = [
            "cursor": .string(cursor), "more": .bool(more), "changes": .array(changes),
        ]
    }

    private static func document(
        _ row: FeedRecord, _ view: ReadView, at now: Instant
    ) throws(StoreError) -> JSON {
        var members: [(String, JSON)] = []
        if let id = row.message, let record = try view.message(id),
            let message = MessageDocument.document(record)
        {
            members.append(("message", message))
        }
        if let from = row.fromUserID { members.append(("from", .string(from))) }
        if let to = row.toUserID { members.append(("to", .string(to))) }
        if let reason = row.reason { members.append(("reason", .string(reason))) }
        var session = JSON.null
        if let id = row.session, let record = try view.session(id) {
            session = SessionDocument.document(record, at: now)
        }
        return change(kind: row.kind, at: row.at, session, members)
    }

    private static func change(
        kind: FeedChange.Kind, at: Instant, _ session: JSON, _ more: [(String, JSON)] = []
    ) -> JSON {
        .members(
            [("type", .string(kind.rawValue)), ("at", .time(at)), ("session", session)] + more)
    }
}
