import Engine
import HTTPServer
import Synchronization

/// What monitoring asks.
struct OperationRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/healthz", .open,
                Operation(
                    "Whether the process and its engine are alive",
                    answer: (200, .object(["status": .text()])), problems: [503],
                    handle: .direct { [services] _, responder in
                        responder.respond(Self.health(services))
                    })),
            APIRoute(
                .get, "/readyz", .open,
                Operation(
                    "Whether kefud may be given traffic",
                    answer: (200, .object(["status": .text()])), problems: [503],
                    handle: .direct { [services] _, responder in
                        responder.respond(Self.readiness(services))
                    })),
            APIRoute(
                .get, "/metrics", .open,
                Operation(
                    "Figures for Prometheus", answer: (200, .text()), mediaType: "text/plain",
                    handle: .task { [services] _ in
                        Response(
                            status: 200,
                            headers: [
                                ("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                            ], body: Array(MetricsText.make(services).utf8))
                    })),
        ]
    }

    private static func health(_ services: Services) -> Response {
        let health = services.engine.health
        guard health.isHealthy else {
            return Problem.notReady("The engine does not commit in time").response()
        }
        return .document(["status": "ok"], headers: [("Cache-Control", "no-store")])
    }

    private static func readiness(_ services: Services) -> Response {
        if services.isDraining.load(ordering: .relaxed) {
            return Problem.notReady("kefud is stopping").response()
        }
        guard services.engine.health.isHealthy else {
            return Problem.notReady("The engine does not commit in time").response()
        }
        if case .notReady(let why) = services.readiness() {
            return Problem.notReady(Wording(verbatim: why)).response()
        }
        return .document(["status": "ready"], headers: [("Cache-Control", "no-store")])
    }
}
