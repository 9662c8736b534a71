// Section 3.2: five messages in 48 hours after each visitor message.

extension RoutingCore {
    /// How many messages may still be sent by `send_msg`.
    public func messagesLeft(in id: ConversationID) -> Int {
        guard let budget = conversations[id]?.budget, let openedAt = budget.openedAt,
            moment.now < openedAt + Self.windowLength
        else { return 0 }
        return max(0, Self.windowMessages - budget.used)
    }

    /// A visitor's message opens a new window; what is not answered yet falls into it.
    mutating func renewBudget(_ id: ConversationID, at: Instant) {
        guard let slot = conversations.slot(of: id),
            conversations[at: slot].budget.openedAt.map({ at >= $0 }) ?? true
        else { return }
        let pending = conversations[at: slot].effects.count { counts($0) }
        change(id) { $0.budget = SendBudget(openedAt: at, used: pending) }
    }

    /// Takes one message from the budget.
    mutating func spend(_ id: ConversationID) {
        change(id) { $0.budget.used += 1 }
    }

    /// Gives one back: the message of this effect, counted until now in whichever window, certainly
    /// did not go out.
    mutating func giveBack(_ effect: Effect) {
        guard counts(effect) else { return }
        change(effect.conversation) { $0.budget.used = max(0, $0.budget.used - 1) }
    }

    private func counts(_ id: EffectID) -> Bool { effects[id].map(counts) ?? false }

    /// Whether an effect is a message that counts.
    func counts(_ effect: Effect) -> Bool {
        switch effect.kind {
        case .send: true
        case .sendOnCode: configuration.codeMessagesCount
        case .change, .readState: false
        }
    }

    /// Messages after each visitor message.
    static let windowMessages = 5
    /// How long they may be sent.
    static let windowLength = Interval.hours(48)
    /// A 20 s code is used until 18 s after it was made.
    static let shortCodeUse = Interval.seconds(18)
    /// A code of the pool or of an assignment lives 48 h; the last minute is left alone.
    static let longCodeUse = Interval.minutes(48 * 60 - 1)
}
