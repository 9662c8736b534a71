import HTTPServer
import Synchronization

/// The simulator as a running thing: the world behind one lock, a clock, answers to requests, and
/// callbacks on their way out.
final class Platform: Sendable {
    /// Posts a callback and gives the status and body of the answer; nil if there was none in time.
    typealias Post =
        @Sendable (_ url: String, _ body: String?) async -> (status: Int, body: String)?

    private let world: Mutex<World>
    private let callbackURL: Mutex<String>
    private let envelope: Envelope
    private let clock: @Sendable () -> Int64
    private let post: Post

    init(
        world: consuming World, envelope: Envelope, callbackURL: String,
        clock: @escaping @Sendable () -> Int64, post: @escaping Post
    ) {
        self.world = Mutex(world)
        self.callbackURL = Mutex(callbackURL)
        self.envelope = envelope
        self.clock = clock
        self.post = post
    }

    /// Answers a request; the model works at once, only late answers wait.
    func handle(_ request: Request, _ responder: Responder) {
        if request.path.hasPrefix(APIFace.prefix) {
            return answerCall(APIFace.call(request), responder)
        }
        if request.path == "/sim/verify-url", request.method == .post {
            Task { await verifyURL(responder) }
            return
        }
        if request.path == "/sim/callback-url", request.method == .put {
            return setCallbackURL(request, responder)
        }
        let now = clock()
        let (status, body) = world.withLock { SimRoutes.answer(request, &$0, now: now) }
        responder.respond(Self.json(status, body))
    }

    /// Lets time pass until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            step()
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private func answerCall(_ call: APICall, _ responder: Responder) {
        let now = clock()
        var (answer, lostAnswerMs) = world.withLock { world in
            (world.model.answer(call, now: now), world.model.settings.lostAnswerMs)
        }
        step()
        if answer.fate == .dropped {
            // The server cannot cut a connection, so the caller waits until it gives up.
            answer = APIAnswer(status: 504, delayMs: lostAnswerMs)
        }
        let response = APIFace.response(answer)
        guard answer.delayMs > 0 else { return responder.respond(response) }
        let delay = answer.delayMs
        Task {
            try? await Task.sleep(for: .milliseconds(delay))
            responder.respond(response)
        }
    }

    private func step() {
        let now = clock()
        for delivery in world.withLock({ $0.step(now: now) }) {
            Task { await deliver(delivery) }
        }
    }

    private func deliver(_ delivery: CallbackQueue.Delivery) async {
        let url = callbackURL.withLock { $0 }
        let now = clock()
        let sealed = try? world.withLock { world in
            try envelope.seal(delivery.callback.xml, now: now, random: &world.model.random)
        }
        var worked = false
        if let sealed {
            worked = await post(Self.join(url, sealed.query), sealed.body)?.status == 200
        }
        let end = clock()
        world.withLock { $0.queue.finished(delivery, worked: worked, now: end) }
    }

    private func verifyURL(_ responder: Responder) async {
        let url = callbackURL.withLock { $0 }
        let now = clock()
        let challenge = try? world.withLock { world in
            try envelope.challenge(now: now, random: &world.model.random)
        }
        guard let challenge else { return responder.respond(Self.json(500, [:])) }
        let answer = await post(Self.join(url, challenge.query), nil)
        let verified = answer.map { $0.status == 200 && $0.body == challenge.echo } ?? false
        responder.respond(Self.json(200, ["verified": .bool(verified)]))
    }

    private func setCallbackURL(_ request: Request, _ responder: Responder) {
        guard let url = JSON(reading: request.body)?["url"]?.string,
            url.hasPrefix("http://") || url.hasPrefix("https://")
        else {
            return responder.respond(Self.json(422, ["error": "'url' must be an http address"]))
        }
        callbackURL.withLock { $0 = url }
        responder.respond(Self.json(200, ["url": .string(url)]))
    }

    private static func join(_ url: String, _ query: String) -> String {
        url + (url.contains("?") ? "&" : "?") + query
    }

    private static func json(_ status: Int, _ body: JSON) -> Response {
        Response(
            status: status, headers: [("Content-Type", "application/json; charset=utf-8")],
            body: body.bytes)
    }
}
