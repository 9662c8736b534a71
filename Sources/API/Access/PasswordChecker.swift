import Crypto
import Dispatch
import HTTPServer
import Synchronization

/// The rules of passwords.
enum Password {
    /// The longest, in bytes.
    static let bytesMax = 1_024
    /// The shortest new one, in characters.
    static let charactersMin = 8

    /// A new password in a request; what is wrong is noted.
    static func read(_ fields: Fields, _ name: String) -> String? {
        guard let text = fields.text(name, bytes: 0...bytesMax).value else { return nil }
        if let fault = fault(text) {
            fields.errors.add(fields.at(name), fault)
            return nil
        }
        return text
    }

    /// What is wrong with a new password; nil when it is good.
    static func fault(_ text: String) -> Wording? {
        if text.count < charactersMin { return "must have at least \(charactersMin) characters" }
        return text.utf8.count > bytesMax ? "must have at most \(bytesMax) bytes" : nil
    }
}

/// Hashes passwords away from everybody else: one hash takes a tenth of a second and 32 MiB.
final class PasswordChecker: Sendable {
    private let queue = DispatchQueue(label: "passwords")
    private let waiting = Atomic(0)
    /// A hash of nothing anybody knows, so that an unknown name takes as long as a known one.
    private let decoy = Mutex<String?>(nil)

    /// So many may wait; more would wait for seconds.
    private static let waitingMax = 32

    /// Whether the password fits; false for a user who has none.
    /// - Throws: `rate-limited` when too many wait.
    func verify(_ password: String, against hash: String?) async throws(Problem) -> Bool {
        try await run { [self] in
            let isGood = PasswordHash.verify(password, against: hash ?? decoyHash())
            return isGood && hash != nil
        }
    }

    /// The hash of a new password.
    func make(_ password: String) async throws(Problem) -> String {
        try await run { PasswordHash.make(password) }
    }

    private func decoyHash() -> String {
        decoy.withLock { decoy in
            let hash = decoy ?? PasswordHash.make(randomToken())
            decoy = hash
            return hash
        }
    }

    private func run<T: Sendable>(
        _ body: @escaping @Sendable () -> T
    ) async throws(Problem) -> T {
        guard waiting.add(1, ordering: .relaxed).newValue <= Self.waitingMax else {
            waiting.subtract(1, ordering: .relaxed)
            throw .rateLimited(retryAfterSeconds: 5)
        }
        defer { waiting.subtract(1, ordering: .relaxed) }
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }
}
