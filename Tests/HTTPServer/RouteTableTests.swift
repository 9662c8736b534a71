import HTTPServer
import Testing

@Suite struct RouteTableTests {
    private let table = RouteTable<String, String>([
        Route(.get, "/", "all", "root"),
        Route(.get, "/api/sessions", "user", "list"),
        Route(.get, "/api/sessions/{id}", "user", "one"),
        Route(.post, "/api/sessions/{id}/assign", "user", "assign"),
        Route(.get, "/api/sessions/mine", "user", "mine"),
        Route(.delete, "/api/users/{user}/tokens/{token}", "admin", "drop"),
        Route(.post, "/api/users/me/tokens/{token}", "admin", "odd"),
        Route(.get, "/files/*", "all", "below"),
        Route(.get, "/files/own/{id}", "all", "own"),
    ])

    private func found(_ method: Method, _ path: String) -> String {
        switch table.find(method, path) {
        case .found(let route, let parameters):
            let values = parameters.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            return route.handle + values.joined()
        case .wrongMethod(let allowed): return allowed.map(\.rawValue).joined(separator: ",")
        case .notFound: return "-"
        }
    }

    @Test(arguments: [
        (Method.get, "/", "root"),
        (.get, "/api/sessions", "list"),
        (.head, "/api/sessions", "list"),
        (.get, "/api/sessions/12", "one id=12"),
        (.get, "/api/sessions/mine", "mine"),
        (.post, "/api/sessions/mine/assign", "assign id=mine"),
        (.get, "/api/sessions/%E4%BD%A0%20%2B+", "one id=你 ++"),
        (.get, "/api/%73essions", "list"),
        (.delete, "/api/users/me/tokens/7", "drop token=7 user=me"),
        (.post, "/api/users/me/tokens/7", "odd token=7"),
        (.post, "/api/users/you/tokens/7", "DELETE"),
        (.delete, "/api/sessions", "GET,HEAD"),
        (.get, "/api/sessions/12/assign", "POST"),
        (.get, "", "-"), (.get, "*", "-"), (.get, "/api", "-"), (.get, "//", "-"),
        (.get, "/api/sessions/", "-"), (.get, "/api//sessions", "-"),
        (.get, "/API/sessions", "-"),
        (.get, "/api/sessions/a%2Fb", "-"), (.get, "/api/sessions/a%00", "-"),
        (.get, "/api/sessions/%FF", "-"), (.get, "/api/sessions/12/other", "-"),
        (.get, "/files/", "below"), (.head, "/files/a/b//../%00", "below"),
        (.get, "/files/own/7", "own id=7"), (.get, "/files/own/7/8", "below"),
        (.post, "/files/a", "GET,HEAD"), (.get, "/files", "-"), (.get, "/filesystem", "-"),
    ])
    func pathsLeadToTheirRoute(method: Method, path: String, expected: String) {
        #expect(found(method, path) == expected)
    }

    @Test func aBrokenPercentSignIsAnOrdinaryCharacter() {
        #expect(found(.get, "/api/sessions/50%") == "one id=50%")
        #expect(found(.get, "/api/sessions/%4") == "one id=%4")
        #expect(found(.get, "/api/sessions/%zz") == "one id=%zz")
    }

    @Test func twoRoutesForTheSameThingAreRefused() async {
        await #expect(processExitsWith: .failure) {
            _ = RouteTable<Int, Int>([Route(.get, "/a/{x}", 0, 0), Route(.get, "/a/{y}", 0, 0)])
        }
        await #expect(processExitsWith: .failure) {
            _ = RouteTable<Int, Int>([Route(.get, "/a/*", 0, 0), Route(.get, "/a/*", 0, 0)])
        }
    }
}
