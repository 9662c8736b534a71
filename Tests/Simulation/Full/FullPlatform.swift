import Engine
import Routing
import WeCom

/// The model of the platform as the engine sees it: by its names, with pages and cursors, and with
/// answers that come when the world wants it.
///
/// `@unchecked Sendable`: the engine is driven by hand, so everything happens on one thread.
final class FullPlatform: PlatformPull, PlatformSend, PlatformAccounts, PlatformCustomers,
    @unchecked Sendable
{
    /// A call that is under way.
    struct Pending {
        enum Kind {
            case pull(SyncRequest, @Sendable (Result<SyncPage, CallFailure>) -> Void)
            case call(OutgoingCall, @Sendable (Result<CallReply, CallFailure>) -> Void)
            case accounts(@Sendable (Result<[ListedAccount], CallFailure>) -> Void)
            case servicers(String, @Sendable (Result<[ListedServicer], CallFailure>) -> Void)
            case account(
                AccountCall, @Sendable (Result<AccountReply, CallFailure>) -> Void)
        }
        let kind: Kind
        /// What the platform has answered, if the call has reached it.
        var answer: Result<CallReply, CallFailure>?
    }

    let shape: Shape
    var model: ModelPlatform
    var pending: [Pending] = []
    /// Everything that each account's pull has to bring, and the callbacks that say so.
    var logs: [PullLog]
    var callbacks: [Int] = []
    /// Our messages, by the id that kefud gives them.
    private var numbers: [String: EffectID] = [:]
    /// How often the platform has delivered each message id, and each text of an agent.
    private(set) var delivered: [String: Int] = [:]
    private(set) var deliveredTexts: [String: Int] = [:]
    /// Until when all pulls are refused for their rate.
    var quiet: Quiet?
    /// Accounts that are deleted for good.
    var isDeleted: [Bool]
    /// Whether the budget of pulls and messages is used up.
    var isPaused = false
    var now: Instant
    /// What the platform saw kefud do and must not.
    var broken: Broken?
    /// Asked at every pull: whether the entry with this number is stored.
    var isStored: ((AccountID, String) -> Bool)?
    /// Kefud's line.
    var line: () -> Instant
    let tally: Tally

    /// A rate that is used up.
    struct Quiet {
        let until: Instant
        /// Whether kefud has kept it, so that a restart knows of it too.
        let isKept: Bool
    }

    init(_ shape: Shape, _ tally: Tally) {
        self.shape = shape
        self.tally = tally
        model = ModelPlatform(shape)
        logs = Array(repeating: PullLog(), count: shape.accounts)
        isDeleted = Array(repeating: false, count: shape.accounts)
        now = shape.start
        line = { shape.start }
    }

    var seconds: Int64 { now.milliseconds / 1_000 }

    // Names.

    static func name(_ account: Int) -> String { "wk\(account + 1)" }
    static func name(_ agent: AgentID) -> String { "a\(agent.rawValue)" }
    static func name(visitor: Int) -> String { "v\(visitor + 1)" }

    func account(_ name: String) -> Int { (Int(name.dropFirst(2)) ?? 1) - 1 }

    private func agent(_ name: String) -> AgentID { AgentID(Int64(name.dropFirst()) ?? 1) }

    private func chat(_ chat: OutgoingCall.Chat) -> Int {
        account(chat.openKfID) * shape.visitors + (Int(chat.externalUserID.dropFirst()) ?? 1) - 1
    }

    /// Turns what has happened into entries of the pull, each with a callback.
    func publish() {
        for account in 0..<shape.accounts {
            while let logged = model.logs[account].popFirst() {
                let number = logs[account].entries.count
                logs[account].entries.append(
                    wire(logged, "m\(account)-\(number)", account))
                if !callbacks.contains(account) { callbacks.append(account) }
            }
        }
    }

    /// A new process asks: of the rates that the last one met it knows what that had kept. A line
    /// that jumps with the wall clock at a start cannot keep it.
    func forgetCaller() {
        pending = []
        func kept(_ quiet: Quiet?) -> Quiet? {
            quiet.flatMap { $0.isKept && !shape.hasJumps ? $0 : nil }
        }
        quiet = kept(quiet)
        for account in logs.indices {
            logs[account].quietWithoutToken = kept(logs[account].quietWithoutToken)
            logs[account].lastWithoutToken = nil
        }
        let isPaused = quiet ?? logs.lazy.compactMap(\.quietWithoutToken).first
        if let isPaused, now < isPaused.until { tally.note(.restartWhilePaused) }
    }

    /// An account that is taken away; what nobody has been told of it is told when it is given
    /// back, or never.
    func withdraw(_ account: Int, keepsLog: Bool) {
        tally.note(.withdrawal)
        publish()
        model.withdraw(account, keepsLog: true)
        guard !keepsLog else { return }
        let given = logs[account].given
        logs[account].entries.removeSubrange(given...)
        logs[account].lost = logs[account].lost.filter { $0 < given }
    }

    /// The platform gives it back.
    func giveBack(_ account: Int) {
        guard model.isWithdrawn[account], !isDeleted[account] else { return }
        model.isWithdrawn[account] = false
        logs[account].givenBackAt = now
        if isPulled(account) { tally.note(.returnWhilePulled) }
    }

    /// Whether a pull of the account is not answered yet.
    func isPulled(_ account: Int) -> Bool {
        pending.contains { pending in
            if case .pull(let call, _) = pending.kind {
                return self.account(call.openKfID) == account
            }
            return false
        }
    }

    /// Nothing is left of it, and it does not come back.
    func delete(_ account: Int) {
        if !model.isWithdrawn[account] { withdraw(account, keepsLog: false) }
        isDeleted[account] = true
    }

    private func wire(
        _ logged: ModelPlatform.Logged, _ id: String, _ account: Int
    ) -> WireMessage {
        var visitor = ""
        var origin = Origin.system
        var servicer: String?
        let kind: WireMessage.Kind
        switch logged.entry {
        case .visit(let chat, let code):
            visitor = Self.name(visitor: chat % shape.visitors)
            kind = .event(
                .enterSession(
                    scene: "web", sceneParam: "", welcomeCode: ModelPlatform.codeName(code),
                    channels: nil))
        case .visitor(let chat, let choice, _):
            visitor = Self.name(visitor: chat % shape.visitors)
            origin = Origin.visitor
            kind = .text(content: id, menuID: choice.map(Self.menuID))
        case .agent(let chat, let agent):
            visitor = Self.name(visitor: chat % shape.visitors)
            origin = Origin.servicer
            servicer = Self.name(agent)
            kind = .text(content: id, menuID: nil)
        case .change(let chat, let change):
            visitor = Self.name(visitor: chat % shape.visitors)
            kind = .event(Self.event(change))
        case .reception(let agent, let reception):
            kind = .event(
                .servicerStatusChange(
                    userID: Self.name(agent), status: reception == .receiving ? 1 : 2,
                    stopType: reception == .suspended ? 1 : 0))
        }
        return WireMessage(
            msgID: id, openKfID: Self.name(account), externalUserID: visitor,
            sendTime: logged.at, origin: origin, servicerUserID: servicer, kind: kind)
    }

    private static func menuID(_ choice: MenuChoice) -> String {
        switch choice {
        case .rating(let session, let line): MenuIdentifier.encode(line: line, ratingOf: session)
        case .action(let action): MenuIdentifier.encode(line: "1", action: action)
        case .plain: "plain"
        }
    }

    private static func event(_ change: ClientChange) -> WireEvent {
        let (type, old, new, code): (Int, AgentID?, AgentID?, String?) =
            switch change {
            case .took(let agent): (1, nil, agent, nil)
            case .transferred(let from, let to): (2, from, to, nil)
            case .ended(let agent, let code): (3, agent, nil, code)
            case .reopened(let agent): (4, nil, agent, nil)
            }
        return .sessionStatusChange(
            changeType: type, oldUserID: old.map(name), newUserID: new.map(name), msgCode: code)
    }

    // What kefud asks.

    func pull(
        _ call: SyncRequest, then: @escaping @Sendable (Result<SyncPage, CallFailure>) -> Void
    ) {
        checkPull(call)
        pending.append(Pending(kind: .pull(call, then)))
    }

    func listAccounts(then: @escaping @Sendable (Result<[ListedAccount], CallFailure>) -> Void) {
        pending.append(Pending(kind: .accounts(then)))
    }

    func listServicers(
        of openKfID: String,
        then: @escaping @Sendable (Result<[ListedServicer], CallFailure>) -> Void
    ) {
        pending.append(Pending(kind: .servicers(openKfID, then)))
    }

    func customers(
        _ externalUserIDs: [String],
        then: @escaping @Sendable (Result<[Customer], CallFailure>) -> Void
    ) { then(.success([])) }

    func waitBeforePull() -> Int64? { isPaused ? 1_000 : nil }

    func wait(before api: OutgoingAPI, isUrgent: Bool) -> Int64? {
        isPaused && api == .send ? 1_000 : nil
    }

    func perform(
        _ call: OutgoingCall, then: @escaping @Sendable (Result<CallReply, CallFailure>) -> Void
    ) {
        if isPaused, case .send(_, let id, _) = call {
            broken = Broken(.rates, "message \(id) is sent without room in the budget")
        }
        pending.append(Pending(kind: .call(call, then)))
    }

    func perform(
        _ call: AccountCall, then: @escaping @Sendable (Result<AccountReply, CallFailure>) -> Void
    ) {
        pending.append(Pending(kind: .account(call, then)))
    }

    /// A call about an account reaches the platform.
    func execute(_ call: AccountCall) -> Result<AccountReply, CallFailure> {
        guard case .delete(let name) = call else { return .success(AccountReply()) }
        let account = account(name)
        guard !isDeleted[account] else { return .failure(.refused(95_004, "no such account")) }
        tally.note(.deletionInKefud)
        delete(account)
        return .success(AccountReply())
    }

    // What it is answered.

    func servicers(of name: String) -> [ListedServicer] {
        let account = account(name)
        return shape.lists[account].compactMap { agent in
            guard let reception = model.reception[account][agent.index] else { return nil }
            return ListedServicer(
                userID: Self.name(agent), status: reception == .receiving ? 0 : 1,
                stopType: reception == .suspended ? 1 : 0)
        }
    }

    func listedAccounts() -> [ListedAccount] {
        (0..<shape.accounts).filter { !model.isWithdrawn[$0] }.map {
            ListedAccount(openKfID: Self.name($0), name: Self.name($0), managePrivilege: true)
        }
    }

    /// The call reaches the platform and does what it does.
    func execute(_ call: OutgoingCall) -> Result<CallReply, CallFailure> {
        switch call {
        case .changeState(let to, let state, let servicer):
            let target: PlatformState =
                switch (state, servicer) {
                case (2, _): .pool
                case (3, let name?): .agent(agent(name))
                case (4, _): .ended
                default: .open
                }
            guard !isGone(to) else { return gone }
            return reply(model.change(chat(to), to: target, at: seconds))
        case .readState(let of):
            guard !isGone(of) else { return gone }
            switch model.states[chat(of)] {
            case .open: return .success(CallReply(state: 1))
            case .pool: return .success(CallReply(state: 2))
            case .agent(let agent):
                return .success(CallReply(state: 3, servicer: Self.name(agent)))
            case .ended: return .success(CallReply(state: 4))
            }
        case .send(let to, let id, let content):
            guard !isGone(to) else { return gone }
            let number = numbers[id] ?? EffectID(Int64(numbers.count) + 1)
            numbers[id] = number
            let isNew = !model.isDelivered(number)
            let outcome = model.send(number, in: chat(to))
            if isNew, case .accepted = outcome { noteDelivery(id, content.text) }
            if !isNew { return .failure(.refused(40_058, "the id has been used")) }
            return reply(outcome)
        case .sendOnCode(let code, let id, let content):
            let chat = ModelPlatform.code(code).flatMap { code in
                model.codes.indices.contains(code) ? model.codes[code].chat : nil
            }
            guard let chat else { return .failure(.refused(41_050, "no such code")) }
            let outcome = model.spend(code, in: chat, at: seconds)
            if case .accepted = outcome { noteDelivery(id, content.text) }
            return reply(outcome)
        }
    }

    private func noteDelivery(_ id: String, _ text: String) {
        delivered[id, default: 0] += 1
        deliveredTexts[text, default: 0] += 1
    }

    private var gone: Result<CallReply, CallFailure> { .failure(.refused(60_020, "not yours")) }

    private func isGone(_ chat: OutgoingCall.Chat) -> Bool {
        model.isWithdrawn[account(chat.openKfID)]
    }

    private func reply(_ outcome: EffectOutcome) -> Result<CallReply, CallFailure> {
        switch outcome {
        case .accepted(let code): .success(CallReply(code: code))
        case .refused(let code): .failure(.refused(code, "no"))
        default: .failure(.unknown("no such outcome"))
        }
    }
}
