import Engine
import HTTPServer
import Storage
import Synchronization

/// Whether kefud may be given traffic.
public enum Readiness: Sendable, Equatable {
    /// The first pulls are through or given up, and the engine commits.
    case ready
    /// Not yet, or not any more, and why.
    case notReady(String)
}

/// What the routes work with.
final class Services: Sendable {
    let engine: Engine
    let mailboxes: Mailboxes
    let reader: Reader
    let platform: any AccountPlatform
    let configuration: API.Configuration
    let readiness: @Sendable () -> Readiness
    let report: @Sendable (String) -> Void
    let counters = RequestCounters()
    let callbackWindow: Mutex<Duration>
    let isDraining = Atomic(false)
    /// When what comes by the thousand may be reported again.
    private let quietUntil = Mutex<[Frequent: ContinuousClock.Instant]>([:])

    /// What one line in ten seconds is enough for; all of it is counted (`/metrics`).
    enum Frequent {
        /// Anybody on the internet can cause it.
        case strangersMistake
        /// What fails for one request fails for the next thousand, such as a full disk.
        case ownFailure
    }

    init(
        engine: Engine, mailboxes: Mailboxes, reader: Reader, platform: any AccountPlatform,
        configuration: API.Configuration, readiness: @escaping @Sendable () -> Readiness,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.engine = engine
        self.mailboxes = mailboxes
        self.reader = reader
        self.platform = platform
        self.configuration = configuration
        self.readiness = readiness
        self.report = report
        callbackWindow = Mutex(configuration.callbackWindow)
    }

    /// Reports the first of its kind in ten seconds.
    func report(_ kind: Frequent, _ line: String) {
        let now = ContinuousClock.now
        let isQuiet = quietUntil.withLock { until in
            if let end = until[kind], now < end { return true }
            until[kind] = now + .seconds(10)
            return false
        }
        if !isQuiet { report(line) }
    }

    /// Reads committed rows, over one snapshot.
    func read<T>(_ body: (ReadView) throws -> T) throws -> T { try reader.read(body) }

    /// What a caller is told about a failure. Whatever is not a problem of its making is ours: it
    /// goes to the log, and the caller learns only whether to try again.
    func problem(for error: any Error, _ route: APIRoute) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case EngineError.work(let inner): return problem(for: inner, route)
        case let refused as ChangeRefused: return refused.problem
        case EngineError.stopped: return .notReady("kefud is stopping")
        case let error as StoreError:
            switch error.kind {
            case .editConflict: return .editConflict()
            case .notFound: return .notFound()
            default: break
            }
            report(.ownFailure, "\(route.method.rawValue) \(route.path): \(error)")
            return .unusable(error)
        case EngineError.storage(let error): return problem(for: error, route)
        default:
            report("\(route.method.rawValue) \(route.path): \(error)")
            return .internal
        }
    }
}

extension Problem {
    /// What a caller is told when the database fails. SQLite's words and the path are the log's.
    static func unusable(_ error: StoreError) -> Problem {
        switch error.kind {
        case .corrupt, .notADatabase: .damaged
        default: .notReady("The database cannot be used now")
        }
    }
}
