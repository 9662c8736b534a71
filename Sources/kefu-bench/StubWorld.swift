import Synchronization

/// What the stub has ready, and what it has seen.
final class StubWorld: Sendable {
    private struct State {
        var pages: [String: [[UInt8]]] = [:]
        var isOpen: Set<String> = []
        var openedAt: Int64 = 0
        var pulledAt: [String: Int64] = [:]
        /// The places of visitors in their account's backlog.
        var places: [String: Int] = [:]
        var lastPlaces: [String: Int] = [:]
        var changes = 0
        var outOfOrder = 0
        var lastChange: Int64 = 0
        var entered: [String: Int] = [:]
        var enteredAt: [String: Int64] = [:]
        var welcomed: [Int64] = []
    }

    private let state = Mutex(State())
    /// How many visitors enter each account in a minute.
    private let entering: Int

    init(_ sources: [Pages], count: Int, entering: Int) {
        self.entering = entering
        var pages: [String: [[UInt8]]] = [:]
        var places: [String: Int] = [:]
        for source in sources {
            // The last one first: pages are taken from the end.
            pages[source.account] = (0..<count).reversed().map {
                source.page(from: $0 * 1_000, count: 1_000, hasMore: $0 < count - 1)
            }
            guard source.shape == .opening else { continue }
            for place in 0..<count * 1_000 {
                places[source.visitor(source.firstChat + place)] = place
            }
        }
        state.withLock { [pages, places] in ($0.pages, $0.places) = (pages, places) }
    }

    /// From now on these accounts have something to pull.
    func open(_ accounts: [String]) {
        state.withLock { state in
            state.isOpen.formUnion(accounts)
            if state.openedAt == 0 { state.openedAt = Meter.nanoseconds() }
        }
    }

    /// The next page of an account; nil when there is nothing.
    func page(of account: String, seconds: Int64) -> [UInt8]? {
        state.withLock { state in
            guard state.isOpen.contains(account) else { return nil }
            if let page = state.pages[account]?.popLast() {
                state.pulledAt[account] = Meter.nanoseconds()
                return page
            }
            return entering > 0 ? Self.visits(account, entering, seconds, &state) : nil
        }
    }

    /// Those who have entered since the last pull.
    private static func visits(
        _ account: String, _ rate: Int, _ seconds: Int64, _ state: inout State
    ) -> [UInt8]? {
        let now = Meter.nanoseconds()
        let due = Int(now - state.openedAt) / 1_000_000 * rate / 60_000
        let first = state.entered[account] ?? 0
        guard due > first else { return nil }
        let entries = (first..<due).map { number in
            let code = "\(account)-\(number)"
            // When it came to pass, and not when it is told.
            state.enteredAt[code] = state.openedAt + Int64(number) * 60_000_000_000 / Int64(rate)
            return #"{"msgid":"visit-\#(code)","send_time":\#(seconds),"origin":4,"#
                + #""msgtype":"event","event":{"event_type":"enter_session","#
                + #""open_kfid":"\#(account)","external_userid":"wmVisitor\#(code)","#
                + #""scene":"shop","welcome_code":"\#(code)"}}"#
        }
        state.entered[account] = due
        return Array(
            (#"{"errcode":0,"errmsg":"ok","next_cursor":"v\#(due)","has_more":0,"msg_list":["#
                + entries.joined(separator: ",") + "]}").utf8)
    }

    /// A state change was asked for.
    func changed(_ account: String, _ visitor: String) {
        state.withLock { state in
            state.changes += 1
            state.lastChange = Meter.nanoseconds()
            guard let place = state.places[visitor] else { return }
            // As many calls as are under way at once may overtake each other.
            if place + 32 < state.lastPlaces[account] ?? 0 { state.outOfOrder += 1 }
            state.lastPlaces[account] = max(place, state.lastPlaces[account] ?? 0)
        }
    }

    /// A message was sent by a code.
    func sent(on code: String) {
        state.withLock { state in
            guard let at = state.enteredAt.removeValue(forKey: code) else { return }
            state.welcomed.append(Meter.nanoseconds() - at)
        }
    }

    /// What has happened, as members of a JSON object.
    var report: String {
        state.withLock { state in
            let left = state.pages.values.reduce(0) { $0 + $1.count }
            let pulled = state.pulledAt.sorted { $0.key < $1.key }
                .map { "\"\($0.key)\":\(Double($0.value - state.openedAt) / 1e9)" }
            let inTime = state.welcomed.count { $0 <= 18_000_000_000 }
            return "\"left\":\(left),\"changes\":\(state.changes),"
                + "\"out_of_order\":\(state.outOfOrder),"
                + "\"seconds\":\(Double(state.lastChange - state.openedAt) / 1e9),"
                + "\"pulled\":{\(pulled.joined(separator: ","))},"
                + "\"entered\":\(state.entered.values.reduce(0, +)),"
                + "\"welcomed\":\(state.welcomed.count),\"in_time\":\(inTime),"
                + "\"slowest\":\(Double(state.welcomed.max() ?? 0) / 1e9)"
        }
    }
}
