import Foundation
import Glibc
import Synchronization

/// A server that does what the test says, byte by byte, on a loopback port of its own. `script`
/// runs once for each connection, on a thread of its own.
final class RawServer: Sendable {
    let port: Int
    private let listener: Int32
    private let accepted = Mutex(0)
    private let acceptsNoMore = DispatchSemaphore(value: 0)

    /// How many connections have come.
    var connections: Int { accepted.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)/" }

    init(_ script: @escaping @Sendable (RawConnection) -> Void) throws {
        let socket = try Self.bound()
        (listener, port) = socket
        listen(listener, 64)
        let thread = Thread { [listener, self] in
            while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
                accepted.withLock { $0 += 1 }
                let worker = Thread {
                    let connection = RawConnection(descriptor)
                    script(connection)
                    connection.close()
                }
                worker.start()
            }
            acceptsNoMore.signal()
        }
        thread.start()
    }

    /// Makes the accepting thread end, and waits for it: the number of a listener that is closed
    /// too soon may be the next server's.
    func stop() {
        Glibc.shutdown(listener, Int32(SHUT_RDWR))
        acceptsNoMore.wait()
        Glibc.close(listener)
    }

    /// A port on which nobody listens.
    static func closedPort() throws -> Int {
        let (descriptor, port) = try bound()
        Glibc.close(descriptor)
        return port
    }

    private static func bound() throws -> (Int32, Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let worked = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard worked else { throw POSIXError(.EADDRNOTAVAIL) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}

/// One connection, seen from the server.
final class RawConnection {
    private let descriptor: Int32
    private var isOpen = true
    /// Everything that has come.
    private(set) var received: [UInt8] = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// One request with its body (by Content-Length); nil when the client has closed.
    func request() -> String? {
        var bytes: [UInt8] = []
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let head = text.range(of: "\r\n\r\n") {
                let length = text[..<head.lowerBound].split(separator: "\r\n")
                    .first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.split(separator: " ").last ?? "") }
                if text[head.upperBound...].utf8.count >= length ?? 0 { return text }
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { return nil }
            bytes += buffer.prefix(count)
            received += buffer.prefix(count)
        }
    }

    func answer(_ text: String) {
        let bytes = [UInt8](text.utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func answer(body: String) {
        answer("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    func close() {
        if isOpen { Glibc.close(descriptor) }
        isOpen = false
    }
}
