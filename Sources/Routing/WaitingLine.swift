/// The waiting sessions of one account. Two plain sessions of the same channel can be served by
/// the same agents, so only the first of each channel has to be looked at; a session that holds a
/// slot while it waits, or has bars, is looked at for itself.
struct WaitingLine: Hashable, Sendable {
    /// What decides who may be served by whom.
    enum Kind: Hashable, Sendable {
        case plain(ReceptionChannel)
        case special
    }

    private(set) var wecom = PlaceQueue()
    private(set) var relay = PlaceQueue()
    private var specials = PlaceQueue()

    /// How many wait.
    var count: Int { wecom.count + relay.count + specials.count }

    /// Whether any of them has to be looked at for itself.
    @inline(__always)
    var hasSpecial: Bool { !specials.isEmpty }

    /// Those who have to be looked at one by one, the longest waiting first.
    var special: PlaceQueue { specials }

    /// Everybody, the longest waiting first.
    var inOrder: [SessionID] {
        (Array(wecom) + Array(relay) + Array(specials)).sorted { $0.place < $1.place }
            .map(\.session)
    }

    /// How many wait up to and with this place.
    func rank(of place: Int64) -> Int {
        wecom.count(through: place) + relay.count(through: place) + specials.count(through: place)
    }

    /// Moves a session to where its kind belongs; nil is outside.
    mutating func move(_ entry: PlaceQueue.Entry, from old: Kind?, to kind: Kind?) {
        if let old { self[old].remove(at: entry.place) }
        if let kind { self[kind].insert(entry) }
    }

    private subscript(kind: Kind) -> PlaceQueue {
        get {
            switch kind {
            case .plain(.wecom): wecom
            case .plain(.relay): relay
            case .special: specials
            }
        }
        _modify {
            switch kind {
            case .plain(.wecom): yield &wecom
            case .plain(.relay): yield &relay
            case .special: yield &specials
            }
        }
    }
}
