/// The waiting sessions of one account. Two plain sessions of the same channel can be served by
/// the same agents, so only the first of each channel has to be looked at; a session that holds a
/// slot while it waits, or has bars, is looked at for itself.
struct WaitingLine: Hashable, Sendable {
    /// What decides who may be served by whom.
    enum Kind: Hashable, Sendable {
        case plain(ReceptionChannel)
        case special
    }

    private var wecom = PlaceQueue()
    private var relay = PlaceQueue()
    private var special = PlaceQueue()
    private var kinds: [SessionID: Kind] = [:]

    /// How many wait.
    var count: Int { kinds.count }

    /// Those who have to be looked at, the longest waiting of each plain kind first.
    var heads: [SessionID] {
        [wecom.inOrder.first, relay.inOrder.first].compactMap { $0?.session }
            + special.inOrder.map(\.session)
    }

    /// Everybody, the longest waiting first.
    var inOrder: [SessionID] {
        (wecom.inOrder + relay.inOrder + special.inOrder).sorted { $0.place < $1.place }
            .map(\.session)
    }

    /// How many wait up to and with this place.
    func rank(of place: Int64) -> Int {
        wecom.count(through: place) + relay.count(through: place) + special.count(through: place)
    }

    /// Puts a session where its kind belongs, or takes it out when it does not wait. Returns
    /// whether it came in or became servable by others than before.
    mutating func set(_ session: SessionID, at place: Int64, _ kind: Kind?) -> Bool {
        let old = kinds[session]
        guard old != kind else { return false }
        if let old { self[old].remove(at: place) }
        kinds[session] = kind
        guard let kind else { return false }
        self[kind].insert(session, at: place)
        return true
    }

    private subscript(kind: Kind) -> PlaceQueue {
        get {
            switch kind {
            case .plain(.wecom): wecom
            case .plain(.relay): relay
            case .special: special
            }
        }
        _modify {
            switch kind {
            case .plain(.wecom): yield &wecom
            case .plain(.relay): yield &relay
            case .special: yield &special
            }
        }
    }
}
