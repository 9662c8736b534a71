/// What a one-time code may be used for.
enum CodeKind: String, Sendable, CaseIterable {
    /// The customer opened the chat.
    case welcome
    /// The session went into the pool.
    case pool
    /// The session went to a servicer.
    case servicer
    /// The session ended.
    case end

    /// Whether a menu may be sent with it; the others take text only.
    var takesMenu: Bool { self == .welcome || self == .end }

    /// The state in which it is worth something; the welcome goes in any.
    var state: ServiceState? {
        switch self {
        case .welcome: nil
        case .pool: .pool
        case .servicer: .human
        case .end: .ended
        }
    }
}

/// A one-time code that has been handed out.
struct Code: Sendable {
    let kind: CodeKind
    let key: ConversationKey
    let session: Int
    let madeAt: Int64
    var usedAt: Int64?

    func life(_ settings: Settings) -> Int64 {
        kind == .welcome || kind == .end ? settings.shortCodeMs : settings.longCodeMs
    }
}

extension PlatformModel {
    /// Makes a code for the present session of the conversation.
    mutating func makeCode(_ kind: CodeKind, _ key: ConversationKey, now: Int64) -> String {
        let text = random.word(36)
        let session = conversations[key]?.session ?? 0
        codes[text] = Code(kind: kind, key: key, session: session, madeAt: now)
        book.made(kind)
        return text
    }

    /// The code of a change to that state: the first change to 2 or 3 in a session, each to 4.
    mutating func codeOfChange(
        to state: ServiceState, _ key: ConversationKey, now: Int64
    ) -> String? {
        switch state {
        case .ended: return makeCode(.end, key, now: now)
        case .pool, .human:
            guard var conversation = conversations[key],
                conversation.codesGiven.insert(state).inserted
            else { return nil }
            conversations[key] = conversation
            return makeCode(state == .pool ? .pool : .servicer, key, now: now)
        case .untreated, .assistant: return nil
        }
    }

    /// The code if it can be used now. The last thing asked is the state, which is the only one
    /// that the caller may not know.
    func usableCode(_ text: String, now: Int64) throws(Refusal) -> Code {
        guard let code = codes[text] else {
            throw Refusal(settings.deadCodeError, "invalid code", .violation("unknown-code"))
        }
        if code.usedAt != nil {
            throw Refusal(
                settings.deadCodeError, "code has been used", .violation("used-code"),
                about: code.key)
        }
        if now - code.madeAt >= code.life(settings) {
            throw Refusal(
                settings.deadCodeError, "code has expired", .violation("dead-code"),
                about: code.key)
        }
        guard let state = code.kind.state, let conversation = conversations[code.key] else {
            return code
        }
        if conversation.state != state || conversation.session != code.session {
            throw Refusal(
                95018, "send msg session status invalid",
                blame(conversation, "code-of-another-state", now: now), about: code.key)
        }
        return code
    }

    /// Codes that nobody can use any more are let go, so that a long run stays bounded.
    mutating func dropOldCodes(now: Int64) {
        let limit = settings.longCodeMs + 3_600_000
        codes = codes.filter { now - $0.value.madeAt < limit }
    }
}
