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
        /// USERIDs that `servicer/add` refuses, with the code.
        var refusedServicers: [String: Int] = [:]
        /// The code with which a new name is refused.
        var updateRefusal: Int?
        var sceneCalls: [String] = []
        var sceneAnswer: Result<String, AccountPlatformFault>?
        /// Nil: not permitted.
        var upgradeMembers: [String]? = []
        var upgradeDepartments: [Int64] = []
        var directory: Result<PlatformDirectory, AccountPlatformFault> = .failure(.unknown)
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

    func wait(before api: OutgoingAPI, isUrgent: Bool) -> Int64? { nil }

    func perform(
        _ call: AccountCall,
        then: @escaping @Sendable (Result<AccountReply, CallFailure>) -> Void
    ) {
        let result = state.withLock { state -> Result<AccountReply, CallFailure> in
            state.accountCalls.append(call)
            switch call {
            case .addServicers(_, let list):
                let codes = list.map { ($0, state.refusedServicers[$0] ?? 0) }
                return .success(AccountReply(results: Dictionary(uniqueKeysWithValues: codes)))
            case .update:
                if let code = state.updateRefusal { return .failure(.refused(code, "no")) }
            default: break
            }
            return .success(AccountReply(link: "https://work.weixin.qq.com/kfid/kfcTEST"))
        }
        then(result)
    }

    func accessLink(
        openKfID: String, scene: String
    ) async throws(AccountPlatformFault) -> String {
        let answer = state.withLock { state in
            if state.sceneAnswer == nil { state.sceneCalls.append(scene) }
            return state.sceneAnswer
        }
        let own = "https://work.weixin.qq.com/kfid/kfcTEST?enc_scene=ENC\(scene)"
        return try answer?.get() ?? own
    }

    func directory() async throws(AccountPlatformFault) -> PlatformDirectory {
        try state.withLock { $0.directory }.get()
    }

    func upgradeRange() async throws(AccountPlatformFault) -> UpgradeRange {
        let (members, departments) = state.withLock { ($0.upgradeMembers, $0.upgradeDepartments) }
        guard let members else { throw .refused(code: 48_002) }
        return UpgradeRange(members: Set(members), departments: departments)
    }

    func addAccount(
        name: String, avatar: [UInt8], type: String
    ) async throws(AccountPlatformFault) -> String {
        let answer = state.withLock { $0.newAccount }
        guard let answer else { throw .unknown }
        return try answer.get()
    }
}
