/// One call of the platform's interface as it came in.
struct APICall: Sendable {
    var method = "POST"
    /// Without `/cgi-bin/`, such as `kf/sync_msg`.
    var path: String
    var query: [String: String] = [:]
    var body: [UInt8] = []
    var contentType: String?
    var range: String?
    /// For the errmsg, which names the caller's address.
    var peer = "127.0.0.1"
}

/// What goes back, and whether it arrives.
struct APIAnswer: Equatable, Sendable {
    /// What becomes of the answer on its way.
    enum Fate: Equatable, Sendable {
        case delivered
        /// The connection closes without an answer.
        case dropped
        /// The connection closes in the middle of the body.
        case cut
    }

    var status = 200
    var contentType = "application/json; charset=UTF-8"
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    var fate = Fate.delivered
    var delayMs: Int64 = 0
}

/// What a handler gives when it does not refuse.
enum APIResult: Sendable {
    case json([String: JSON])
    case file(Media, range: String?)
}
