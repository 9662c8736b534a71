/// The `access_token` of the app: the same for every `gettoken` until it expires or is killed.
struct AccessTokens: Sendable {
    struct Token: Equatable, Sendable {
        let text: String
        let expiresAt: Int64
        /// Set once the token has died before its time.
        var killedWith: Int?
        /// When the caller was first told that it is dead.
        var toldAt: Int64?
    }

    private(set) var current: Token?
    private var past: [String: Token] = [:]

    /// The living token, or a new one.
    mutating func grant(now: Int64, life: Int64, random: inout SplitMix64) -> Token {
        if let current, current.killedWith == nil, current.expiresAt > now { return current }
        if let current { past[current.text] = current }
        let token = Token(text: random.word(64), expiresAt: now + life)
        current = token
        return token
    }

    func isAlive(now: Int64) -> Bool {
        guard let current else { return false }
        return current.killedWith == nil && current.expiresAt > now
    }

    /// Ends the present token early.
    mutating func kill(code: Int) { current?.killedWith = code }

    /// Why the token cannot be used, if so.
    mutating func refusal(_ text: String?, now: Int64, settings: Settings) -> Refusal? {
        guard let text, !text.isEmpty else {
            return Refusal(41001, "access_token missing", .violation("access-token-missing"))
        }
        guard var token = current?.text == text ? current : past[text] else {
            return Refusal(40014, "invalid access_token", .violation("unknown-access-token"))
        }
        let expired = token.expiresAt <= now
        guard token.killedWith != nil || expired else { return nil }
        let told = token.toldAt.map { now - $0 > settings.knownAfterMs } ?? false
        let overdue = now - token.expiresAt > settings.knownAfterMs
        if token.toldAt == nil { token.toldAt = now }
        if current?.text == text { current = token } else { past[text] = token }
        return Refusal(
            token.killedWith ?? settings.deadTokenCode, "invalid access_token",
            told || overdue ? .violation("dead-access-token") : .none)
    }
}
