import Engine
import HTTPServer
import Routing
import Synchronization
import WeCom

/// `/wecom/callback`: the platform's door. A POST is the hot path: it is answered on the
/// connection's own thread, or from the engine's once its hint is committed, and makes no task.
struct CallbackRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    /// Generous: an event is below 2 KiB.
    static let bodyBytesMax = 1 << 20

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/wecom/callback", .platform,
                Operation(
                    "The platform verifies the callback URL", query: Self.query(and: "echostr"),
                    answer: (200, .text()), mediaType: "text/plain", problems: [400, 403],
                    handle: .direct { [services] request, responder in
                        responder.respond(Self.verify(request, services))
                    })),
            APIRoute(
                .post, "/wecom/callback", .platform,
                Operation(
                    "The platform says that there is something to pull", query: Self.query(),
                    answer: (200, .text()), mediaType: "text/plain",
                    problems: [400, 403, 413, 503], bodyBytesMax: Self.bodyBytesMax,
                    handle: .direct { [services] request, responder in
                        Self.receive(request, responder, services)
                    })),
        ]
    }

    private static func query(and more: String? = nil) -> KeyValuePairs<String, Schema> {
        more == nil
            ? ["msg_signature": .text(), "timestamp": .text(), "nonce": .text()]
            : [
                "msg_signature": .text(), "timestamp": .text(), "nonce": .text(),
                "echostr": .text(),
            ]
    }

    /// Answers exactly the deciphered bytes: no quotes, no newline.
    private static func verify(_ request: Request, _ services: Services) -> Response {
        guard let signature = request.query["msg_signature"],
            let timestamp = request.query["timestamp"], let nonce = request.query["nonce"],
            let echo = request.query["echostr"]
        else { return refuse(.malformed("parameters are missing"), services) }
        do throws(CallbackError) {
            let bytes = try services.configuration.callbackKey.verify(
                msgSignature: signature, timestamp: timestamp, nonce: nonce, echostr: echo)
            services.counters.count(.verified)
            return Response(
                status: 200, headers: [("Content-Type", "text/plain; charset=utf-8")], body: bytes)
        } catch {
            return refuse(error, services)
        }
    }

    private static func receive(
        _ request: Request, _ responder: Responder, _ services: Services
    ) {
        let verified: VerifiedCallback
        do throws(CallbackError) {
            verified = try open(request, services)
        } catch {
            return responder.respond(refuse(error, services))
        }
        // What is signed is the platform's; a refusal of an event that nobody can read would only
        // make the platform send it again.
        let event: CallbackEvent
        do throws(CallbackError) {
            event = try verified.event()
        } catch {
            services.report(.ownFailure, "callback: it is signed and cannot be read: \(error)")
            event = .other(event: "unreadable")
        }
        CallbackEvents(services: services).take(event, responder)
    }

    private static func open(
        _ request: Request, _ services: Services
    ) throws(CallbackError) -> VerifiedCallback {
        guard let signature = request.query["msg_signature"],
            let timestamp = request.query["timestamp"], let nonce = request.query["nonce"]
        else { throw .malformed("parameters are missing") }
        let sealed = try SealedCallback(
            body: request.body, msgSignature: signature, timestamp: timestamp, nonce: nonce)
        let set = services.callbackWindow.withLock { $0 }
        // A part of a second is not none, which would be any age.
        let window = set.components.seconds + (set.components.attoseconds > 0 ? 1 : 0)
        return try services.configuration.callbackKey.open(
            sealed, now: services.engine.clock.wall.milliseconds / 1_000, window: window)
    }

    private static func refuse(_ error: CallbackError, _ services: Services) -> Response {
        let problem: Problem
        switch error {
        case .malformed, .badCipherText:
            services.counters.count(.malformed)
            problem = .malformed("The callback cannot be read")
        case .staleTimestamp:
            services.counters.count(.stale)
            problem = .forbidden("The timestamp is outside of the accepted window")
        case .badSignature, .wrongReceiver, .badKey:
            services.counters.count(.refused)
            problem = .forbidden("The signature does not fit")
        }
        services.report(.strangersMistake, "\(error)")
        return problem.response()
    }
}
