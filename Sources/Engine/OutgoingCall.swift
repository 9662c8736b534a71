public import Routing

/// What the outbox asks of the platform, in the platform's own names.
public enum OutgoingCall: Hashable, Sendable {
    /// `service_state/trans` to this state (2, 3 or 4), with the servicer for 3.
    case changeState(Chat, state: Int, servicer: String?)
    /// `service_state/get`.
    case readState(Chat)
    /// `send_msg`. The identifiers of menu lines are the platform's (`MenuIdentifier`) already.
    case send(Chat, messageID: String, Content)
    /// `send_msg_on_event`.
    case sendOnCode(String, messageID: String, Content)

    /// A chat by the platform's names.
    public struct Chat: Hashable, Sendable {
        /// The account.
        public var openKfID: String
        /// The visitor.
        public var externalUserID: String

        /// A chat.
        public init(openKfID: String, externalUserID: String) {
            self.openKfID = openKfID
            self.externalUserID = externalUserID
        }
    }
}

/// The calls whose rates the platform limits apart.
public enum OutgoingAPI: String, Hashable, Sendable, CaseIterable {
    /// `kf/service_state/trans`
    case changeState
    /// `kf/service_state/get`
    case readState
    /// `kf/send_msg`
    case send
    /// `kf/send_msg_on_event`
    case sendOnCode

    init(_ kind: Effect.Kind) {
        self =
            switch kind {
            case .change: .changeState
            case .readState: .readState
            case .send: .send
            case .sendOnCode: .sendOnCode
            }
    }
}

/// What the platform answers.
public struct CallReply: Hashable, Sendable {
    /// `msg_code` of a change.
    public var code: String?
    /// `service_state` of a read, 0 … 4.
    public var state: Int?
    /// `servicer_userid` of a read in state 3.
    public var servicer: String?

    /// Whether it says where the chat stands: state 3 without its servicer does not.
    var saysState: Bool {
        switch state {
        case 0, 1, 2, 4: true
        case 3: servicer?.isEmpty == false
        default: false
        }
    }

    /// An answer.
    public init(code: String? = nil, state: Int? = nil, servicer: String? = nil) {
        self.code = code
        self.state = state
        self.servicer = servicer
    }
}

/// What the outbox needs of a platform. A completion is called exactly once, on any thread.
public protocol PlatformSend: Sendable {
    /// Makes the call.
    func perform(
        _ call: OutgoingCall,
        then: @escaping @Sendable (Result<CallReply, CallFailure>) -> Void)

    /// Asks the budget of this call's rate, before the attempt is counted. After 45009 it has no
    /// room for a while.
    /// - Parameter isUrgent: whether it must be made within a minute or not at all.
    /// - Returns: nil when the call may be made now, else how many milliseconds to wait.
    func wait(before api: OutgoingAPI, isUrgent: Bool) -> Int64?
}
