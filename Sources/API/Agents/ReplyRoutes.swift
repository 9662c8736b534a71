import Crypto
import Engine
import HTTPServer
import Routing
import Storage

/// An agent writes to a visitor through kefud (`relay`).
struct ReplyRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    /// The longest Idempotency-Key, in bytes.
    static let keyBytesMax = 128

    var routes: [APIRoute] {
        [
            APIRoute(
                .post, "/api/agent/sessions/{id}/messages", .agent,
                Operation(
                    "Writes to the visitor; the same key and body write once",
                    headers: ["Idempotency-Key?": .text()],
                    body: .object(["type": .word(["text"]), "text": .text()]),
                    answer: (201, .named("Message")), problems: [409], bodyBytesMax: 65_536,
                    handle: .task { try await reply($0) }))
        ]
    }

    /// What came of a reply, inside the engine.
    private enum Outcome {
        case written(MessageID)
        case refused(Refusal)
        case keyReused
    }

    private func reply(_ call: Call) async throws -> Response {
        let agent = try call.agent
        let content = try Self.content(call.request)
        let key = try Self.key(call.request)
        let id = SessionID(try call.id())
        // The session's number is part of what a key stands for.
        let bodyHash = sha256(Array("\(id.rawValue)\u{0}".utf8) + call.request.body)
        // A key finds its message even when the session has moved on since.
        if let key, let known = try await knownMessage(key, of: agent) {
            guard known.bodyHash == bodyHash else { throw Problem.keyReused() }
            return try answer(known.message)
        }
        _ = try OwnSession(services: services).toAct(call)
        let outcome = try await services.engine.perform { core -> Outcome in
            if let key,
                let known = try core.store.idempotentMessage(
                    of: agent, key: key, at: core.moment.now)
            {
                return known.bodyHash == bodyHash ? .written(known.message) : .keyReused
            }
            let message = core.newMessageID()
            if case .refused(let refusal) = try core.apply(
                .reply(id, by: agent, message, content))
            {
                return .refused(refusal)
            }
            if let key {
                try core.store.saveIdempotencyKey(
                    of: agent, key: key, bodyHash: bodyHash, message: message,
                    at: core.moment.now)
            }
            return .written(message)
        }
        switch outcome {
        case .written(let message): return try answer(message)
        case .refused(let refusal): throw Problem(refusal)
        case .keyReused: throw Problem.keyReused()
        }
    }

    private func knownMessage(
        _ key: String, of agent: AgentID
    ) async throws -> (bodyHash: [UInt8], message: MessageID)? {
        try await services.engine.perform { core in
            try core.store.idempotentMessage(of: agent, key: key, at: core.moment.now)
        }
    }

    /// The message as it was when it was written: whoever repeats a request gets the same answer.
    private func answer(_ id: MessageID) throws -> Response {
        guard let record = try services.read({ try $0.message(id) }),
            let document = MessageDocument.document(record, asWritten: true)
        else { throw Problem.notFound() }
        return .document(document, status: 201)
    }

    private static func content(_ request: Request) throws(Problem) -> Content {
        let errors = InputErrors()
        let fields = try request.fields(errors)
        fields.require("type", "text")
        if let type = fields.text("type", bytes: 1...32).value, type != "text" {
            errors.add("#/type", "must be \"text\"")
        }
        let text = fields.text("text", bytes: 1...PromptsForm.textBytesMax).value
        try errors.finish()
        return Content(text: text ?? "")
    }

    private static func key(_ request: Request) throws(Problem) -> String? {
        guard let key = request.header("Idempotency-Key") else { return nil }
        guard (1...keyBytesMax).contains(key.utf8.count) else {
            throw .invalidInput([
                Problem.FieldError("Idempotency-Key", "must have 1 to \(keyBytesMax) bytes")
            ])
        }
        return key
    }
}
