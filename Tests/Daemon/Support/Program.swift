import Foundation
import Synchronization
import Testing

/// The built program, run as a process.
final class Program: Sendable {
    /// What it has written to standard error, and who waits for a line of it.
    private struct Lines {
        var text = ""
        var waiting: [(part: String, then: CheckedContinuation<String?, Never>)] = []
        var isOver = false
    }

    /// The number of the process.
    let id: Int32
    private let lines = Mutex(Lines())
    private let ending: AsyncStream<Int32>

    /// Beside the test bundle, where the build has put it.
    static var path: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return URL(fileURLWithPath: own ?? "").deletingLastPathComponent()
            .appending(path: "kefud").path
    }

    /// Starts it; standard input is a file with this text.
    init(_ arguments: [String], environment: [String: String] = [:], input: String = "") throws {
        let (ending, ended) = AsyncStream.makeStream(of: Int32.self)
        self.ending = ending
        let spawn = try Spawn(
            Self.path, arguments,
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
            input: input)
        id = spawn.id
        Thread.detachNewThread {
            ended.yield(Spawn.wait(spawn.id))
            ended.finish()
        }
        let reading = spawn.errors
        Thread.detachNewThread { [self] in
            while case let data = reading.availableData, !data.isEmpty {
                take(String(decoding: data, as: UTF8.self), isEnd: false)
            }
            take("", isEnd: true)
        }
    }

    func signal(_ number: Int32) { kill(id, number) }

    /// The exit status; minus the signal that ended it.
    func exitStatus() async -> Int32 {
        for await status in ending { return status }
        return -1
    }

    /// What standard error holds so far.
    var errorText: String { lines.withLock { $0.text } }

    /// Waits for a line of standard error with this part; nil when the program ends without it.
    func line(with part: String) async -> String? {
        await withCheckedContinuation { continuation in
            let found = lines.withLock { lines -> String?? in
                if let line = Self.find(part, in: lines.text) { return line }
                if lines.isOver { return .some(nil) }
                lines.waiting.append((part, continuation))
                return nil
            }
            if let found { continuation.resume(returning: found) }
        }
    }

    private func take(_ text: String, isEnd: Bool) {
        let ready = lines.withLock { lines in
            lines.text += text
            lines.isOver = lines.isOver || isEnd
            var ready: [(CheckedContinuation<String?, Never>, String?)] = []
            lines.waiting.removeAll { part, then in
                let found = Self.find(part, in: lines.text)
                guard found != nil || lines.isOver else { return false }
                ready.append((then, found))
                return true
            }
            return ready
        }
        for (continuation, line) in ready { continuation.resume(returning: line) }
    }

    /// A whole line with this part.
    private static func find(_ part: String, in text: String) -> String? {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .first { $0.contains(part) }.map(String.init)
    }
}

/// What a command that ends by itself came to.
struct Finished {
    let status: Int32
    let output: String
    let errors: String
}

/// Runs a command to its end.
func run(_ arguments: [String], input: String = "") throws -> Finished {
    let spawn = try Spawn(
        Program.path, arguments, environment: ProcessInfo.processInfo.environment, input: input)
    let written = try spawn.output.readToEnd() ?? Data()
    let complained = try spawn.errors.readToEnd() ?? Data()
    return Finished(
        status: Spawn.wait(spawn.id), output: String(decoding: written, as: UTF8.self),
        errors: String(decoding: complained, as: UTF8.self))
}
