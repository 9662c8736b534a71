import Engine
import HTTPServer
import Routing
import Storage

/// What an agent's client has to know before it can act: how ready the agent is where, and whom a
/// session could be handed to.
struct DutyRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/agent/status", .agent,
                Operation(
                    "What the agent has set, and how ready that makes it in each account",
                    answer: (
                        200,
                        .object([
                            "status": .nullable(.words(AgentStatus.self)),
                            "accounts": .list(.named("Duty")),
                        ])
                    ), handle: .task { try await duties($0) })),
            APIRoute(
                .get, "/api/agent/sessions/{id}/targets", .agent,
                Operation(
                    "Whom the session could be handed to now, and what stands in the way",
                    answer: (200, .named("Targets")), problems: [409],
                    handle: .task { try await targets($0) })),
        ]
    }

    private func duties(_ call: Call) async throws -> Response {
        let agent = try call.agent
        let duties = try await services.engine.perform { core in
            // A copy: asking must not change what decides.
            var routing = core.routing
            return routing.duties(of: agent, at: core.moment)
        }
        return try services.read { view in
            let status = try view.member(agent)?.setStatus
            let accounts = try duties.compactMap { duty in
                try view.account(duty.account).map { Self.document(duty, $0) }
            }
            return .document(
                ["status": .text(status?.rawValue), "accounts": .array(accounts)],
                headers: [("Cache-Control", "no-store")])
        }
    }

    private static func document(_ duty: AgentDuty, _ account: AccountRecord) -> JSON {
        [
            "id": .string(account.openKfID), "name": .string(account.shownName),
            "reception_channel": .string(duty.channel.rawValue),
            "status": .string(duty.status.rawValue), "load": .int(duty.load),
            "cap": .int(duty.cap), "open": .bool(duty.isOpen),
        ]
    }

    private func targets(_ call: Call) async throws -> Response {
        let id = try OwnSession(services: services).toAct(call).session.id
        let targets = try await services.engine.perform { core in
            var routing = core.routing
            return routing.transferTargets(of: id, at: core.moment)
        }
        guard let targets else { throw Problem.sessionEnded() }
        return try services.read { view in
            .document(
                [
                    "queue": ["reason": Self.reason(targets.queue)],
                    "agents": .array(try targets.agents.compactMap { try Self.agent($0, view) }),
                    "accounts": .array(
                        try targets.accounts.compactMap { try Self.account($0, view) }),
                ], headers: [("Cache-Control", "no-store")])
        }
    }

    private static func agent(_ line: TransferTargets.AgentLine, _ view: ReadView) throws -> JSON? {
        guard let member = try view.member(line.agent) else { return nil }
        return [
            "member": .string(member.userID), "name": .string(member.name ?? member.userID),
            "avatar": .text(member.avatar), "status": .string(line.status.rawValue),
            "load": .int(line.load), "reason": .text(line.reason?.rawValue),
        ]
    }

    private static func account(
        _ line: TransferTargets.AccountLine, _ view: ReadView
    ) throws -> JSON? {
        guard let record = try view.account(line.account) else { return nil }
        // Without a link the visitor cannot be sent there, whatever else holds.
        let refusal = line.refusal ?? (record.accessLink == nil ? .accountNotAvailable : nil)
        return [
            "id": .string(record.openKfID), "name": .string(record.shownName),
            "reason": reason(refusal),
        ]
    }

    /// The name of the problem that trying would meet.
    private static func reason(_ refusal: Refusal?) -> JSON {
        .text(refusal.map { Problem($0).name })
    }
}
