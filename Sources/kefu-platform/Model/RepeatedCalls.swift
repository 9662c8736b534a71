/// A call that got a definite refusal, and in which version of its conversation.
struct RefusedCall: Hashable, Sendable {
    let path: String
    let body: UInt64
    let code: Int
}

extension PlatformModel {
    private static let refusedCallsMax = 20_000

    /// A definite refusal is an answer: making the same call again, while nothing has happened
    /// in its conversation, is a fault of its own.
    mutating func judgeRepetition(
        _ refusal: Refusal, path: String, body: [UInt8]
    ) -> Refusal {
        guard let about = refusal.about, !Refusal.isTransient(refusal.code) else { return refusal }
        let version = conversations[about]?.version ?? 0
        let call = RefusedCall(path: path, body: Self.checkSum(body), code: refusal.code)
        let earlier = refusedCalls[call]
        if refusedCalls.count >= Self.refusedCallsMax { refusedCalls.removeAll() }
        refusedCalls[call] = version
        guard earlier == version else { return refusal }
        if case .violation = refusal.blame { return refusal }
        var judged = refusal
        judged.blame = .violation("repeated-refused-call")
        return judged
    }

    /// A check sum of bytes, the same on every machine (FNV-1a).
    static func checkSum(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return sum
    }

    /// The caller asked for a token although it had a living one: it has started again, and
    /// what it learned just before is lost.
    mutating func callerStartedAgain() {
        let since = lastCallAt - settings.forgottenMs
        for key in conversations.keys { conversations[key]?.forget(learnedAfter: since) }
        refusedCalls.removeAll()
    }
}
