import HTTPServer

extension Request {
    /// The body as a JSON object.
    /// - Throws: `malformed` when it is no JSON, `invalid-input` when it is no object.
    func fields(_ errors: InputErrors) throws(Problem) -> Fields {
        guard let json = JSON(reading: body) else {
            throw .malformed("The request body is not JSON")
        }
        guard case .object = json else {
            throw .invalidInput([Problem.FieldError("#", "must be an object")])
        }
        return Fields(json, at: "#", errors)
    }
}

extension Response {
    /// A JSON document.
    static func document(
        _ json: JSON, status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> Response {
        Response(
            status: status, headers: [("Content-Type", "application/json")] + headers,
            body: json.bytes)
    }
}
