import Engine
import Foundation
import Routing
import Storage

// What a world on one thread shares with closures that might run on any. `@unchecked Sendable`
// everywhere: the engine is driven by hand, so there is one thread.

/// What goes wrong inside of kefud. Who is dead stays dead until a restart.
final class Trouble: @unchecked Sendable {
    /// Dies when this many more points have been reached.
    var left: Int?
    var isDiskFull = false
    private(set) var isDead = false
    /// The daemon has given its database up, and ends.
    var isFatal = false

    func revive() { (isDead, isFatal, left) = (false, false, nil) }

    func fault(at point: FaultPoint) -> Fault? {
        if isDead { return .death }
        if isDiskFull, point == .beforeCommit { return .diskFull }
        guard let left else { return nil }
        self.left = left == 0 ? nil : left - 1
        isDead = left == 0
        return isDead ? .death : nil
    }
}

/// The zones that databases have computed: one takes longer than all else at a start.
final class KnownZones: @unchecked Sendable {
    static let shared = KnownZones()
    var zones: [String: ZoneOffsets] = [:]
}

/// What commits have said and nobody has looked at.
final class NewsBox: @unchecked Sendable {
    private var news: [CommitNews] = []

    func add(_ one: CommitNews) { news.append(one) }

    func take() -> [CommitNews] {
        defer { news.removeAll(keepingCapacity: true) }
        return news
    }
}

final class CoreBox: @unchecked Sendable {
    var core: EngineCore?
}

final class ResultBox<T: Sendable>: @unchecked Sendable {
    var result: Result<T, EngineError>?
}

/// A database of its own in a folder of its own, in memory where the machine has such a place. It
/// is copied from one that is made once, since making the schema takes longer than a seed.
final class ScratchDatabase {
    private let folder: String
    var path: String { folder + "/kefud.db" }

    private static let template: Result<String, any Error> = Result {
        let folder = try makeFolder("template")
        let path = folder + "/kefud.db"
        let store = try Store(path: path, cacheKibibytes: 1_024)
        try store.checkpoint()
        withExtendedLifetime(store) {}
        return path
    }

    private static var base: String {
        FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    }

    private static func makeFolder(_ name: String) throws -> String {
        let path = "\(base)/kefud-simulate-\(ProcessInfo.processInfo.processIdentifier)-\(name)"
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        return path
    }

    init() throws {
        let template = try Self.template.get()
        folder = try Self.makeFolder("world")
        try FileManager.default.copyItem(atPath: template, toPath: folder + "/kefud.db")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Takes the template away at the end.
    static func cleanUp() {
        guard let path = try? template.get() else { return }
        try? FileManager.default.removeItem(atPath: String(path.dropLast("/kefud.db".count)))
    }
}
