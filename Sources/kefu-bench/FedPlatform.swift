import Dispatch
import Engine
import Synchronization
import WeCom

/// A platform that has pages of bytes ready. As with the real client, each page is read by a task
/// of its own. Calls to it are answered at once, or have used up their rate: then what decisions
/// cause is written and waits.
final class FedPlatform: PlatformPull, PlatformSend, PlatformAccounts, PlatformCustomers {
    private struct State {
        var pages: [String: [[UInt8]]] = [:]
        var finished: Set<String> = []
        var began: Int64?
        var ended: Int64 = 0
    }

    private let accounts: [String]
    private let agents: Int
    private let answersCalls: Bool
    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)

    init(accounts: [String], agents: Int, answersCalls: Bool) {
        (self.accounts, self.agents, self.answersCalls) = (accounts, agents, answersCalls)
    }

    /// Puts pages out; they are pulled when their accounts are hinted at.
    func feed(_ pages: [String: [[UInt8]]]) { state.withLock { $0.pages = pages } }

    /// Nanoseconds from the first page's request until the request after the last page, which comes
    /// when that is committed.
    func waitUntilAllIsCommitted() -> Int64 {
        done.wait()
        return state.withLock { $0.ended - ($0.began ?? $0.ended) }
    }

    func pull(
        _ call: SyncRequest, then: @escaping @Sendable (Result<SyncPage, CallFailure>) -> Void
    ) {
        Task { [self] in
            let page = SyncPage(json: next(call.openKfID))
            then(page.map { .success($0) } ?? .failure(.unknown("the page cannot be read")))
        }
    }

    private func next(_ account: String) -> [UInt8] {
        let (page, isLast) = state.withLock { state -> ([UInt8]?, Bool) in
            guard let left = state.pages[account] else { return (nil, false) }
            if state.began == nil { state.began = Watch.nanoseconds() }
            if let page = left.first {
                state.pages[account]?.removeFirst()
                return (page, false)
            }
            state.finished.insert(account)
            state.ended = Watch.nanoseconds()
            return (nil, state.finished.count == state.pages.count)
        }
        if isLast { done.signal() }
        return page
            ?? Array(#"{"errcode":0,"errmsg":"ok","has_more":0,"msg_list":[]}"#.utf8)
    }

    func listAccounts(then: @escaping @Sendable (Result<[ListedAccount], CallFailure>) -> Void) {
        then(.success(accounts.map { ListedAccount(openKfID: $0, name: $0) }))
    }

    func listServicers(
        of openKfID: String,
        then: @escaping @Sendable (Result<[ListedServicer], CallFailure>) -> Void
    ) {
        let servicers = (0..<agents).map {
            ListedServicer(userID: Names.agent($0, of: openKfID), status: 0, stopType: 0)
        }
        then(.success(servicers))
    }

    func customers(
        _ externalUserIDs: [String],
        then: @escaping @Sendable (Result<[Customer], CallFailure>) -> Void
    ) { then(.success([])) }

    func waitBeforePull() -> Int64? { nil }

    func wait(before api: OutgoingAPI, isUrgent: Bool) -> Int64? { answersCalls ? nil : 60_000 }

    func perform(
        _ call: OutgoingCall,
        then: @escaping @Sendable (Result<CallReply, CallFailure>) -> Void
    ) { then(.success(CallReply(state: 1))) }

    func perform(
        _ call: AccountCall,
        then: @escaping @Sendable (Result<AccountReply, CallFailure>) -> Void
    ) { then(.success(AccountReply())) }
}
