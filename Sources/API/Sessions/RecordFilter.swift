import HTTPServer
import Routing
import Storage

/// What a caller asks of the list of sessions.
struct RecordFilter {
    private var filter = SessionFilter()
    /// Whether a name in the query is nobody's, so that nothing can be found.
    private var isEmpty = false

    /// Reads the query of a request.
    init(_ request: Request, _ services: Services) throws {
        let errors = InputErrors()
        filter.openedFrom = Self.time(request, "from", errors)
        filter.openedBefore = Self.time(request, "to", errors)
        if let text = request.query["state"], !text.isEmpty {
            filter.phase = SessionPhase(rawValue: text)
            if filter.phase == nil {
                errors.add("?state", "must be one of \"queued\", \"active\", \"ended\"")
            }
        }
        try errors.finish()
        if let name = request.query["account"], !name.isEmpty {
            filter.account = try services.read({ try $0.account(openKfID: name)?.id })
            isEmpty = isEmpty || filter.account == nil
        }
        if let name = request.query["agent"], !name.isEmpty {
            filter.agent = try services.read({ try $0.agentID(userID: name) })
            isEmpty = isEmpty || filter.agent == nil
        }
    }

    /// The filter for a caller of this scope; nil when nothing can be found.
    func within(_ scope: Scope) -> SessionFilter? {
        if isEmpty { return nil }
        var filter = filter
        switch scope {
        case .everything: break
        case .subOrganisation(let id): filter.subOrganisation = id
        case .own(let agent):
            if let asked = filter.agent, asked != agent { return nil }
            filter.agent = agent
        case .nothing: return nil
        }
        return filter
    }

    private static func time(
        _ request: Request, _ name: String, _ errors: InputErrors
    ) -> Instant? {
        guard let text = request.query[name], !text.isEmpty else { return nil }
        // The `+` of a zone arrives as it was sent, or as the space that some clients make of it.
        let repaired = text.replacing(" ", with: "+")
        guard let time = RFC3339.milliseconds(repaired) ?? RFC3339.milliseconds(text) else {
            errors.add("?\(name)", "must be a time such as 2026-11-22T15:04:05Z")
            return nil
        }
        return Instant(milliseconds: time)
    }
}
