import Foundation
import HTTPServer

/// `stub`: a platform that says yes to everything. What it costs is as little as can be, so that
/// what is measured beside it is kefud.
///
/// With `--pages N` it has so many ready for each account, with `--entering N` so many visitors
/// enter each account in a minute, and with `--writing N` so many others write. It gives them once
/// it was told to `/open` (all accounts, or `/open/ACCOUNT`); `/report` says what it has seen.
final class StubTool: Sendable {
    private let accounts: [String]
    private let agents: Int
    private let world: StubWorld

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
        let agents = try arguments.number("agents", or: 20)
        self.agents = agents
        let shape = Pages.Shape(rawValue: arguments.text("chats", or: "whole")) ?? .whole
        let sources = accounts.map {
            Pages(
                account: $0, agents: agents, firstChat: 10_000_000,
                sendTime: Self.now, shape: shape)
        }
        world = StubWorld(
            sources, count: try arguments.number("pages", or: 0),
            entering: try arguments.number("entering", or: 0),
            writing: try arguments.number("writing", or: 0))
    }

    private static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    private func answer(to request: Request) -> [UInt8] {
        var more = #""msgid":"m""#
        switch request.path {
        case "/cgi-bin/gettoken": more = #""access_token":"bench","expires_in":7200"#
        case "/cgi-bin/kf/sync_msg":
            let page = world.page(of: Self.text("open_kfid", in: request), seconds: Self.now)
            if let page { return page }
            more = #""next_cursor":"end","has_more":0,"msg_list":[]"#
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
        case "/cgi-bin/kf/service_state/trans":
            let number = world.changed(
                Self.text("open_kfid", in: request), Self.text("external_userid", in: request))
            more = "\"msg_code\":\"change\(number)\""
        case "/cgi-bin/kf/send_msg_on_event": world.sent(on: Self.text("code", in: request))
        case "/open": world.open(accounts)
        case let path where path.hasPrefix("/open/"): world.open([String(path.dropFirst(6))])
        case "/report": more = world.report
        default: break
        }
        return Array(#"{"errcode":0,"errmsg":"ok",\#(more)}"#.utf8)
    }

    /// A text member of the body; what kefud sends is compact and needs no unescaping here.
    private static func text(_ name: String, in request: Request) -> String {
        PollClient.texts(after: "\"\(name)\":\"", in: request.body[...]).first ?? ""
    }
}
