import Engine
import HTTPServer
import Routing
import Storage

/// What people do to sessions: assign, give back, end, hand on. Answers with the session as it is
/// committed.
struct Commands {
    private let services: Services

    init(_ services: Services) { self.services = services }

    /// One command.
    func run(_ command: Command, _ record: SessionRecord, by actor: Actor) async throws -> Response
    {
        let id = record.session.id
        let answer = try await services.engine.perform { core in
            try core.apply(.command(id, command, by: actor))
        }
        if case .refused(let refusal) = answer { throw Problem(refusal) }
        return try SessionLookup(services: services).answer(id)
    }

    /// To an agent by its USERID.
    func assign(
        _ record: SessionRecord, to userID: String, by actor: Actor
    ) async throws -> Response {
        guard let agent = try services.read({ try $0.agentID(userID: userID) }) else {
            throw Problem.agentNotEligible("There is no agent \(userID)")
        }
        return try await run(.assign(to: agent), record, by: actor)
    }

    /// To another account, with a closing message that carries its link (rule 16).
    func transfer(
        _ record: SessionRecord, toAccount openKfID: String, by actor: Actor
    ) async throws -> Response {
        guard let target = try services.read({ try $0.account(openKfID: openKfID) }),
            target.status == .active
        else { throw Problem.nobodyThere("The other account is not one that receives visitors") }
        guard let link = target.accessLink else {
            throw Problem.nobodyThere("The other account has no access link yet")
        }
        let text = "请点击链接，继续由「\(target.shownName)」为您服务：\(link)"
        return try await run(
            .transfer(to: target.id, closingText: text), record, by: actor)
    }
}
