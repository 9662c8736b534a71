/// A request that has arrived in full. A plain value: it may be kept for as long as one likes.
public struct Request: Sendable {
    /// What is to be done.
    public let method: Method

    /// The path as it was sent, still percent-encoded; a route decodes its parameters.
    public let path: String

    /// What stands behind the `?`.
    public let query: Query

    /// The whole body. Never longer than the server's limit.
    public let body: [UInt8]

    /// The numeric address of the other end of the connection, which may be that of a proxy.
    public var remoteAddress: String { peer.text }

    private let peer: PeerAddress

    /// The values of the path's parameters, from the route that matched.
    public var parameters: [String: String] = [:]

    private let headers: HeaderBlock

    /// Makes a request without a connection, for tests and for callers in the same process.
    /// - Parameter target: the path, and the query if there is one, as they would be sent.
    public init(
        _ method: Method, _ target: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], remoteAddress: String = "127.0.0.1"
    ) {
        var block = HeaderBlock()
        for header in headers {
            block.append(name: Array(header.name.utf8), value: Array(header.value.utf8))
        }
        self.init(
            method: method, target: target, headers: block, body: body,
            peer: .text(remoteAddress))
    }

    init(
        method: Method, target: String, headers: HeaderBlock, body: [UInt8], peer: PeerAddress
    ) {
        self.method = method
        self.headers = headers
        self.body = body
        self.peer = peer
        let local = Self.withoutAuthority(target)
        if let mark = local.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = String(local[..<mark])
            query = Query(local[local.utf8.index(after: mark)...])
        } else {
            path = String(local)
            query = Query("")
        }
    }

    /// The value of the first header with this name; capital and small letters are the same.
    public func header(_ name: String) -> String? { headers[name] }

    /// RFC 9112 3.2.2: a server accepts `GET http://host/path` as well.
    private static func withoutAuthority(_ target: String) -> Substring {
        guard !target.utf8.starts(with: "/".utf8), target.utf8.starts(with: "http".utf8) else {
            return target[...]
        }
        for scheme in ["http://", "https://"] where target.utf8.starts(with: scheme.utf8) {
            let rest = target.dropFirst(scheme.count)
            return rest.firstIndex { $0 == "/" || $0 == "?" }.map { rest[$0...] } ?? "/"
        }
        return target[...]
    }
}
