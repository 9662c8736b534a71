import HTTPServer

/// A platform with one account in which nothing happens: enough for a daemon to start.
final class QuietPlatform: Sendable {
    private let server: Server

    init() throws {
        server = try Server(listen: "127.0.0.1:0") { request, responder in
            responder.respond(
                Response(
                    status: 200, headers: [("Content-Type", "application/json")],
                    body: Array(Self.answer(to: request.path).utf8)))
        }
    }

    var url: String { "http://127.0.0.1:\(server.port)" }

    private static func answer(to path: String) -> String {
        let more =
            switch path {
            case "/cgi-bin/gettoken": #""access_token":"t","expires_in":7200"#
            case "/cgi-bin/kf/account/list":
                #""account_list":[{"open_kfid":"wkA","name":"A","manage_privilege":true}]"#
            case "/cgi-bin/kf/sync_msg": #""next_cursor":"c","has_more":0,"msg_list":[]"#
            case "/cgi-bin/kf/servicer/list": #""servicer_list":[]"#
            case "/cgi-bin/kf/add_contact_way": #""url":"https://example.com/kf""#
            default: #""result_list":[]"#
            }
        return #"{"errcode":0,"errmsg":"ok",\#(more)}"#
    }
}
