import Routing
public import WeCom

// What the engine needs of a platform, by the real client. Each call is one task that ends with its
// completion; the client itself bounds how long that takes.

extension PlatformClient: PlatformPull {
    /// `sync_msg`, once.
    public func pull(
        _ call: SyncRequest, then: @escaping @Sendable (Result<SyncPage, CallFailure>) -> Void
    ) {
        run(then) { [self] () async throws(PlatformFailure) in try await syncMessages(call) }
    }

    /// `account/list`, all pages.
    public func listAccounts(
        then: @escaping @Sendable (Result<[ListedAccount], CallFailure>) -> Void
    ) {
        run(then) { [self] () async throws(PlatformFailure) in try await allAccounts() }
    }

    /// `servicer/list`.
    public func listServicers(
        of openKfID: String,
        then: @escaping @Sendable (Result<[ListedServicer], CallFailure>) -> Void
    ) {
        run(then) { [self] () async throws(PlatformFailure) in
            try await listServicers(openKfID: openKfID).servicers
        }
    }

    /// How long `sync_msg` has to wait for room in its budget; the client takes the place itself.
    public func waitBeforePull() -> Int64? { wait(for: .syncMessages) }

    fileprivate func wait(for api: PlatformAPI, leaving: Int = 0) -> Int64? {
        let wait = waitMilliseconds(for: api, leaving: leaving)
        return wait > 0 ? wait : nil
    }

    fileprivate func run<T: Sendable>(
        _ then: @escaping @Sendable (Result<T, CallFailure>) -> Void,
        _ call: @escaping @Sendable () async throws(PlatformFailure) -> T
    ) {
        Task {
            do throws(PlatformFailure) {
                then(.success(try await call()))
            } catch {
                then(.failure(CallFailure(error)))
            }
        }
    }
}

extension PlatformClient: PlatformCustomers {
    /// `customer/batchget`.
    public func customers(
        _ externalUserIDs: [String],
        then: @escaping @Sendable (Result<[Customer], CallFailure>) -> Void
    ) {
        run(then) { [self] () async throws(PlatformFailure) in
            try await customers(CustomersRequest(externalUserIDs: externalUserIDs)).customers
        }
    }
}

extension PlatformClient: PlatformSend {
    /// A welcome's code lives for 20 s, a queue prompt's for 48 h, and both go by the same API: the
    /// ones that can wait leave so much of its share, in percent, to the ones that cannot. It is
    /// enough for 2,400 welcomes a minute.
    private static let shareOfUrgentCodes = 30

    /// How long this kind of call has to wait for room in its budget, after 45009 included.
    public func wait(before api: OutgoingAPI, isUrgent: Bool) -> Int64? {
        switch api {
        case .changeState: wait(for: .changeState)
        case .readState: wait(for: .getState)
        case .send: wait(for: .sendMessage)
        case .sendOnCode:
            wait(for: .sendMessageOnEvent, leaving: isUrgent ? 0 : Self.shareOfUrgentCodes)
        }
    }

    /// Makes the call.
    public func perform(
        _ call: OutgoingCall,
        then: @escaping @Sendable (Result<CallReply, CallFailure>) -> Void
    ) {
        run(then) { [self] () async throws(PlatformFailure) in try await reply(to: call) }
    }

    private func reply(to call: OutgoingCall) async throws(PlatformFailure) -> CallReply {
        switch call {
        case .changeState(let chat, let state, let servicer):
            guard let state = ServiceState(rawValue: state) else {
                throw .refused(code: 95016, message: "there is no state \(state)")
            }
            let request = ChangeStateRequest(
                openKfID: chat.openKfID, externalUserID: chat.externalUserID, state: state,
                servicerUserID: servicer)
            return CallReply(code: try await changeState(request).msgCode)
        case .readState(let chat):
            let request = ServiceStateRequest(
                openKfID: chat.openKfID, externalUserID: chat.externalUserID)
            let reply = try await state(request)
            return CallReply(state: reply.state.rawValue, servicer: reply.servicerUserID)
        case .send(let chat, let messageID, let content):
            _ = try await send(
                SendRequest(
                    toUser: chat.externalUserID, openKfID: chat.openKfID, msgID: messageID,
                    message: try Self.message(content)))
            return CallReply()
        case .sendOnCode(let code, let messageID, let content):
            _ = try await sendOnEvent(
                SendOnEventRequest(
                    code: code, msgID: messageID, message: try Self.message(content)))
            return CallReply()
        }
    }

    /// A body that is no message would be refused in the same way (40008) by the platform.
    private static func message(
        _ content: Content
    ) throws(PlatformFailure) -> WeCom.OutgoingMessage {
        guard let message = content.outgoing else {
            throw .refused(code: 40008, message: "the stored body is not a message")
        }
        return message
    }
}

extension PlatformClient: PlatformAccounts {
    /// Makes the call.
    public func perform(
        _ call: AccountCall,
        then: @escaping @Sendable (Result<AccountReply, CallFailure>) -> Void
    ) {
        run(then) { [self] () async throws(PlatformFailure) in try await reply(to: call) }
    }

    private func reply(to call: AccountCall) async throws(PlatformFailure) -> AccountReply {
        switch call {
        case .addServicers(let name, let userIDs):
            let request = ServicersRequest(openKfID: name, userIDs: userIDs)
            return AccountReply(try await addServicers(request))
        case .deleteServicers(let name, let userIDs):
            let request = ServicersRequest(openKfID: name, userIDs: userIDs)
            return AccountReply(try await deleteServicers(request))
        case .update(let name, let accountName, let picture):
            var mediaID: String?
            if let picture {
                let file = MediaFile(
                    name: "avatar.\(picture.type.split(separator: "/").last ?? "png")",
                    contentType: picture.type, bytes: picture.bytes)
                mediaID = try await upload(file, as: .image).mediaID
            }
            try await updateAccount(
                UpdateAccountRequest(openKfID: name, name: accountName, mediaID: mediaID))
            return AccountReply()
        case .delete(let name):
            try await deleteAccount(DeleteAccountRequest(openKfID: name))
            return AccountReply()
        case .fetchLink(let name):
            return AccountReply(
                link: try await addContactWay(AddContactWayRequest(openKfID: name)).url)
        }
    }
}

extension AccountReply {
    fileprivate init(_ reply: ServicersReply) {
        let codes = reply.results.compactMap { result in
            result.userID.map { ($0, result.errorCode) }
        }
        self.init(results: Dictionary(codes, uniquingKeysWith: { _, last in last }))
    }
}

extension CallFailure {
    fileprivate init(_ failure: PlatformFailure) {
        self =
            switch failure {
            case .refused(let code, let message): .refused(code, message)
            case .notNow(let code, let message): .notNow(code, message)
            case .notSent(let reason): .notSent(reason)
            case .unknown(let reason): .unknown(reason)
            }
    }
}
