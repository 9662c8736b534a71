import Glibc

/// Many connections to one server on one thread: each sends a request at a time and hands on the
/// answer's body when it is there. Enough of HTTP/1.1 for a server that sends Content-Length.
struct PollClient {
    /// What the client cannot go on after.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private struct Line {
        var descriptor: Int32
        var received: [UInt8] = []
    }

    private var lines: [Line] = []
    private var watched: [pollfd] = []
    private var buffer = Array(repeating: UInt8(0), count: 65_536)

    /// Opens a connection to a port of the loopback interface; its number.
    mutating func connect(port: Int) throws(Failure) -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, size)
            }
        }
        guard descriptor >= 0, status == 0 else { throw Failure(description: "connect: \(errno)") }
        var on: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        lines.append(Line(descriptor: descriptor))
        watched.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        return lines.count - 1
    }

    /// Sends a request; small enough for the socket's buffer.
    func send(_ text: String, on line: Int) throws(Failure) {
        let bytes = Array(text.utf8)
        let sent = Glibc.send(
            lines[line].descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        guard sent == bytes.count else { throw Failure(description: "send: \(errno)") }
    }

    /// Takes what has come within so many milliseconds. `body` gets a connection's number, the
    /// status and the answer's body; `status` is 0 when the server has closed.
    mutating func wait(
        milliseconds: Int32,
        _ body: (_ line: Int, _ status: Int, _ answer: ArraySlice<UInt8>) throws -> Void
    ) throws {
        guard poll(&watched, nfds_t(watched.count), milliseconds) > 0 else { return }
        for line in watched.indices where watched[line].revents != 0 {
            if !receive(line) { try body(line, 0, []) }
            while let (status, range, end) = Self.answer(in: lines[line].received) {
                let received = lines[line].received
                lines[line].received = Array(received[end...])
                try body(line, status, received[range])
            }
        }
    }

    /// Takes what is there; false, once, when the server has closed.
    private mutating func receive(_ line: Int) -> Bool {
        while true {
            let count = recv(lines[line].descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                lines[line].received += buffer[..<count]
                if count < buffer.count { return true }
                continue
            }
            if count < 0, errno == EAGAIN || errno == EINTR { return true }
            close(lines[line].descriptor)
            watched[line].fd = -1
            return false
        }
    }

    /// The first whole answer: its status, where its body is and where it ends.
    private static func answer(
        in bytes: [UInt8]
    ) -> (status: Int, body: Range<Int>, end: Int)? {
        guard let head = find(Array("\r\n\r\n".utf8), in: bytes[...]) else { return nil }
        let status = number(bytes[min(9, head)..<head])
        var length = 0
        if let field = find(Array("Content-Length: ".utf8), in: bytes[..<head]) {
            length = number(bytes[(field + 16)..<head])
        }
        let end = head + 4 + length
        return bytes.count >= end ? (status, head + 4..<end, end) : nil
    }

    /// The digits at the beginning, as a number.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.prefix { (48...57).contains($0) }.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// Where a text first stands.
    static func find(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
        var at = bytes.startIndex
        while at <= bytes.endIndex - wanted.count {
            if bytes[at] == first, bytes[at..<at + wanted.count].elementsEqual(wanted) { return at }
            at += 1
        }
        return nil
    }

    /// The text between `before` and the next quotation mark, each time that it occurs.
    static func texts(after before: String, in bytes: ArraySlice<UInt8>) -> [String] {
        let wanted = Array(before.utf8)
        var found: [String] = []
        var rest = bytes
        while let start = find(wanted, in: rest) {
            let text = rest[(start + wanted.count)...].prefix { $0 != UInt8(ascii: "\"") }
            found.append(String(decoding: text, as: UTF8.self))
            rest = rest[(start + wanted.count)...]
        }
        return found
    }
}
