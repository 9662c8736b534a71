import HTTPServer

/// `/openapi.json`.
enum OpenAPIRoute {
    /// The route that describes all others and itself.
    static func route(_ others: [APIRoute], version: String) -> APIRoute {
        func route(_ body: [UInt8]) -> APIRoute {
            APIRoute(
                .get, "/openapi.json", .open,
                Operation(
                    "This description", answer: (200, .anything),
                    handle: .direct { _, responder in
                        responder.respond(
                            Response(
                                status: 200, headers: [("Content-Type", "application/json")],
                                body: body))
                    }))
        }
        return route(OpenAPIDocument.make(others + [route([])], version: version).bytes)
    }
}
