import Engine
import HTTPServer
import Routing
import Storage

/// Finds a session that the caller can see.
struct SessionLookup {
    let services: Services

    /// The session of the path.
    /// - Throws: `not-found`, also for what is outside of the caller's scope.
    func record(_ call: Call) throws -> SessionRecord {
        let id = SessionID(try call.id())
        guard let caller = call.caller, let record = try services.read({ try $0.session(id) }),
            caller.scope.includes(
                sessionOf: record.subOrganisation, agent: record.session.agent)
        else { throw Problem.notFound() }
        return record
    }

    /// The session as it is stored now, for an answer.
    func answer(_ id: SessionID, status: Int = 200) throws -> Response {
        guard let record = try services.read({ try $0.session(id) }) else {
            throw Problem.notFound()
        }
        return .document(
            SessionDocument.document(record, at: services.engine.clock.now), status: status)
    }
}
