internal import CMicrohttpd
import Glibc

/// A listening TCP socket. We make it, and not the HTTP library, for the sake of the error's
/// reason.
struct ListenSocket {
    let descriptor: CInt
    let port: Int

    /// Sockets that listen on one address, for as many threads: the kernel divides connections
    /// among them. On one socket the thread that wakes first takes all that there are.
    ///
    /// They share the port with each other only: what another program, or another server of this
    /// one, listens on is refused as ever.
    static func several(
        _ count: Int, on address: String
    ) throws(ServerError) -> [ListenSocket] {
        let (host, port) = try parts(address)
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, port, &hints, &list)
        guard code == 0, let list else {
            throw .badAddress(address, reason: String(cString: gai_strerror(code)))
        }
        defer { freeaddrinfo(list) }
        if count > 1, port != "0" {
            // One that shares with nobody finds out whether the port is free.
            close(try listening(list.pointee, address, isShared: false))
        }
        var sockets: [ListenSocket] = []
        do throws(ServerError) {
            for _ in 0..<count {
                let descriptor = try listening(list.pointee, address, isShared: count > 1)
                let port = SocketAddress.port(of: descriptor)
                sockets.append(ListenSocket(descriptor: descriptor, port: port))
                SocketAddress.setPort(port, in: list.pointee.ai_addr)
            }
        } catch {
            for socket in sockets { close(socket.descriptor) }
            throw error
        }
        return sockets
    }

    private static func parts(_ address: String) throws(ServerError) -> (String, String) {
        guard let colon = address.lastIndex(of: ":") else {
            throw .badAddress(address, reason: "the port is missing")
        }
        var host = address[..<colon]
        let port = address[address.index(after: colon)...]
        guard let number = Int(port), (0...65_535).contains(number), port.first != "+" else {
            throw .badAddress(address, reason: "the port is a number from 0 to 65535")
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .badAddress(address, reason: "an IPv6 address stands in brackets")
        }
        guard !host.isEmpty else { throw .badAddress(address, reason: "the host is missing") }
        return (String(host), String(port))
    }

    private static func listening(
        _ info: addrinfo, _ address: String, isShared: Bool
    ) throws(ServerError) -> CInt {
        let type = info.ai_socktype | CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(info.ai_family, type, 0)
        guard descriptor >= 0 else { throw .cannotListen(address, reason: reason()) }
        var on: CInt = 1
        let size = socklen_t(MemoryLayout<CInt>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
        if isShared { setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, size) }
        guard bind(descriptor, info.ai_addr, info.ai_addrlen) == 0, listen(descriptor, 4_096) == 0
        else {
            let reason = reason()
            close(descriptor)
            throw .cannotListen(address, reason: reason)
        }
        return descriptor
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

/// What we ask of socket addresses.
enum SocketAddress {
    /// The host as numbers, such as `127.0.0.1` or `::1`.
    static func numericHost(_ address: UnsafePointer<sockaddr>) -> String? {
        let isV6 = CInt(address.pointee.sa_family) == AF_INET6
        let size = isV6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        let raw = UnsafeRawPointer(address)
        let offset =
            isV6
            ? MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr)
            : MemoryLayout<sockaddr_in>.offset(of: \.sin_addr)
        guard let offset, offset < size else { return nil }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) {
            guard let start = $0.baseAddress,
                inet_ntop(
                    isV6 ? AF_INET6 : AF_INET, raw + offset, start, socklen_t($0.count)) != nil
            else { return nil }
            return String(cString: start)
        }
    }

    /// Puts a port into an address.
    static func setPort(_ port: Int, in address: UnsafeMutablePointer<sockaddr>) {
        // The port has the same place in both families.
        UnsafeMutableRawPointer(address)
            .storeBytes(of: UInt16(port).bigEndian, toByteOffset: 2, as: UInt16.self)
    }

    /// The local port of a bound socket.
    static func port(of descriptor: CInt) -> Int {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutableBytes(of: &storage) { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            getsockname(descriptor, start.assumingMemoryBound(to: sockaddr.self), &size)
            // The port has the same place in both families.
            return Int(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self)))
        }
    }
}
