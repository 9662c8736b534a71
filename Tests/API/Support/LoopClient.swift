import Foundation

/// The plainest HTTP client: one connection for each request, to this machine.
struct LoopClient: Sendable {
    let port: Int

    struct Reply: Sendable {
        var status = 0
        var headers: [String: String] = [:]
        var body: [UInt8] = []
    }

    func send(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = []
    ) async -> Reply {
        let port = port
        return await withCheckedContinuation { continuation in
            // A thread of its own: held polls would use up a shared pool.
            Thread.detachNewThread {
                continuation.resume(
                    returning: Self.exchange(port, method, target, headers, body) ?? Reply())
            }
        }
    }

    private static func exchange(
        _ port: Int, _ method: String, _ target: String, _ headers: [(String, String)],
        _ body: [UInt8]
    ) -> Reply? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return nil }
        var limit = timeval(tv_sec: 90, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if !body.isEmpty || method != "GET" { head += "Content-Length: \(body.count)\r\n" }
        var rest = (Array((head + "\r\n").utf8) + body)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            received += buffer[..<count]
        }
        return parse(received)
    }

    private static func parse(_ bytes: [UInt8]) -> Reply? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= 4,
            let end = (0...bytes.count - 4).first(where: { bytes[$0..<$0 + 4].elementsEqual(mark) })
        else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        var reply = Reply(body: Array(bytes[(end + 4)...]))
        let words = lines.first?.split(separator: " ") ?? []
        reply.status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            reply.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        return reply
    }
}
