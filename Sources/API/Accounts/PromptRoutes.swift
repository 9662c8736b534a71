import Engine
import HTTPServer
import Routing
import Storage

/// An account's prompts (会话提示语).
struct PromptRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/accounts/{id}/prompts", .supervisor,
                Operation(
                    "What the account says", answer: (200, .named("Prompts")),
                    handle: .task { try get($0) })),
            APIRoute(
                .put, "/api/accounts/{id}/prompts", .admin,
                Operation(
                    "Changes what it says; a prompt that is not named stays",
                    headers: ifMatch, body: .named("Prompts"),
                    answer: (200, .named("Prompts")), problems: [412], bodyBytesMax: 131_072,
                    handle: .task { try await put($0) })),
        ]
    }

    private func get(_ call: Call) throws -> Response {
        let (record, configuration) = try AccountLookup(services).adopted(call)
        return Self.answer(configuration.prompts, record.version)
    }

    private func put(_ call: Call) async throws -> Response {
        let (record, old) = try AccountLookup(services).adopted(call)
        let version = try call.request.expectedVersion()
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        var configuration = old
        configuration.prompts = PromptsForm.read(fields, over: old.prompts)
        try errors.finish()
        if let version, version != record.version { throw Problem.editConflict() }
        let (caller, changed) = (call.caller, configuration)
        try await services.change { core in
            let settings = try core.store.configure(
                record.id, changed, expecting: record.version)
            let change = JSON.difference(
                PromptsForm.document(old.prompts), PromptsForm.document(changed.prompts))
            try core.audit(
                caller, "prompts.update", "account/\(record.openKfID)", before: change.before,
                after: change.after)
            try core.follow(settings, of: record.id, before: settings.agents)
        }
        return Self.answer(configuration.prompts, record.version + 1)
    }

    private static func answer(_ prompts: Prompts, _ version: Int64) -> Response {
        .document(PromptsForm.document(prompts), version: version)
    }
}
