import Engine
import HTTPServer
import Routing
import Storage

/// Visitors as people whose data can be erased.
struct VisitorRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    var routes: [APIRoute] {
        [
            APIRoute(
                .delete, "/api/visitors/{external_userid}", .admin,
                Operation(
                    "Erases a visitor's messages, name and picture for ever; its sessions stay"
                        + " for the figures, without a name",
                    answer: (204, nil), problems: [409], bodyBytesMax: 8_192,
                    handle: .task { try await erase($0) }))
        ]
    }

    private func erase(_ call: Call) async throws -> Response {
        let name = call.parameter("external_userid")
        // What is left of an erased visitor has nothing more to erase.
        if name.hasPrefix(Store.erasedPrefix) { throw Problem.notFound() }
        let caller = call.caller
        try await services.change { core in
            guard let visitor = try core.store.existingVisitorID(externalUserID: name) else {
                throw Problem.notFound()
            }
            guard try core.erase(visitor) else {
                throw Problem.openSessions(
                    "End the visitor's sessions; try again once the platform has answered")
            }
            // The row's number and not the name: the log must not keep what was erased.
            try core.audit(caller, "visitor.erase", "visitor/\(visitor.rawValue)")
        }
        return .noContent
    }
}
