import API
import Engine
import Synchronization
import WeCom

/// A platform in the process: it accepts everything, remembers what it was asked, and can be told
/// to answer otherwise.
final class FakePlatform: PlatformPull, PlatformSend, PlatformAccounts, PlatformCustomers,
    AccountPlatform
{
    struct State {
        var accounts: [ListedAccount] = []
        var servicers: [String: [ListedServicer]] = [:]
        var sent: [OutgoingCall] = []
        var accountCalls: [AccountCall] = []
        var newAccount: Result<String, AccountPlatformFault>? = .success("wkNew")
        var pulls: [String] = []
    }

    let state = Mutex(State())

    func pull(
        _ call: SyncRequest, then: @escaping @Sendable (Result<SyncPage, CallFailure>) -> Void
    ) {
        state.withLock { $0.pulls.append(call.openKfID) }
        then(.success(SyncPage(nextCursor: call.cursor ?? "c1", hasMore: false, messages: [])))
    }

    func listAccounts(then: @escaping @Sendable (Result<[ListedAccount], CallFailure>) -> Void) {
        then(.success(state.withLock { $0.accounts }))
    }

    func listServicers(
        of openKfID: String,
        then: @escaping @Sendable (Result<[ListedServicer], CallFailure>) -> Void
    ) {
        then(.success(state.withLock { $0.servicers[openKfID] ?? [] }))
    }

    func customers(
        _ externalUserIDs: [String],
        then: @escaping @Sendable (Result<[Customer], CallFailure>) -> Void
    ) { then(.success([])) }

    func waitBeforePull() -> Int64? { nil }

    func perform(
        _ call: OutgoingCall, then: @escaping @Sendable (Result<CallReply, CallFailure>) -> Void
    ) {
        state.withLock { $0.sent.append(call) }
        then(.success(CallReply(code: nil, state: 1)))
    }

    func wait(before api: OutgoingAPI) -> Int64? { nil }

    func perform(
        _ call: AccountCall,
        then: @escaping @Sendable (Result<AccountReply, CallFailure>) -> Void
    ) {
        state.withLock { $0.accountCalls.append(call) }
        then(.success(AccountReply(link: "https://work.weixin.qq.com/kfid/kfcTEST")))
    }

    func addAccount(
        name: String, avatar: [UInt8], type: String
    ) async throws(AccountPlatformFault) -> String {
        let answer = state.withLock { $0.newAccount }
        guard let answer else { throw .unknown }
        return try answer.get()
    }
}
