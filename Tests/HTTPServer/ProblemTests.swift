import Foundation
import HTTPServer
import Testing

@Suite struct ProblemTests {
    private struct Body: Codable, Equatable {
        struct Item: Codable, Equatable { var fromTime: Int }
        enum Kind: String, Codable { case one, two }
        var displayName: String
        var items: [Item]
        var kind: Kind?
        var at: Date?
    }

    private func text(_ response: Response) -> String {
        String(decoding: response.body, as: UTF8.self)
    }

    private func refusal(_ json: String) -> Problem? {
        do {
            _ = try decodeJSON(Body.self, from: Request(.post, "/", body: Array(json.utf8)))
            return nil
        } catch { return error }
    }

    @Test func jsonIsWrittenInOneWay() throws {
        let body = Body(
            displayName: "a/b", items: [.init(fromTime: 3)], kind: .two,
            at: Date(timeIntervalSince1970: 1.5))
        let response = Response.json(201, body)
        #expect(response.status == 201)
        #expect(
            text(response)
                == #"{"at":"1970-01-01T00:00:01.500Z","display_name":"a/b","#
                + #""items":[{"from_time":3}],"kind":"two"}"#)
        #expect(try JSONCoding.decode(Body.self, from: response.body) == body)
        #expect(Response.json(200, Double.infinity).status == 500)
    }

    @Test(arguments: [
        (#"{"display_name":"x"}"#, "#/items", "is required"),
        (#"{"display_name":null,"items":[]}"#, "#/display_name", "must not be null"),
        (#"{"display_name":1,"items":[]}"#, "#/display_name", "must be a text"),
        (#"{"display_name":"x","items":{}}"#, "#/items", "must be a list"),
        (
            #"{"display_name":"x","items":[{"from_time":1},{"from_time":"2"}]}"#,
            "#/items/1/from_time", "must be a whole number"
        ),
        (
            #"{"display_name":"x","items":[{"from_time":1.5}]}"#, "#",
            "has a number that is not whole or out of range"
        ),
        (#"{"display_name":"x","items":[7]}"#, "#/items/0", "must be an object"),
        (#"{"display_name":"x","items":[],"kind":"six"}"#, "#/kind", "is not a known value"),
        (
            #"{"display_name":"x","items":[],"at":"noon"}"#, "#/at",
            "must be a time such as 2026-11-22T15:04:05Z"
        ),
        (#"[]"#, "#", "must be an object"),
    ])
    func badInputNamesTheFieldInTheCallersTerms(json: String, pointer: String, detail: String) {
        #expect(refusal(json) == .invalidInput([.init(pointer, Wording(verbatim: detail))]))
    }

    @Test(arguments: ["", "{", "hello", #"{"display_name":"x","items":[]}}"#])
    func whatIsNoJSONIsMalformed(json: String) {
        #expect(refusal(json)?.status == 400)
        #expect(refusal(json)?.name == "malformed")
    }

    @Test func nestingIsBounded() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(refusal(deep)?.name == "malformed")
    }

    @Test func problemsAreSentAsRFC9457Says() {
        let response = Problem.invalidInput([.init("#/a~1b", "is required")]).response()
        #expect(response.status == 422)
        #expect(response.headers.first?.value == "application/problem+json")
        #expect(
            text(response)
                == ##"{"errors":[{"detail":"is required","pointer":"#/a~1b"}],"status":422,"##
                + #""title":"The request breaks a rule","type":"/problems/invalid-input"}"#)
        let limited = Problem.rateLimited(retryAfterSeconds: 7).response()
        #expect(limited.headers.contains { $0.name == "Retry-After" && $0.value == "7" })
        let method = Problem.methodNotAllowed([.get, .head]).response()
        #expect(method.headers.contains { $0.name == "Allow" && $0.value == "GET, HEAD" })
        #expect(text(Problem.platformRefused(code: 95_014).response()).contains(#""code":95014"#))
    }

    @Test func namesAndStatusesAreTheDocumentedOnes() {
        let documented: [(Problem, String, Int)] = [
            (.malformed(), "malformed", 400), (.unauthenticated, "unauthenticated", 401),
            (.invalidCredentials, "invalid-credentials", 401), (.forbidden(), "forbidden", 403),
            (.notFound(), "not-found", 404), (.methodNotAllowed([]), "method-not-allowed", 405),
            (.agentNotEligible(), "agent-not-eligible", 409),
            (.windowClosed(), "window-closed", 409),
            (.sessionEnded(), "session-ended", 409), (.wrongChannel(), "wrong-channel", 409),
            (.notYourSession(), "not-your-session", 409), (.nobodyThere(), "nobody-there", 409),
            (.noClosingMessage(), "no-closing-message", 409), (.keyReused(), "key-reused", 409),
            (.openSessions(), "open-sessions", 409), (.cursorExpired(), "cursor-expired", 410),
            (.editConflict(), "edit-conflict", 412), (.tooLarge(bytesMax: 1), "too-large", 413),
            (.invalidInput([]), "invalid-input", 422),
            (.rateLimited(retryAfterSeconds: 1), "rate-limited", 429), (.internal, "internal", 500),
            (.platformRefused(code: 1), "platform-refused", 502), (.notReady(), "not-ready", 503),
            (.platformUnknown(), "platform-unknown", 504),
        ]
        for (problem, name, status) in documented {
            #expect(problem.name == name)
            #expect(problem.status == status)
        }
    }

    @Test func checksCollectEverythingThatIsWrong() {
        var checks = FieldChecks()
        checks.require(true, "#/a", "never")
        #expect(throws: Never.self) { try checks.finish() }
        checks.require(false, "#/b", "must be short")
        checks.require(false, "#/c", "must be even")
        #expect(
            throws: Problem.invalidInput([
                .init("#/b", "must be short"), .init("#/c", "must be even"),
            ])
        ) { try checks.finish() }
    }
}
