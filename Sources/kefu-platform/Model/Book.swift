/// What the simulator remembers of everybody's deeds, for the report. Lists are bounded; the
/// counts go on when a list is full.
struct Book: Sendable {
    struct Violation: Equatable, Sendable {
        let at: Int64
        let call: String
        let kind: String
        let why: String
        let about: ConversationKey?
    }

    struct RefusalLine: Equatable, Sendable {
        let at: Int64
        let call: String
        let code: Int
        let why: String
        /// `none`, `violation` or `open-cell`.
        let blame: String
        let about: ConversationKey?
    }

    struct CustomerMessage: Equatable, Sendable {
        let at: Int64
        let key: ConversationKey
        let messageID: String
        let type: String
        let text: String?
    }

    struct Send: Equatable, Sendable {
        let at: Int64
        let key: ConversationKey
        let messageID: String
        /// Nil for `send_msg`; else the kind of the code.
        let code: CodeKind?
        let sinceCodeMs: Int64?
        let type: String
        let body: JSON
        var recalled = false
    }

    private static let linesMax = 200_000
    private static let refusalsMax = 1000

    private(set) var violations: [Violation] = []
    private(set) var violationCount = 0
    private(set) var openCellRefusals = 0
    private(set) var refusals: [RefusalLine] = []
    private(set) var calls: [String: [Int: Int]] = [:]
    /// How often an ordered fault struck, by its path and its kind's name, such as `* drop`.
    private(set) var strikes: [String: Int] = [:]
    private(set) var customerMessages: [CustomerMessage] = []
    private(set) var customerMessageCount = 0
    private(set) var sends: [Send] = []
    private(set) var sendCount = 0
    private(set) var sendsOf: [ConversationKey: Int] = [:]
    private(set) var codesMade: [CodeKind: Int] = [:]
    /// Sends without code, which are what a person or a robot answered.
    private(set) var answersOf: [ConversationKey: Int] = [:]
    /// The last menu that each customer was sent.
    private(set) var lastMenuOf: [ConversationKey: JSON] = [:]

    mutating func called(_ path: String, code: Int) {
        calls[path, default: [:]][code, default: 0] += 1
    }

    mutating func struck(_ fault: Fault) {
        strikes["\(fault.path) \(fault.kind.name)", default: 0] += 1
    }

    mutating func refused(_ path: String, _ refusal: Refusal, now: Int64) {
        var blame = "none"
        switch refusal.blame {
        case .none: break
        case .violation(let kind):
            blame = "violation"
            violationCount += 1
            if violations.count < Self.linesMax {
                violations.append(
                    Violation(
                        at: now, call: path, kind: kind, why: "\(refusal.code) \(refusal.text)",
                        about: refusal.about))
            }
        case .openCell:
            blame = "open-cell"
            openCellRefusals += 1
        }
        if refusals.count >= Self.refusalsMax { refusals.removeFirst(Self.refusalsMax / 10) }
        refusals.append(
            RefusalLine(
                at: now, call: path, code: refusal.code, why: refusal.text, blame: blame,
                about: refusal.about))
    }

    mutating func wrote(_ message: CustomerMessage) {
        customerMessageCount += 1
        if customerMessages.count < Self.linesMax { customerMessages.append(message) }
    }

    mutating func sent(_ send: Send) {
        sendCount += 1
        sendsOf[send.key, default: 0] += 1
        if send.code == nil { answersOf[send.key, default: 0] += 1 }
        if send.type == "msgmenu" { lastMenuOf[send.key] = send.body }
        if sends.count < Self.linesMax { sends.append(send) }
    }

    mutating func made(_ kind: CodeKind) { codesMade[kind, default: 0] += 1 }

    mutating func recalled(_ messageID: String) {
        guard let index = sends.lastIndex(where: { $0.messageID == messageID }) else { return }
        sends[index].recalled = true
    }
}
