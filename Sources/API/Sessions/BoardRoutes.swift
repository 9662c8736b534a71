import Engine
import HTTPServer
import Routing
import Storage

/// The live board: queues, agents and what the platform shows otherwise.
struct BoardRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    /// How many waiting sessions of an account are shown in full.
    static let waitingMax = 50

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/board", .supervisor,
                Operation(
                    "Queues and agents of the caller's scope at this moment",
                    query: ["account": .text()], answer: (200, .named("Board")), problems: [404],
                    handle: .task { try await board($0) }))
        ]
    }

    private func board(_ call: Call) async throws -> Response {
        let wanted = call.request.query["account"].flatMap { $0.isEmpty ? nil : $0 }
        let records = try services.read({ try $0.accounts() }).filter { record in
            record.configuration != nil && record.status != .deleted
                && AccountLookup.isVisible(record, to: call.caller)
                && (wanted == nil || record.openKfID == wanted)
        }
        if wanted != nil, records.isEmpty { throw Problem.notFound() }
        let (at, reports) = try await services.engine.perform { core in
            // A copy: looking must not change what decides.
            var routing = core.routing
            return (core.moment.now, records.map { routing.boardReport($0.id, at: core.moment) })
        }
        let known = zip(records, reports).compactMap { record, report in
            report.map { (record, $0) }
        }
        let document = try services.read { view in
            try BoardDocument(view, at: at).document(known)
        }
        return .document(document, headers: [("Cache-Control", "no-store")])
    }
}

/// The board as the API shows it.
private struct BoardDocument {
    let view: ReadView
    let now: Instant

    init(_ view: ReadView, at now: Instant) {
        self.view = view
        self.now = now
    }

    func document(_ accounts: [(AccountRecord, BoardReport)]) throws(StoreError) -> JSON {
        var shown: [JSON] = []
        var drift: [JSON] = []
        for (record, report) in accounts {
            shown.append(try document(record, report))
            for entry in report.drift { drift.append(try document(entry, in: record)) }
        }
        return ["at": .time(now), "accounts": .array(shown), "drift": .array(drift)]
    }

    private func document(
        _ record: AccountRecord, _ report: BoardReport
    ) throws(StoreError) -> JSON {
        var waiting: [JSON] = []
        for id in report.waiting.prefix(BoardRoutes.waitingMax) {
            guard let session = try view.session(id) else { continue }
            waiting.append(SessionDocument.document(session, at: now))
        }
        var agents: [JSON] = []
        for line in report.agents {
            guard let member = try view.member(line.agent) else { continue }
            agents.append([
                "member": .string(member.userID), "name": .string(member.name ?? member.userID),
                "status": .string(line.status.rawValue), "load": .int(line.load),
                "cap": .int(report.cap), "total": .int(line.total),
                "reason": .text(line.reason?.rawValue),
            ])
        }
        return [
            "id": .string(record.openKfID), "name": .string(record.shownName),
            "status": .string(report.status.rawValue), "open": .bool(report.isOpen),
            "paused_until": .time(report.pausedUntil), "waiting": .array(waiting),
            "waiting_total": .int(report.waiting.count), "active": .int(report.active),
            "agents": .array(agents),
        ]
    }

    /// Since when: the end of the session that the platform still shows, or the last assignment.
    private func document(
        _ entry: BoardReport.Drift, in record: AccountRecord
    ) throws(StoreError) -> JSON {
        let session = try entry.session.flatMap { id throws(StoreError) in try view.session(id) }
        let agent = try entry.agent.flatMap { id throws(StoreError) in try view.userID(of: id) }
        let since = session.map {
            $0.session.endedAt ?? $0.session.assignedAt ?? $0.session.waitingSince
        }
        var visitor = session?.externalUserID
        if visitor == nil { visitor = try view.externalUserID(of: entry.conversation.visitor) }
        return [
            "account": .string(record.openKfID), "visitor": .text(visitor),
            "session": .id(entry.session),
            "agent": .text(agent),
            "platform_agent": .text(try view.userID(of: entry.platformAgent)),
            "since": .time(since),
        ]
    }
}
