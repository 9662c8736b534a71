import HTTPServer
import Storage
import Testing

@testable import API

/// Who may call what: the table is written by hand, so that a route that somebody adds or opens
/// has to be thought about twice.
@Suite struct AccessTests {
    static let table: [String: Access] = [
        "GET /wecom/callback": .platform, "POST /wecom/callback": .platform,
        "GET /healthz": .open, "GET /readyz": .open, "GET /metrics": .open,
        "GET /openapi.json": .open, "GET /api/agent/status": .agent,
        "GET /api/agent/sessions/{id}/targets": .agent, "POST /api/sign-in": .open,
        "POST /api/sign-out": .signedIn, "GET /api/me": .signedIn,
        "PUT /api/me/password": .signedIn, "PUT /api/agent/status": .agent,
        "GET /api/agent/assignments": .agent, "GET /api/agent/sessions": .agent,
        "GET /api/agent/sessions/{id}": .agent, "GET /api/agent/sessions/{id}/messages": .agent,
        "POST /api/agent/sessions/{id}/messages": .agent,
        "POST /api/agent/sessions/{id}/transfer": .agent,
        "POST /api/agent/sessions/{id}/end": .agent, "GET /api/sessions": .signedIn,
        "GET /api/sessions/{id}": .signedIn, "GET /api/sessions/{id}/messages": .signedIn,
        "GET /api/sessions/{id}/decisions": .signedIn,
        "POST /api/sessions/{id}/assign": .supervisor,
        "POST /api/sessions/{id}/requeue": .supervisor,
        "POST /api/sessions/{id}/end": .supervisor, "GET /api/alerts": .supervisor,
        "POST /api/alerts/{id}/acknowledge": .supervisor, "GET /api/effects": .admin,
        "POST /api/effects/{id}/retry": .admin, "POST /api/effects/{id}/drop": .admin,
        "GET /api/accounts": .supervisor, "POST /api/accounts": .admin,
        "GET /api/accounts/{id}": .supervisor, "PATCH /api/accounts/{id}": .admin,
        "DELETE /api/accounts/{id}": .admin, "POST /api/accounts/{id}/restore": .admin,
        "GET /api/accounts/{id}/avatar": .signedIn,
        "GET /api/accounts/{id}/prompts": .supervisor,
        "PUT /api/accounts/{id}/prompts": .admin,
        "GET /api/accounts/{id}/invitation": .supervisor,
        "PUT /api/accounts/{id}/invitation": .admin,
        "GET /api/accounts/{id}/access": .supervisor,
        "POST /api/accounts/{id}/access/links": .supervisor,
        "GET /api/accounts/{id}/qr.png": .supervisor,
        "GET /api/accounts/{id}/qr.svg": .supervisor, "GET /api/audit": .admin,
        "GET /api/board": .supervisor, "GET /api/directory": .admin,
        "POST /api/directory/sync": .admin, "POST /api/directory/import": .admin,
        "PUT /api/users/{id}/password": .admin,
        "GET /api/members": .supervisor,
        "POST /api/members": .admin, "GET /api/members/{id}": .supervisor,
        "PATCH /api/members/{id}": .admin, "DELETE /api/members/{id}": .admin,
        "GET /api/departments": .supervisor, "POST /api/departments": .admin,
        "GET /api/departments/{id}": .supervisor, "PATCH /api/departments/{id}": .admin,
        "DELETE /api/departments/{id}": .admin, "GET /api/sub-organisations": .supervisor,
        "POST /api/sub-organisations": .admin, "GET /api/sub-organisations/{id}": .supervisor,
        "PATCH /api/sub-organisations/{id}": .admin,
        "DELETE /api/sub-organisations/{id}": .admin, "GET /api/users": .admin,
        "POST /api/users": .admin, "GET /api/users/{id}": .admin,
        "PATCH /api/users/{id}": .admin, "DELETE /api/users/{id}": .admin,
        "GET /api/users/{id}/tokens": .admin, "POST /api/users/{id}/tokens": .admin,
        "DELETE /api/users/{id}/tokens/{token}": .admin,
        "DELETE /api/visitors/{external_userid}": .admin,
    ]

    @Test func everyRouteHasTheAccessThatIsWrittenHere() async throws {
        try await withWorld { world in
            let routes = world.api.table.routes
            let found = Dictionary(
                uniqueKeysWithValues: routes.map {
                    ("\($0.method.rawValue) \($0.path)", $0.access)
                })
            #expect(found == Self.table)
        }
    }

    @Test func whoMayNotGets401Or403AndNothingElse() async throws {
        try await withWorld { world in
            let supervisor = SecretText.make()
            try await world.makeUser("sue", .supervisor, token: supervisor)
            let agent = try await world.makeAgent("ann")
            for route in world.api.table.routes {
                let target = route.path.replacing("{id}", with: "999").replacing(
                    "{token}", with: "999"
                ).replacing("{external_userid}", with: "wm999")
                let method = route.method.rawValue
                func status(_ token: String?) async -> Int {
                    await world.ask(method, target, bytes: Array("{}".utf8), as: token).status
                }
                let name = "\(method) \(route.path)"
                if route.access != .open, route.access != .platform {
                    #expect(await status(nil) == 401, "\(name) by nobody")
                    #expect(await status("kf_wrong") == 401, "\(name) with an unknown token")
                }
                switch route.access {
                case .open, .platform, .signedIn: break
                case .agent: #expect(await status(supervisor) == 403, "\(name) by a supervisor")
                case .supervisor: #expect(await status(agent) == 403, "\(name) by an agent")
                case .admin:
                    #expect(await status(agent) == 403, "\(name) by an agent")
                    #expect(await status(supervisor) == 403, "\(name) by a supervisor")
                }
                // Who may gets an answer of another kind, and never a fault of ours.
                let allowed = await status(route.access == .agent ? agent : world.admin)
                #expect(allowed < 500, "\(name): \(allowed)")
                #expect(route.access == .platform || allowed != 403, "\(name): \(allowed)")
            }
        }
    }

    @Test func theDescriptionNamesEveryRouteWithItsAccess() async throws {
        try await withWorld { world in
            let answer = await world.ask("GET", "/openapi.json")
            #expect(answer.status == 200)
            #expect(answer.json["openapi"] == "3.1.0")
            for (name, access) in Self.table {
                let parts = name.split(separator: " ")
                let operation = answer.json["paths"]?[String(parts[1])]?[
                    parts[0].lowercased()]
                #expect(operation?["x-access"]?.string == access.rawValue, "\(name)")
                #expect(operation?["summary"]?.string?.isEmpty == false, "\(name)")
            }
            // Every shape that is referred to exists.
            let known = answer.json["components"]?["schemas"]?.names ?? []
            for reference in Self.references(answer.json) {
                #expect(known.contains(reference), "\(reference)")
            }
        }
    }

    static func references(_ json: JSON) -> Set<String> {
        switch json {
        case .object(let members):
            members.reduce(into: Set<String>()) { found, member in
                if member.name == "$ref", let text = member.value.string {
                    found.insert(String(text.split(separator: "/").last ?? ""))
                }
                found.formUnion(references(member.value))
            }
        case .array(let items):
            items.reduce(into: Set<String>()) { $0.formUnion(references($1)) }
        default: []
        }
    }
}
