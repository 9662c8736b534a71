import Engine
import HTTPServer
import Routing
import Storage

/// The store's word that a change makes no sense: a taken name, a row that is not there. Not a
/// `StoreError`, so that the engine goes on with the rest of the batch.
struct ChangeRefused: Error {
    let kind: StoreError.Kind
    let reason: String
}

extension Services {
    /// Changes settings: all of it or nothing, apart from whatever else is in the same commit.
    func change<T: Sendable>(
        _ work: @escaping @Sendable (EngineCore) throws -> T
    ) async throws -> T {
        try await engine.perform { core in
            do {
                return try core.store.savepoint { try work(core) }
            } catch let error as StoreError where error.kind.isRefusal {
                throw ChangeRefused(kind: error.kind, reason: error.reason)
            }
        }
    }
}

extension StoreError.Kind {
    /// Whether it is the request that is at fault.
    fileprivate var isRefusal: Bool {
        switch self {
        case .duplicate, .dangling, .notFound, .editConflict, .invalid: true
        default: false
        }
    }
}

extension ChangeRefused {
    /// For the caller, in general words; a route that knows better says it itself.
    var problem: Problem {
        switch kind {
        case .duplicate: .invalidInput([Problem.FieldError("#", "exists already")])
        case .dangling:
            Problem(
                name: "in-use", title: "Something still refers to it", status: 409,
                detail: "Whatever stands below it or names it has to be moved or deleted first")
        case .editConflict: .editConflict()
        case .notFound: .notFound()
        default: .invalidInput([Problem.FieldError("#", "is not possible: \(reason)")])
        }
    }
}

extension EngineCore {
    /// A line of the audit log, in the transaction of the change.
    func audit(
        _ caller: Caller?, _ action: String, _ subject: String, before: JSON? = nil,
        after: JSON? = nil
    ) throws(StoreError) {
        try store.audit(
            by: caller?.user, named: caller?.name ?? "kefud", action: action, subject: subject,
            before: before?.text, after: after?.text, at: moment.now)
    }
}
