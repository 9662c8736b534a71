import Engine
import HTTPServer
import Routing
import Storage

/// The directory as a whole: from a file, and from the platform's contact interface.
struct DirectoryRoutes {
    let services: Services
    private let sync: DirectorySync

    init(_ services: Services) {
        self.services = services
        sync = DirectorySync(services)
    }

    private static let state = Schema.object([
        "state": .word(["never", "running", "done", "refused", "failed"]),
        "synced_at": Schemas.maybeTime, "code": .nullable(.integer()), "members": .integer(),
        "departments": .integer(),
    ])

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/directory", .admin,
                Operation(
                    "The last reading of the platform's directory", answer: (200, Self.state),
                    handle: .task { _ in .document(try sync.document()) })),
            APIRoute(
                .post, "/api/directory/sync", .admin,
                Operation(
                    "Begins to read the platform's directory; GET /api/directory tells how it went",
                    answer: (202, Self.state), bodyBytesMax: 8_192,
                    handle: .task { call in
                        sync.begin(call.caller)
                        return .document(try sync.document(), status: 202)
                    })),
            APIRoute(
                .post, "/api/directory/import", .admin,
                Operation(
                    "Takes members from a CSV file; nothing is written when a line is wrong",
                    query: ["dry_run": .bool], body: .text(about: "UTF-8"), bodyType: "text/csv",
                    answer: (200, .named("Import")), problems: [413, 422],
                    bodyBytesMax: 3 << 20, handle: .task { try await take($0) })),
        ]
    }

    private func take(_ call: Call) async throws -> Response {
        let errors = InputErrors()
        let isDry = Page.flag(call.request, "dry_run", errors) ?? false
        try errors.finish()
        let file = DirectoryFile(call.request.body)
        var counts = DirectoryImport.Counts()
        let work = DirectoryImport(services: services, caller: call.caller)
        if file.errors.isEmpty {
            counts = isDry ? try work.plan(file.lines) : try await work.apply(file.lines)
        }
        let lines: [JSON] = file.errors.map { error in
            [
                "line": .int(error.line), "pointer": .string("#/\(error.line)"),
                "detail": .string(call.language.text(error.detail)),
            ]
        }
        let document = counts.document.with([
            "ignored_columns": .array(file.ignored.map { .string($0) }),
            "errors": .array(lines),
        ])
        guard !lines.isEmpty else { return .document(document) }
        var problem = Problem.invalidInput([]).response(to: call.request)
        problem.body =
            (JSON(reading: problem.body) ?? .null).joined(with: document).bytes
        return problem
    }
}
