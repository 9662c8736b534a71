/// An event of a pulled page (document 94670). Its account and visitor stand in the message.
public enum WireEvent: Equatable, Sendable {
    /// The visitor opened the chat. `scene` and `sceneParam` come from the link, empty when it has
    /// none. A `welcomeCode` lives 20 s from the event's creation and allows one message; it comes
    /// only if the visitor has had no welcome and has written nothing for 48 hours.
    case enterSession(
        scene: String, sceneParam: String, welcomeCode: String?, channels: ChannelsEntry?)
    /// A message that was accepted earlier has not been delivered; see `SendFailure`.
    case msgSendFail(failMsgID: String, failType: Int)
    /// An agent began or stopped to receive in the WeCom client. `status` is the number of
    /// `ServicerStatusEvent` and not that of the list API.
    case servicerStatusChange(userID: String, status: Int, stopType: Int)
    /// An agent did something in the WeCom client: 1 took from the pool, 2 transferred, 3 ended,
    /// 4 took up again an ended or transferred conversation by writing. `msgCode` comes with 1
    /// (lives 48 h) and 3 (20 s).
    case sessionStatusChange(
        changeType: Int, oldUserID: String?, newUserID: String?, msgCode: String?)
    /// The visitor took a message back.
    case userRecall(msgID: String)
    /// An agent took a message back.
    case servicerRecall(msgID: String, userID: String)
    /// An agent blocked (`on`) or unblocked the visitor.
    case rejectSwitch(userID: String, on: Bool)
    /// Any `event_type` that is not known; see the message's `raw`.
    case unknown(type: String)

    /// Where in Channels the visitor came from.
    public struct ChannelsEntry: Equatable, Sendable {
        /// The Channels account (scenes 1 to 3) or shop (4, 5).
        public var nickname: String
        /// 1 home page, 2 products of a live show, 3 showcase, 4 a shop's product, 5 order page.
        public var scene: Int

        /// Makes an entry.
        public init(nickname: String, scene: Int) {
            (self.nickname, self.scene) = (nickname, scene)
        }
    }
}

/// `fail_type` of `msg_send_fail`.
public enum SendFailure: Int, CaseIterable, Sendable {
    /// The platform does not say.
    case unknown = 0
    /// The account has been deleted.
    case accountDeleted = 1
    /// The application has been closed.
    case applicationClosed = 2
    /// More than 48 hours since the visitor wrote.
    case sessionExpired = 4
    /// The conversation has been closed.
    case sessionClosed = 5
    /// More than five messages since the visitor wrote.
    case tooMany = 6
    /// No Channels account is bound (older documents).
    case noChannels = 7
    /// The corporation is not verified.
    case notVerified = 8
    /// Neither Channels nor verified (older documents).
    case neitherChannelsNorVerified = 9
    /// The visitor refuses messages.
    case refusedByVisitor = 10
    /// No member of the corporation has ever signed in to WeCom.
    case neverSignedIn = 11
    /// The component has forbidden this type of message.
    case typeForbidden = 12
    /// The platform's security rules.
    case security = 13
}
