public import Routing
public import Storage

/// What an administrator may do about a call to the platform.
extension EngineCore {
    /// Tries a call again: a pending one at once, an agent's message that failed as a new message
    /// of the same text, if its session and the window still allow one.
    ///
    /// What the platform has refused is not repeated otherwise (rule 23), and a message of unknown
    /// outcome might arrive twice.
    /// - Returns: false when there is nothing to try again.
    public func retryEffect(_ id: EffectID) throws(StoreError) -> Bool {
        if routing.effect(id) != nil {
            guard try store.hurryEffect(id) else { return false }
            news.hurriedEffects.append(id)
            return true
        }
        guard let record = try store.view.effect(id), record.state == .failed,
            record.prompt == nil, let sessionID = record.session, let messageID = record.message,
            let agent = routing.session(sessionID)?.agent,
            let message = try store.view.message(messageID), let text = message.text,
            message.type == .text
        else { return false }
        // Whoever asks twice, or after the agent said it again, must not have it arrive twice.
        let later = try store.view.messagesInOrder(
            of: sessionID, limit: Self.laterMax, after: messageID)
        guard !later.contains(where: { $0.origin == .agent && $0.text == text }) else {
            return false
        }
        let answer = try apply(.reply(sessionID, by: agent, newMessageID(), Content(text: text)))
        return answer == .done
    }

    /// How many of the messages after a failed one are looked at.
    private static let laterMax = 200

    /// Gives a pending call up.
    /// - Returns: false when it is over already.
    public func dropEffect(_ id: EffectID) throws(StoreError) -> Bool {
        guard routing.effect(id) != nil else { return false }
        try apply(.finished(id, .dropped))
        return true
    }
}
