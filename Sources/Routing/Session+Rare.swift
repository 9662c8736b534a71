/// Fields that few values of a kind have, kept apart so that the others are small and cheap to
/// copy: nothing while all of them are empty.
struct RareFields<Fields: RareFieldSet>: Hashable, Sendable {
    // One or none. An array is a reference that is copied when it is changed while shared.
    private var kept: [Fields] = []

    /// What is kept, or the empty fields.
    @inline(__always)
    func get<Field>(_ field: (Fields) -> Field, else empty: Field) -> Field {
        kept.isEmpty ? empty : field(kept[0])
    }

    /// Changes the fields.
    @inline(__always)
    mutating func change(_ body: (inout Fields) -> Void) {
        if kept.isEmpty { kept.append(Fields()) }
        body(&kept[0])
        if kept[0].isEmpty { kept = [] }
    }
}

/// Fields that can all be empty.
protocol RareFieldSet: Hashable, Sendable {
    init()
    var isEmpty: Bool { get }
}

/// What most sessions do not have, or do not have at most times.
struct SessionRarities: RareFieldSet {
    var visitChannel: String?
    var agentMessages: [AgentMessage] = []
    var heldSilently: [AgentID] = []
    var barred: [BarredAgent] = []
    var queuePromptText: String?
    var code: UnspentCode?

    var isEmpty: Bool {
        visitChannel == nil && agentMessages.isEmpty && heldSilently.isEmpty && barred.isEmpty
            && queuePromptText == nil && code == nil
    }
}

extension Session {
    /// 渠道 of the visit.
    public var visitChannel: String? {
        get { rare.get({ $0.visitChannel }, else: nil) }
        set { if newValue != visitChannel { rare.change { $0.visitChannel = newValue } } }
    }

    /// The agent's messages since the visitor's last one, oldest first, at most six.
    public var agentMessages: [AgentMessage] {
        get { rare.get({ $0.agentMessages }, else: []) }
        set { if newValue != agentMessages { rare.change { $0.agentMessages = newValue } } }
    }

    /// Who has held it since the first unanswered message (rule 18).
    public var heldSilently: [AgentID] {
        get { rare.get({ $0.heldSilently }, else: []) }
        set { if newValue != heldSilently { rare.change { $0.heldSilently = newValue } } }
    }

    /// Agents who may not have it for a while.
    public var barred: [BarredAgent] {
        get { rare.get({ $0.barred }, else: []) }
        set { if newValue != barred { rare.change { $0.barred = newValue } } }
    }

    /// The queue prompt that waits for the pool's code.
    public var queuePromptText: String? {
        get { rare.get({ $0.queuePromptText }, else: nil) }
        set { if newValue != queuePromptText { rare.change { $0.queuePromptText = newValue } } }
    }

    /// The code of the last change to 2 or 3, while it is unspent.
    public var code: UnspentCode? {
        get { rare.get({ $0.code }, else: nil) }
        set { if newValue != code { rare.change { $0.code = newValue } } }
    }

    /// Whether agents are barred from it.
    @inline(__always)
    var hasBars: Bool { !rare.get({ $0.barred.isEmpty }, else: true) }
}
