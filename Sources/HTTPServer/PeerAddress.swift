internal import CMicrohttpd
internal import Glibc

/// The other end of a connection: its socket address, made a text only when somebody asks.
enum PeerAddress: Sendable {
    /// Of a request without a connection.
    case text(String)
    /// As the system gave it; an IPv4 address fills the beginning only.
    case socket(sockaddr_in6)

    /// Copies the address; nil is unknown.
    init(_ address: UnsafePointer<sockaddr>?) {
        guard let address else {
            self = .text("unknown")
            return
        }
        let isV6 = CInt(address.pointee.sa_family) == AF_INET6
        let size = isV6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        var kept = sockaddr_in6()
        withUnsafeMutableBytes(of: &kept) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: size))
        }
        self = .socket(kept)
    }

    /// The host as numbers.
    var text: String {
        switch self {
        case .text(let text): text
        case .socket(let address):
            withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    SocketAddress.numericHost($0) ?? "unknown"
                }
            }
        }
    }
}
