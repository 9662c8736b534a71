import HTTPServer

extension Request {
    /// Whether the other end is a proxy on this machine, whose `X-Forwarded-…` may be believed.
    private var isFromLoopback: Bool {
        remoteAddress == "::1" || remoteAddress.hasPrefix("127.")
            || remoteAddress.hasPrefix("::ffff:127.")
    }

    /// The client's address: what a proxy on this machine says, else the connection's. A client can
    /// write the header too, and a proxy appends to it: only the last entry is the proxy's word.
    var clientAddress: String {
        guard isFromLoopback, let forwarded = header("X-Forwarded-For"),
            let last = forwarded.split(separator: ",").last
        else { return remoteAddress }
        return String(last.prefix(64)).filter { $0 != " " }
    }

    /// Whether a proxy on this machine was reached by TLS.
    var isForwardedFromTLS: Bool {
        isFromLoopback && header("X-Forwarded-Proto")?.lowercased() == "https"
    }

    /// The value of a cookie.
    func cookie(_ name: String) -> String? {
        for pair in (header("Cookie") ?? "").split(separator: ";") {
            let trimmed = pair.drop { $0 == " " }
            if trimmed.hasPrefix("\(name)=") { return String(trimmed.dropFirst(name.count + 1)) }
        }
        return nil
    }
}
