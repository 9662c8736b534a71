import HTTPServer

/// A request on its way through a route: what was asked, and by whom.
struct Call: Sendable {
    /// The request, with the path's parameters.
    let request: Request
    /// Who asks; nil where nobody has to say.
    let caller: Caller?

    /// The language of texts for who asks.
    var language: Language { Language(request) }

    /// A parameter of the path.
    func parameter(_ name: String) -> String { request.parameters[name] ?? "" }
}

/// What a route does and how it is described.
struct Operation: Sendable {
    /// How it answers.
    enum Handle: Sendable {
        /// On the connection's thread, at once or later through the responder. Must not block.
        case direct(@Sendable (Request, Responder) -> Void)
        /// The same for a caller who has been told from others; for answers that are held back.
        case held(@Sendable (Call, Responder) -> Void)
        /// In a task of its own.
        case task(@Sendable (Call) async throws -> Response)
    }

    /// A sentence for the reader.
    let summary: String
    /// What may stand behind the `?`.
    var query: KeyValuePairs<String, Schema> = [:]
    /// The headers that it reads.
    var headers: KeyValuePairs<String, Schema> = [:]
    /// The body that it takes.
    var body: Schema?
    /// The type of that body.
    var bodyType = "application/json"
    /// The status of a good answer, and its shape.
    var answer: (status: Int, shape: Schema?) = (200, nil)
    /// The type of a good answer's body.
    var mediaType = "application/json"
    /// The problems that are particular to it, by status.
    var problems: [Int] = []
    /// The longest body that it takes, in bytes.
    var bodyBytesMax = 262_144
    /// What happens.
    let handle: Handle

    init(
        _ summary: String, query: KeyValuePairs<String, Schema> = [:],
        headers: KeyValuePairs<String, Schema> = [:], body: Schema? = nil,
        bodyType: String = "application/json",
        answer: (status: Int, shape: Schema?) = (200, nil),
        mediaType: String = "application/json", problems: [Int] = [],
        bodyBytesMax: Int = 262_144, handle: Handle
    ) {
        self.summary = summary
        self.query = query
        self.headers = headers
        self.body = body
        self.bodyType = bodyType
        self.answer = answer
        self.mediaType = mediaType
        self.problems = problems
        self.bodyBytesMax = bodyBytesMax
        self.handle = handle
    }
}

/// A route of this API.
typealias APIRoute = Route<Access, Operation>
