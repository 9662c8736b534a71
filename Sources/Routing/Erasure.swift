/// What the erasure of one visitor asks of the state that decides.
extension RoutingCore {
    /// Whether something about the visitor is still to be done or to be written: an open session in
    /// any account, a chat that the platform shows with an agent, a call that is not answered.
    public func isBusy(with visitor: VisitorID) -> Bool {
        conversations.values.contains {
            $0.id.visitor == visitor && ($0.isLive || !$0.effects.isEmpty)
        }
            || sessions.values.contains {
                $0.conversation.visitor == visitor && $0.phase != .ended
            }
            || effects.values.contains { $0.conversation.visitor == visitor }
            || journal.conversations.contains { $0.visitor == visitor }
    }

    /// Lets go of the visitor's idle chats, so that none of them is written back.
    public mutating func forget(_ visitor: VisitorID) {
        precondition(!isBusy(with: visitor), "the visitor's chats are still at work")
        for id in Array(conversations.keys) where id.visitor == visitor { conversations.remove(id) }
        admitted = admitted.filter { $0.visitor != visitor }
    }
}
