import HTTPServer

/// `/openapi.json`: made of the route table itself, so that it cannot leave a route out.
enum OpenAPIDocument {
    /// The description, OpenAPI 3.1.
    static func make(_ routes: [APIRoute], version: String) -> JSON {
        var order: [String] = []
        var paths: [String: [(String, JSON)]] = [:]
        for route in routes {
            if paths[route.path] == nil { order.append(route.path) }
            paths[route.path, default: []].append(
                (route.method.rawValue.lowercased(), operation(route)))
        }
        let schemas = Schemas.all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.document) }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "kefud", "version": .string(version),
                "description":
                    .string(
                        "Customer service for WeChat: accounts, agents, sessions. Errors are "
                            + "problem details (RFC 9457); lists go on with `after` = `next`."),
            ],
            "paths": .members(order.map { ($0, .members(paths[$0] ?? [])) }),
            "components": [
                "schemas": .members(schemas),
                "securitySchemes": [
                    "token": ["type": "http", "scheme": "bearer"],
                    "cookie": ["type": "apiKey", "in": "cookie", "name": "kefud"],
                ],
            ],
        ]
    }

    private static func operation(_ route: APIRoute) -> JSON {
        let operation = route.handle
        var members: [(String, JSON)] = [
            ("summary", .string(operation.summary)),
            ("operationId", .string(name(route))),
            ("tags", [.string(tag(route.path))]),
            ("x-access", .string(route.access.rawValue)),
        ]
        var parameters: [JSON] = []
        for part in route.path.split(separator: "/") where part.hasPrefix("{") {
            parameters.append(parameter(String(part.dropFirst().dropLast()), "path", .text()))
        }
        for (name, shape) in operation.query { parameters.append(parameter(name, "query", shape)) }
        for (name, shape) in operation.headers {
            parameters.append(parameter(name, "header", shape))
        }
        if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
        if let body = operation.body {
            let content: JSON = ["schema": body.document]
            members.append(
                (
                    "requestBody",
                    ["required": true, "content": .members([(operation.bodyType, content)])]
                ))
        }
        members.append(("responses", responses(route)))
        switch route.access {
        case .open, .platform: members.append(("security", []))
        default: members.append(("security", [["token": []], ["cookie": []]]))
        }
        return .members(members)
    }

    private static func parameter(_ name: String, _ place: String, _ shape: Schema) -> JSON {
        let isOptional = name.hasSuffix("?") || place == "query"
        let parameter: JSON = [
            "name": .string(name.filter { $0 != "?" }), "in": .string(place),
            "required": .bool(!isOptional), "schema": shape.document,
        ]
        // `?from=` is what an empty field of a form sends, and says as much as nothing.
        return place == "query" ? parameter.with(["allowEmptyValue": true]) : parameter
    }

    private static func responses(_ route: APIRoute) -> JSON {
        let operation = route.handle
        var answers: [(String, JSON)] = []
        var good: [(String, JSON)] = [("description", .string(title(operation.answer.status)))]
        if let shape = operation.answer.shape {
            let content: JSON = ["schema": shape.document]
            good.append(("content", .members([(operation.mediaType, content)])))
        }
        answers.append((String(operation.answer.status), .members(good)))
        for status in Set(operation.problems + usualProblems(route)).sorted() {
            answers.append(
                (
                    String(status),
                    [
                        "description": .string(title(status)),
                        "content": [
                            "application/problem+json": [
                                "schema": ["$ref": "#/components/schemas/Problem"]
                            ]
                        ],
                    ]
                ))
        }
        return .members(answers + tooLong)
    }

    /// What the HTTP library says by itself, with a page of its own that has no type.
    private static let tooLong: [(String, JSON)] = [
        ("414", ["description": "The path and the query are too long"]),
        ("431", ["description": "Request line and headers are too long: about 3 KiB are taken"]),
    ]

    private static func usualProblems(_ route: APIRoute) -> [Int] {
        // The database may be damaged, or not to be used for a while; and a daemon stops.
        var statuses = [500, 503]
        switch route.access {
        case .open, .platform: break
        case .signedIn: statuses.append(401)
        case .agent, .supervisor, .admin: statuses += [401, 403]
        }
        if route.path.contains("{") { statuses.append(404) }
        if route.handle.body != nil { statuses += [400, 413, 422] }
        // A callback's parameters are right or wrong all together (403).
        if !route.handle.query.isEmpty, route.access != .platform { statuses.append(422) }
        return statuses
    }

    private static func title(_ status: Int) -> String {
        switch status {
        case 200: "Done"
        case 201: "Made"
        case 204: "Done; nothing to say"
        case 400: "malformed"
        case 401: "unauthenticated"
        case 403: "forbidden"
        case 404: "not-found"
        case 409: "A conflict with what is; the problem's type says which"
        case 410: "cursor-expired"
        case 412: "edit-conflict"
        case 413: "too-large"
        case 422: "invalid-input"
        case 429: "rate-limited"
        case 500: "damaged, or internal: the log says more"
        case 502: "platform-refused"
        case 503: "not-ready"
        case 504: "platform-unknown"
        default: "See the problem's type"
        }
    }

    /// `GET /api/accounts/{id}/prompts` is `get_api_accounts_id_prompts`.
    private static func name(_ route: APIRoute) -> String {
        let words = route.path.map { $0.isLetter || $0.isNumber ? $0 : "_" }
        let joined = String(words).split(separator: "_").joined(separator: "_")
        return "\(route.method.rawValue.lowercased())_\(joined)"
    }

    private static func tag(_ path: String) -> String {
        let parts = path.split(separator: "/")
        return parts.first == "api" && parts.count > 1 ? String(parts[1]) : "operations"
    }
}
