import Routing
import Synchronization

/// What the engine counts since its start, for `/metrics`.
public final class Metrics: Sendable {
    /// What is counted without a further distinction.
    public enum Counter: String, Hashable, Sendable, CaseIterable {
        /// Inputs that the routing core took in.
        case inputs
        /// Works that were committed, and the transactions that committed them.
        case works, commits
        /// Transactions that failed.
        case failedCommits = "failed_commits"
        /// Calls of `sync_msg`, and pulls that reached `has_more` 0.
        case pullCalls = "pull_calls"
        case pulls
        /// Messages and events stored, and those that had been stored before.
        case messages, duplicates
        /// Messages and events of a type that kefud does not know, or that nobody can read.
        case unknownTypes = "unknown_types"
        /// Attempts counted, and how often a call has to be made again.
        case attempts, retries
        /// Calls that nobody has answered, or not so that it can be read: no network, no name, a
        /// time-out.
        case unansweredCalls = "unanswered_calls"
        /// Decisions and alerts.
        case decisions, alerts
    }

    /// How an effect came out, as a label.
    public enum Result: String, Hashable, Sendable, CaseIterable {
        case accepted, refused, observed, unknown, missed, dropped, withdrawn
    }

    /// A copy of the figures.
    public struct Figures: Sendable {
        /// By counter.
        public var counts: [Counter: Int] = [:]
        /// Effects by how they came out.
        public var effects: [Result: Int] = [:]
        /// Definite errors of the platform by code.
        public var platformErrors: [Int: Int] = [:]
        /// Transactions by the number of works in them: up to 1, 3, 10, 30, 100, 300 and 1,000.
        public var batches: [Int] = Array(repeating: 0, count: batchBounds.count)
        /// Why the last unanswered call had no answer; neither a secret nor an address's query.
        public var lastSilence: String?
    }

    /// The upper bounds of `Figures.batches`.
    public static let batchBounds = [1, 3, 10, 30, 100, 300, 1_000]

    private let figures = Mutex(Figures())
    /// What is counted for each message: an addition and no lock.
    private let inputs = Atomic(0)
    private let messages = Atomic(0)

    /// Nothing counted yet.
    public init() {}

    /// The figures of this moment.
    public var now: Figures {
        var copy = figures.withLock { $0 }
        copy.counts[.inputs] = inputs.load(ordering: .relaxed)
        copy.counts[.messages] = messages.load(ordering: .relaxed)
        return copy
    }

    func count(_ counter: Counter, _ number: Int = 1) {
        switch counter {
        case .inputs: inputs.add(number, ordering: .relaxed)
        case .messages: messages.add(number, ordering: .relaxed)
        default: figures.withLock { $0.counts[counter, default: 0] += number }
        }
    }

    /// A call that has no result.
    func failed(_ failure: CallFailure) {
        figures.withLock { figures in
            if let code = failure.code {
                figures.platformErrors[code, default: 0] += 1
            } else {
                figures.counts[.unansweredCalls, default: 0] += 1
                figures.lastSilence = failure.words
            }
        }
    }

    func committed(works: Int) {
        figures.withLock { figures in
            figures.counts[.commits, default: 0] += 1
            figures.counts[.works, default: 0] += works
            let bound = Self.batchBounds.firstIndex { works <= $0 }
            figures.batches[bound ?? Self.batchBounds.count - 1] += 1
        }
    }

    func add(_ journal: Journal) {
        guard !journal.isEmpty else { return }
        figures.withLock { figures in
            figures.counts[.decisions, default: 0] += journal.decisions.count
            figures.counts[.alerts, default: 0] += journal.alerts.count
            figures.counts[.attempts, default: 0] += journal.attempted.count
            for (_, outcome) in journal.finished {
                figures.effects[Result(outcome), default: 0] += 1
            }
        }
    }
}

extension Metrics.Result {
    fileprivate init(_ outcome: EffectOutcome?) {
        self =
            switch outcome {
            case .accepted: .accepted
            case .refused: .refused
            case .observed: .observed
            case .unknown: .unknown
            case .missed: .missed
            case .dropped: .dropped
            case nil: .withdrawn
            }
    }
}
