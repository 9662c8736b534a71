import Glibc
import Testing

/// A client that sends exactly the bytes it is given. Waits at most 20 s for anything.
final class RawClient {
    struct Failure: Error { let what: String }

    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: String
    }

    let descriptor: CInt
    private var unread: [UInt8] = []

    init(port: Int) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) {
            connect(descriptor, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), size)
        }
        guard result == 0 else {
            throw Failure(what: "connect: \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(what: "send: \(errno)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends a request with the usual headers.
    func ask(
        _ method: String, _ target: String, headers: [String] = [], body: String = ""
    ) throws {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: test\r\n"
        for header in headers { text += header + "\r\n" }
        if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
        try send(text + "\r\n" + body)
    }

    /// Reads one answer. A HEAD answer has a length but no body.
    func answer(toHead: Bool = false) throws -> Answer {
        while true {
            if let end = unread.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: unread[..<end.lowerBound], as: UTF8.self)
                unread.removeSubrange(..<end.upperBound)
                var lines = head.split(separator: "\r\n")[...]
                let status = Int(lines.removeFirst().split(separator: " ")[1]) ?? 0
                var headers: [String: String] = [:]
                for line in lines {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    headers[parts[0].lowercased()] =
                        parts.count > 1 ? String(parts[1].dropFirst()) : ""
                }
                if status == 100 { continue }
                let length = toHead ? 0 : Int(headers["content-length"] ?? "0") ?? 0
                while unread.count < length { try readMore() }
                let body = String(decoding: unread[..<length], as: UTF8.self)
                unread.removeSubrange(..<length)
                return Answer(status: status, headers: headers, body: body)
            }
            try readMore()
        }
    }

    /// Whether the server closes the connection without sending anything more.
    func isClosedByServer() -> Bool {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, 0)
        return unread.isEmpty && (count == 0 || (count < 0 && errno == ECONNRESET))
    }

    private func readMore() throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw Failure(what: count == 0 ? "closed" : "recv: \(errno)") }
        unread += buffer[..<count]
    }
}
