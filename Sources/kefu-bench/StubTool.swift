import Foundation
import HTTPServer
import Synchronization

/// `stub`: a platform that says yes to everything. What it costs is as little as can be, so that
/// what is measured beside it is kefud. With `--pages N` it has so many ready for each account, and
/// hands them out once it was told to `/open`; `/left` says how many there still are.
final class StubTool: Sendable {
    private struct State {
        var pages: [String: [[UInt8]]] = [:]
        var isOpen = false
    }

    private let accounts: [String]
    private let agents: Int
    private let state = Mutex(State())

    @Sendable static func run(_ arguments: Arguments) async throws {
        let stub = try StubTool(arguments)
        var limits = Server.Limits()
        limits.threads = 1
        let server = try Server(listen: "127.0.0.1:0", limits: limits) { request, responder in
            responder.respond(
                Response(
                    status: 200, headers: [("Content-Type", "application/json")],
                    body: stub.answer(to: request)))
        }
        try Data("\(server.port)\n".utf8)
            .write(to: URL(fileURLWithPath: try arguments.text("port-file")), options: .atomic)
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }

    private init(_ arguments: Arguments) throws {
        accounts = (0..<(try arguments.number("accounts", or: 10))).map(Names.account)
        agents = try arguments.number("agents", or: 20)
        let count = try arguments.number("pages", or: 0)
        var made: [String: [[UInt8]]] = [:]
        for account in accounts {
            let source = Pages(
                account: account, agents: agents, firstChat: 10_000_000,
                sendTime: Int64(Date().timeIntervalSince1970), shape: .whole)
            // The last one first: pages are taken from the end.
            made[account] = (0..<count).reversed().map {
                source.page(from: $0 * 1_000, count: 1_000, hasMore: $0 < count - 1)
            }
        }
        state.withLock { [made] in $0.pages = made }
    }

    private func answer(to request: Request) -> [UInt8] {
        let more: String
        switch request.path {
        case "/cgi-bin/gettoken": more = #""access_token":"bench","expires_in":7200"#
        case "/cgi-bin/kf/sync_msg": return page(request)
        case "/cgi-bin/kf/account/list":
            let isFirst = !String(decoding: request.body, as: UTF8.self).contains(#""offset":100"#)
            let list = (isFirst ? accounts : []).map {
                #"{"open_kfid":"\#($0)","name":"\#($0)","manage_privilege":true}"#
            }
            more = "\"account_list\":[\(list.joined(separator: ","))]"
        case "/cgi-bin/kf/servicer/list":
            let account = request.query["open_kfid"] ?? ""
            let list = (0..<agents).map {
                #"{"userid":"\#(Names.agent($0, of: account))","status":0}"#
            }
            more = "\"servicer_list\":[\(list.joined(separator: ","))]"
        case "/cgi-bin/kf/service_state/get": more = #""service_state":1"#
        case "/open":
            state.withLock { $0.isOpen = true }
            more = #""open":true"#
        case "/left":
            let left = state.withLock { $0.pages.values.reduce(0) { $0 + $1.count } }
            more = "\"left\":\(left)"
        default: more = #""msgid":"m""#
        }
        return Array(#"{"errcode":0,"errmsg":"ok",\#(more)}"#.utf8)
    }

    private func page(_ request: Request) -> [UInt8] {
        let body = String(decoding: request.body, as: UTF8.self)
        let account = accounts.first { body.contains("\"\($0)\"") } ?? ""
        let page = state.withLock { state in
            state.isOpen ? state.pages[account]?.popLast() : nil
        }
        return page
            ?? Array(
                #"{"errcode":0,"errmsg":"ok","next_cursor":"end","has_more":0,"msg_list":[]}"#.utf8)
    }
}
