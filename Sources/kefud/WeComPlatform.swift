import Engine
import Routing
import WeCom

/// The real platform as the engine wants it: the client's calls behind completions.
struct WeComPlatform: Sendable {
    let client: PlatformClient
    /// Milliseconds of the clock that the client's budget uses.
    let time: @Sendable () -> Int64

    /// Runs a call and reports how it came out. These tasks end with their call, which has a
    /// deadline of its own.
    private func run<Reply: Sendable>(
        _ call: @escaping @Sendable () async throws(PlatformFailure) -> Reply,
        then completion: @escaping @Sendable (Result<Reply, CallFailure>) -> Void
    ) {
        Task {
            do throws(PlatformFailure) {
                completion(.success(try await call()))
            } catch {
                completion(.failure(CallFailure(error)))
            }
        }
    }

    /// The client counts when it calls, so here it is only asked.
    private func wait(for api: PlatformAPI) -> Int64? {
        let wait = client.budget.waitMilliseconds(.api(api), now: time())
        return wait > 0 ? wait : nil
    }
}

extension WeComPlatform: PlatformPull {
    func pull(
        _ call: SyncRequest, then: @escaping @Sendable (Result<SyncPage, CallFailure>) -> Void
    ) {
        run({ [client] () throws(PlatformFailure) in try await client.syncMessages(call) }, then: then)
    }

    func listAccounts(then: @escaping @Sendable (Result<[ListedAccount], CallFailure>) -> Void) {
        run({ [client] () throws(PlatformFailure) in try await client.allAccounts() }, then: then)
    }

    func listServicers(
        of openKfID: String,
        then: @escaping @Sendable (Result<[ListedServicer], CallFailure>) -> Void
    ) {
        run(
            { [client] () throws(PlatformFailure) in
                try await client.listServicers(openKfID: openKfID).servicers
            }, then: then)
    }

    func takePlaceForPull() -> Int64? { wait(for: .syncMessages) }
}

extension WeComPlatform: PlatformSend {
    func perform(
        _ call: OutgoingCall,
        then: @escaping @Sendable (Result<CallReply, CallFailure>) -> Void
    ) {
        run({ [client] () throws(PlatformFailure) in try await client.reply(to: call) }, then: then)
    }

    func takePlace(for api: OutgoingAPI) -> Int64? {
        switch api {
        case .changeState: wait(for: .changeState)
        case .readState: wait(for: .getState)
        case .send: wait(for: .sendMessage)
        case .sendOnCode: wait(for: .sendMessageOnEvent)
        }
    }
}

extension WeComPlatform: PlatformAccounts {
    func perform(
        _ call: AccountCall,
        then: @escaping @Sendable (Result<AccountReply, CallFailure>) -> Void
    ) {
        run({ [client] () throws(PlatformFailure) in try await client.reply(to: call) }, then: then)
    }
}

extension CallFailure {
    /// "Not now" because the token could not be had, or for our own budget, is not the platform's
    /// word about this call: only its own codes are handed on as refusals.
    fileprivate init(_ failure: PlatformFailure) {
        switch failure {
        case .refused(let code, let words): self = .refused(code, words)
        case .notNow(let code, let words):
            self = Self.ownCodes.contains(code) ? .refused(code, words) : .notSent(words)
        case .notSent(let reason): self = .notSent(reason)
        case .unknown(let reason): self = .unknown(reason)
        }
    }

    /// The platform's "not now" about a call itself.
    private static let ownCodes: Set<Int> = [-1, 45009, 45033, 6000]
}
