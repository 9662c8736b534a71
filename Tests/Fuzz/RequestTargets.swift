import Routing
import Storage

@testable import API
@testable import HTTPServer

/// What a client sends before its body.
enum RequestTargets {
    private static let table = RouteTable<Int, Int>([
        Route(.get, "/", 0, 0), Route(.get, "/api/sessions", 0, 1),
        Route(.get, "/api/sessions/{id}", 0, 2), Route(.post, "/api/sessions/{id}/assign", 0, 3),
        Route(.get, "/api/sessions/mine", 0, 4), Route(.delete, "/{a}/{b}/{c}", 0, 5),
    ])

    /// The first line is the target; each further one a header. All come as C strings, which end
    /// at their first NUL.
    static func request(_ bytes: [UInt8]) throws {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)[...]
        let target = String(decoding: (lines.popFirst() ?? []).prefix { $0 != 0 }, as: UTF8.self)
        var block = HeaderBlock()
        for line in lines.prefix(100) {
            let parts = line.split(separator: 58, maxSplits: 1, omittingEmptySubsequences: false)
            block.append(
                name: Array(parts[0].prefix { $0 != 0 }),
                value: Array(
                    (parts.count > 1 ? parts[1] : []).drop { $0 == 32 }.prefix { $0 != 0 }))
        }
        _ = block.framingFault
        let request = Request(
            method: .get, target: target, headers: block, body: bytes, peer: .text("127.0.0.1"))
        try promise(!request.path.contains("?"), "a path holds its query")
        for item in request.query.items {
            try promise(
                request.query[item.name] != nil, "the query does not find its own \(item.name)")
        }
        for method in Method.allCases {
            guard case .found(let route, let parameters) = table.find(method, request.path) else {
                continue
            }
            // By bytes: a slash and a combining mark after it are one Character.
            let slash = UInt8(ascii: "/")
            try promise(
                route.path.utf8.split(separator: slash).count
                    == request.path.utf8.split(separator: slash).count,
                "\(request.path) is \(route.path)")
            for value in parameters.values {
                try promise(
                    !value.utf8.contains(0) && !value.utf8.contains(slash),
                    "a parameter: \(value)")
            }
        }
        for name in ["Authorization", "Cookie", "Host", "Content-Length", "If-Match"] {
            _ = request.header(name)
        }
        _ = request.cookie("kefud")
        try promise(!request.clientAddress.contains(" "), "an address holds a blank")
        _ = request.isForwardedFromTLS
        _ = try? Page(request)
        _ = try? request.fields(InputErrors())
    }

    static func cursor(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let agent = AgentID(7)
        if let cursor = PollCursor(text, agent: agent, databaseMark: "mark") {
            let written = cursor.text(agent: agent, databaseMark: "mark")
            try promise(
                PollCursor(written, agent: agent, databaseMark: "mark") == cursor,
                "\(text) becomes \(written)")
            try promise(
                PollCursor(text, agent: AgentID(8), databaseMark: "mark") == nil,
                "a cursor fits another agent")
            try promise(
                PollCursor(text, agent: agent, databaseMark: "other") == nil,
                "a cursor fits another database")
        }
        let request = Request(.get, "/api/sessions?after=\(text)")
        if let key = try? SessionCursor.read(request) {
            let again = Request(
                .get, "/?after=\(key.openedAt.milliseconds)-\(key.id.rawValue)")
            try promise(try SessionCursor.read(again) == key, "a place is not found again")
        }
        if let time = RFC3339.milliseconds(text) {
            let written = RFC3339.string(milliseconds: time)
            try promise(RFC3339.milliseconds(written) == time, "\(text) becomes \(written)")
        }
    }
}
