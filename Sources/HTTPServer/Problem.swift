/// An error as RFC 9457 problem details: what a caller is told, and nothing that it should not
/// know.
public struct Problem: Error, Sendable, Equatable {
    /// One wrong field of a request's body.
    public struct FieldError: Sendable, Equatable {
        /// A JSON Pointer (RFC 6901) in the form of a URI fragment, such as
        /// `#/hours/weekly/0/from`.
        public var pointer: String
        /// What is wrong with it, such as `is required`.
        public var detail: Wording

        /// Names a field and what is wrong with it.
        public init(_ pointer: String, _ detail: Wording) {
            self.pointer = pointer
            self.detail = detail
        }
    }

    /// The problem's own name; sent as `type`, `/problems/NAME`.
    public var name: String
    /// A sentence that a person understands; the same for each problem of this name.
    public var title: Wording
    /// The HTTP status.
    public var status: Int
    /// What happened this time, if that says more than the title.
    public var detail: Wording?
    /// The wrong fields, for bad input.
    public var errors: [FieldError] = []
    /// After how many seconds it is worth trying again; sent as `Retry-After`.
    public var retryAfterSeconds: Int?
    /// What the path does allow; sent as `Allow` with 405.
    public var allowed: [Method] = []
    /// The platform's own error code, for `platform-refused`; sent as `code`.
    public var code: Int?

    /// Makes a problem; the usual ones have makers of their own.
    public init(
        name: String, title: Wording, status: Int, detail: Wording? = nil,
        errors: [FieldError] = []
    ) {
        self.name = name
        self.title = title
        self.status = status
        self.detail = detail
        self.errors = errors
    }

    /// The answer, as `application/problem+json`.
    /// - Parameter told: says a text in the language of whoever reads it.
    public func response(_ told: (Wording) -> String = { $0.english }) -> Response {
        let fields = errors.map { Document.Field(pointer: $0.pointer, detail: told($0.detail)) }
        let document = Document(
            type: "/problems/\(name)", title: told(title), status: status,
            detail: detail.map(told), errors: fields.isEmpty ? nil : fields, code: code)
        var headers = [(name: "Content-Type", value: "application/problem+json")]
        if let retryAfterSeconds { headers.append(("Retry-After", "\(retryAfterSeconds)")) }
        if !allowed.isEmpty {
            headers.append(("Allow", allowed.map(\.rawValue).joined(separator: ", ")))
        }
        let body = (try? JSONCoding.encode(document)) ?? []
        return Response(status: status, headers: headers, body: body)
    }

    private struct Document: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String?
        let errors: [Field]?
        let code: Int?

        struct Field: Encodable {
            let pointer: String
            let detail: String
        }
    }
}

extension Problem {
    /// Names the place where decoding stopped, in the caller's terms and not in Swift's.
    public init(_ error: DecodingError) {
        if case .dataCorrupted(let context) = error, context.codingPath.isEmpty {
            self = .malformed("The request body is not JSON")
            return
        }
        let (path, detail): ([any CodingKey], Wording) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is required")
            case .valueNotFound(_, let context): (context.codingPath, "must not be null")
            case .typeMismatch(let type, let context): (context.codingPath, Self.must(be: type))
            case .dataCorrupted(let context): (context.codingPath, Self.told(context))
            @unknown default: ([], "cannot be read")
            }
        self = .invalidInput([FieldError(Self.pointer(path), detail)])
    }

    private static func pointer(_ path: [any CodingKey]) -> String {
        "#" + path.map { "/" + ($0.intValue.map(String.init) ?? escaped($0.stringValue)) }.joined()
    }

    /// The decoder hands out Swift's names; the document has them in snake_case. Then RFC 6901's
    /// own rules: `~` is `~0`, `/` is `~1`.
    private static func escaped(_ key: String) -> String {
        var text = ""
        for character in key {
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            case _ where character.isUppercase:
                text += (text.isEmpty || text.hasSuffix("_") ? "" : "_") + character.lowercased()
            default: text.append(character)
            }
        }
        return text
    }

    private static func must(be type: any Any.Type) -> Wording {
        switch type {
        case is String.Type: "must be a text"
        case is Bool.Type: "must be true or false"
        case is any BinaryInteger.Type: "must be a whole number"
        case is any BinaryFloatingPoint.Type: "must be a number"
        case is any Collection.Type where "\(type)".hasPrefix("Array"): "must be a list"
        default: "must be an object"
        }
    }

    /// Own decoders write `must …` for the caller to read; the library's words name Swift types.
    private static func told(_ context: DecodingError.Context) -> Wording {
        let text = context.debugDescription
        if text.hasPrefix("must ") { return Wording(verbatim: text) }
        return text.contains("number") ? "must be a whole number in range" : "is not a known value"
    }
}
