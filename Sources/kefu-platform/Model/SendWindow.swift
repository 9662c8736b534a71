/// How many messages may still follow the customer's last one.
struct SendWindow: Equatable, Sendable {
    private(set) var openedAt: Int64?
    private(set) var used = 0

    /// A message of the customer resets both clock and count.
    mutating func customerWrote(at now: Int64) {
        openedAt = now
        used = 0
    }

    mutating func sent() { used += 1 }

    /// 95002 after the time, 95001 after the count; nil if another message may go.
    func refusalCode(at now: Int64, settings: Settings) -> Int? {
        guard let openedAt, now - openedAt < settings.sendWindowMs else { return 95002 }
        return used >= settings.sendsMax ? 95001 : nil
    }
}
