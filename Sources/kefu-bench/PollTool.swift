import Foundation

/// `polls`: agents' clients that wait in polls; with `--ends N` they also end N sessions a second
/// and note how long it takes until the next visitor's assignment arrives in the same agent's poll.
enum PollTool {
    @Sendable static func run(_ arguments: Arguments) async throws {
        let tokens = try String(contentsOfFile: try arguments.text("tokens"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
        var crowd = try PollCrowd(
            port: try arguments.number("port", or: 0), tokens: tokens,
            wait: try arguments.number("wait", or: 60))
        let ready = arguments.text("ready-file", or: "")
        try crowd.settle()
        if !ready.isEmpty {
            try Data("waiting\n".utf8).write(to: URL(fileURLWithPath: ready), options: .atomic)
        }
        let rate = try arguments.number("ends", or: 0)
        if rate == 0 {
            let last = try crowd.holdUntilClosed()
            print("{\"polls\":\(tokens.count),\"last_answer_ns\":\(last)}")
        } else {
            let seconds = try arguments.number("seconds", or: 5)
            let latencies = try crowd.end(rate: rate, seconds: seconds)
            let text = latencies.map { "\($0 / 1_000)" }.joined(separator: ",")
            print("{\"ended\":\(latencies.count),\"microseconds\":[\(text)]}")
        }
    }
}

/// Agents, each with a connection for its polls; a few more connections for what they order.
struct PollCrowd {
    private var client: PollClient
    private let tokens: [String]
    private let wait: Int
    private var cursors: [String]
    private var sessions: [[String]]
    /// When the oldest ends that are not replaced yet were ordered.
    private var ordered: [[Int64]]
    private var idle: [Int] = []

    init(port: Int, tokens: [String], wait: Int) throws {
        (self.tokens, self.wait) = (tokens, wait)
        client = PollClient()
        cursors = Array(repeating: "", count: tokens.count)
        sessions = Array(repeating: [], count: tokens.count)
        ordered = Array(repeating: [], count: tokens.count)
        for _ in tokens { _ = try client.connect(port: port) }
        for _ in 0..<8 { idle.append(try client.connect(port: port)) }
    }

    private func poll(_ agent: Int) throws {
        let cursor = cursors[agent].isEmpty ? "" : "cursor=\(cursors[agent])&"
        try client.send(
            "GET /api/agent/assignments?\(cursor)wait=\(wait) HTTP/1.1\r\nHost: bench\r\n"
                + "Authorization: Bearer \(tokens[agent])\r\n\r\n", on: agent)
    }

    /// Takes an answer to a poll: keeps what is new and polls again.
    private mutating func take(_ agent: Int, _ answer: ArraySlice<UInt8>) throws {
        if let cursor = PollClient.texts(after: #""cursor":""#, in: answer).first {
            cursors[agent] = cursor
        }
        try poll(agent)
    }

    /// Lets everybody poll until all wait: a first answer for the cursor, then nothing.
    mutating func settle() throws {
        for agent in tokens.indices { try poll(agent) }
        var left = tokens.count
        let end = Watch.nanoseconds() + 120_000_000_000
        while left > 0 {
            if Watch.nanoseconds() > end {
                throw PollClient.Failure(description: "\(left) of \(tokens.count) do not wait")
            }
            var answers: [(Int, [UInt8])] = []
            try client.wait(milliseconds: 100) { line, status, answer in
                guard status == 200 else {
                    throw PollClient.Failure(
                        description:
                            "poll \(line): \(status) \(String(decoding: answer, as: UTF8.self))")
                }
                answers.append((line, Array(answer)))
            }
            for (agent, answer) in answers {
                if cursors[agent].isEmpty { left -= 1 }
                sessions[agent] += PollClient.texts(after: #""session":{"id":""#, in: answer[...])
                try take(agent, answer[...])
            }
        }
    }

    /// Polls on until the server closes all connections; when the last poll was answered. What is
    /// refused after that because the server stops is no answer to a poll that waited.
    mutating func holdUntilClosed() throws -> Int64 {
        var last: Int64 = 0
        var open = tokens.count
        while open > 0 {
            var answers: [(Int, [UInt8])] = []
            var closed = 0
            let agents = tokens.count
            try client.wait(milliseconds: 1_000) { line, status, answer in
                guard line < agents else { return }
                if status == 0 { closed += 1 }
                if status == 200 { answers.append((line, Array(answer))) }
            }
            open -= closed
            if !answers.isEmpty { last = Watch.nanoseconds() }
            for (agent, answer) in answers { try? take(agent, answer[...]) }
        }
        return last
    }

    /// Ends sessions at a rate; how long each took to be replaced, in nanoseconds.
    mutating func end(rate: Int, seconds: Int) throws -> [Int64] {
        var latencies: [Int64] = []
        let began = Watch.nanoseconds()
        let total = rate * seconds
        var begun = 0
        let last = began + Int64(seconds + 5) * 1_000_000_000
        while latencies.count < total, Watch.nanoseconds() < last {
            let due = min(
                total, Int((Watch.nanoseconds() - began) * Int64(rate) / 1_000_000_000) + 1)
            while begun < due, !idle.isEmpty {
                try order(begun % tokens.count)
                begun += 1
            }
            var answers: [(Int, Int, [UInt8])] = []
            try client.wait(milliseconds: 1) { line, status, answer in
                answers.append((line, status, Array(answer)))
            }
            let now = Watch.nanoseconds()
            for (line, status, answer) in answers {
                guard status == 200 else {
                    throw PollClient.Failure(
                        description: "\(line): \(status) \(String(decoding: answer, as: UTF8.self))"
                    )
                }
                if line >= tokens.count {
                    idle.append(line)
                    continue
                }
                latencies += arrivals(line, answer, at: now)
                try take(line, answer[...])
            }
        }
        return latencies
    }

    private mutating func order(_ agent: Int) throws {
        guard let session = sessions[agent].popLast(), let line = idle.popLast() else {
            throw PollClient.Failure(description: "agent \(agent) has no session left to end")
        }
        ordered[agent].append(Watch.nanoseconds())
        try client.send(
            "POST /api/agent/sessions/\(session)/end HTTP/1.1\r\nHost: bench\r\n"
                + "Authorization: Bearer \(tokens[agent])\r\nContent-Length: 0\r\n\r\n", on: line)
    }

    private mutating func arrivals(_ agent: Int, _ answer: [UInt8], at now: Int64) -> [Int64] {
        var found: [Int64] = []
        let types = PollClient.texts(after: #"{"type":""#, in: answer[...])
        let ids = PollClient.texts(after: #""session":{"id":""#, in: answer[...])
        for (type, id) in zip(types, ids) where type == "assigned" {
            sessions[agent].insert(id, at: 0)
            if !ordered[agent].isEmpty { found.append(now - ordered[agent].removeFirst()) }
        }
        return found
    }
}
