import Foundation
import SQLite

/// Moves the write-ahead log into the database file beside the writer, on a thread and a connection
/// of its own, so that no commit waits for it.
///
/// The log begins anew when all of it has been moved before the next commit. A writer that never
/// lets that happen is held up for once (`Store.logPages`).
final class Checkpointer: @unchecked Sendable {
    // `@unchecked`: everything below `condition` is read and written under its lock only.

    /// How often it looks again at once for what was committed meanwhile.
    private static let passesMax = 8

    private let path: String
    private let condition = NSCondition()
    private var isStarted = false
    private var isWanted = false
    private var isStopping = false
    private var hasEnded = false

    /// Does nothing before the first `want`.
    init(path: String) { self.path = path }

    /// The log is long enough.
    func want() {
        condition.lock()
        defer { condition.unlock() }
        if isWanted || isStopping { return }
        isWanted = true
        condition.broadcast()
        if isStarted { return }
        isStarted = true
        let thread = Thread { [self] in
            run()
            condition.lock()
            hasEnded = true
            condition.broadcast()
            condition.unlock()
        }
        thread.start()
        // Before the start Foundation forgets it.
        thread.name = "checkpoints"
    }

    /// Ends the thread and waits for it, so that its connection is closed.
    func stop() {
        condition.lock()
        defer { condition.unlock() }
        isStopping = true
        condition.broadcast()
        while isStarted, !hasEnded { condition.wait() }
    }

    /// False when it is time to stop.
    private func waitUntilWanted() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while !isWanted, !isStopping { condition.wait() }
        isWanted = false
        return !isStopping
    }

    private func run() {
        // Without a connection, or with a full disk, the log grows until the writer sees to it,
        // which then says what is wrong.
        guard let connection = try? Connection(path: path, cacheKibibytes: 1_024) else { return }
        while waitUntilWanted() {
            for _ in 0..<Self.passesMax {
                guard let (inLog, moved) = try? connection.checkpointPassively(), moved < inLog
                else { break }
            }
        }
    }
}
