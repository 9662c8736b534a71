import HTTPServer

/// The console: pages for people, which use nothing but the routes of this interface.
struct ConsoleRoutes {
    private let files: ConsoleFiles

    init(_ files: ConsoleFiles) { self.files = files }

    /// Not part of the interface's description: who opens them is told by the pages themselves.
    var routes: [APIRoute] {
        [
            leading("/"), leading("/console"),
            APIRoute(
                .get, "/console/*", .open,
                Operation(
                    "The console's files", mediaType: "text/html",
                    handle: .direct { [files] request, responder in
                        responder.respond(files.response(to: request, below: "/console/"))
                    })),
        ]
    }

    private func leading(_ path: String) -> APIRoute {
        APIRoute(
            .get, path, .open,
            Operation(
                "To the console", mediaType: "text/html",
                handle: .direct { _, responder in
                    responder.respond(
                        Response(status: 302, headers: [("Location", "/console/")]))
                }))
    }
}
