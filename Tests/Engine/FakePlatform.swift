import Lifecycle
import Routing
import Synchronization
import WeCom

@testable import Engine

/// A platform in memory: one log of entries for each account, and answers that a test writes down
/// beforehand. It answers at once, on the caller's thread, unless it is told to hold back.
final class FakePlatform: PlatformPull, PlatformSend, PlatformAccounts, PlatformCustomers {
    struct State {
        var entries: [String: [WireMessage]] = [:]
        var pageSize = 1_000
        var accounts: [ListedAccount] = []
        var servicers: [String: [ListedServicer]] = [:]

        var pulls: [SyncRequest] = []
        var pullAnswers: [Result<SyncPage, CallFailure>] = []
        /// How long a pull has to wait for room in its budget.
        var pullPause: Int64?
        var calls: [OutgoingCall] = []
        var answers: [Answer] = []
        var accountCalls: [AccountCall] = []
        var accountAnswers: [Result<AccountReply, CallFailure>] = []
        var pauses: [OutgoingAPI: Int64] = [:]
        /// Whether the pauses are for what is not urgent.
        var isUrgentOnly = false
        var states: [String: CallReply] = [:]
        var customers: [String: Customer] = [:]
        var customersAsked: [[String]] = []
        var customersFailure: CallFailure?
        var isHoldingBackCustomers = false
        var heldBackCustomers: [@Sendable () -> Void] = []
        var isHoldingBack = false
        var heldBack: [@Sendable () -> Void] = []
    }

    enum Answer: Sendable {
        case reply(CallReply)
        case fail(CallFailure)
        /// Nothing comes back: the process died meanwhile.
        case silence
    }

    private let state = Mutex(State())

    func change(_ body: (inout State) -> Void) {
        state.withLock { (state: inout State) in body(&state) }
    }

    var now: State { state.withLock { $0 } }

    /// The calls that a conversation saw, without the reads.
    var messages: [String] {
        now.calls.compactMap { call in
            switch call {
            case .send(_, _, let content), .sendOnCode(_, _, let content): content.text
            default: nil
            }
        }
    }

    /// Lets go of what was held back, in this order.
    func release() {
        let held = state.withLock { state in
            state.isHoldingBack = false
            defer { state.heldBack = [] }
            return state.heldBack
        }
        for one in held { one() }
    }

    private func answer(_ then: @escaping @Sendable () -> Void) {
        let isHeld = state.withLock { state in
            if state.isHoldingBack { state.heldBack.append(then) }
            return state.isHoldingBack
        }
        if !isHeld { then() }
    }

    func pull(
        _ call: SyncRequest, then: @escaping @Sendable (Result<SyncPage, CallFailure>) -> Void
    ) {
        let result = state.withLock { state -> Result<SyncPage, CallFailure> in
            state.pulls.append(call)
            if !state.pullAnswers.isEmpty { return state.pullAnswers.removeFirst() }
            let entries = state.entries[call.openKfID] ?? []
            let start = min(call.cursor.flatMap { Int($0.dropFirst()) } ?? 0, entries.count)
            let end = min(start + state.pageSize, entries.count)
            return .success(
                SyncPage(
                    nextCursor: "c\(end)", hasMore: end < entries.count,
                    messages: Array(entries[start..<end])))
        }
        answer { then(result) }
    }

    func listAccounts(
        then: @escaping @Sendable (Result<[ListedAccount], CallFailure>) -> Void
    ) {
        let accounts = now.accounts
        answer { then(.success(accounts)) }
    }

    func listServicers(
        of openKfID: String,
        then: @escaping @Sendable (Result<[ListedServicer], CallFailure>) -> Void
    ) {
        let servicers = now.servicers[openKfID] ?? []
        answer { then(.success(servicers)) }
    }

    func customers(
        _ externalUserIDs: [String],
        then: @escaping @Sendable (Result<[Customer], CallFailure>) -> Void
    ) {
        let isHeld = state.withLock { state in
            state.customersAsked.append(externalUserIDs)
            let known = externalUserIDs.compactMap { state.customers[$0] }
            let answer: Result<[Customer], CallFailure> =
                state.customersFailure.map { .failure($0) } ?? .success(known)
            state.heldBackCustomers.append { then(answer) }
            return state.isHoldingBackCustomers
        }
        if !isHeld { releaseCustomers() }
    }

    /// Lets the answers about customers come.
    func releaseCustomers() {
        let held = state.withLock { state in
            state.isHoldingBackCustomers = false
            defer { state.heldBackCustomers = [] }
            return state.heldBackCustomers
        }
        for one in held { one() }
    }

    func waitBeforePull() -> Int64? { now.pullPause }

    func wait(before api: OutgoingAPI, isUrgent: Bool) -> Int64? {
        now.isUrgentOnly && isUrgent ? nil : now.pauses[api]
    }

    func perform(
        _ call: OutgoingCall,
        then: @escaping @Sendable (Result<CallReply, CallFailure>) -> Void
    ) {
        let result = state.withLock { state -> Answer in
            state.calls.append(call)
            if !state.answers.isEmpty { return state.answers.removeFirst() }
            if case .readState(let chat) = call {
                return .reply(state.states[chat.externalUserID] ?? CallReply(state: 1))
            }
            return .reply(CallReply())
        }
        switch result {
        case .reply(let reply): answer { then(.success(reply)) }
        case .fail(let failure): answer { then(.failure(failure)) }
        case .silence: break
        }
    }

    func perform(
        _ call: AccountCall,
        then: @escaping @Sendable (Result<AccountReply, CallFailure>) -> Void
    ) {
        let result = state.withLock { state -> Result<AccountReply, CallFailure> in
            state.accountCalls.append(call)
            return state.accountAnswers.isEmpty
                ? .success(AccountReply()) : state.accountAnswers.removeFirst()
        }
        answer { then(result) }
    }
}

extension World {
    /// The wall clock in the platform's Unix seconds.
    var seconds: Int64 { time.wallMilliseconds / 1_000 }

    /// A visitor's text.
    func text(
        _ id: String, from visitor: String = "wm1", _ text: String = "hello", menu: String? = nil,
        ago: Int64 = 0
    ) -> WireMessage {
        WireMessage(
            msgID: id, openKfID: "wk1", externalUserID: visitor, sendTime: seconds - ago,
            origin: Origin.visitor, kind: .text(content: text, menuID: menu))
    }

    /// An event of a visitor's chat.
    func event(
        _ id: String, from visitor: String = "wm1", _ event: WireEvent, ago: Int64 = 0
    ) -> WireMessage {
        WireMessage(
            msgID: id, openKfID: "wk1", externalUserID: visitor, sendTime: seconds - ago,
            origin: Origin.system, kind: .event(event))
    }
}
