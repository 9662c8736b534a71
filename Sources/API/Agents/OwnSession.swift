import HTTPServer
import Routing
import Storage

/// Finds a session for the agent who asks. One that it never had does not exist for it.
struct OwnSession {
    let services: Services

    /// For looking at: the agent has it, or was the last who had it.
    func toRead(_ call: Call) throws -> SessionRecord {
        let (record, agent) = try find(call)
        guard let record, record.session.agent == agent else { throw Problem.notFound() }
        return record
    }

    /// For acting on: the rules say what may be done with one that the agent still has.
    /// - Throws: `not-your-session` for one that it had, and that somebody else has or that waits.
    func toAct(_ call: Call) throws -> SessionRecord {
        let (record, agent) = try find(call)
        guard let record else { throw Problem.notFound() }
        if record.session.agent == agent { return record }
        let id = record.session.id
        let decisions = try services.read({ try $0.decisions(of: id) })
        guard decisions.contains(where: { $0.agent == agent || $0.from == agent }) else {
            throw Problem.notFound()
        }
        throw record.session.phase == .ended ? Problem.sessionEnded() : Problem.notYourSession()
    }

    private func find(_ call: Call) throws -> (SessionRecord?, AgentID) {
        let agent = try call.agent
        let id = SessionID(try call.id())
        return (try services.read({ try $0.session(id) }), agent)
    }
}
