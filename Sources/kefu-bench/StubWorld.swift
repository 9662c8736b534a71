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
        var written: [String: Int] = [:]
        var otherSends = 0
    }

    private let state = Mutex(State())
    /// How many visitors enter each account in a minute, and how many others write.
    private let entering: Int
    private let writing: Int

    init(_ sources: [Pages], count: Int, entering: Int, writing: Int) {
        (self.entering, self.writing) = (entering, writing)
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
            if state.openedAt == 0 { state.openedAt = Watch.nanoseconds() }
        }
    }

    /// The next page of an account; nil when there is nothing.
    func page(of account: String, seconds: Int64) -> [UInt8]? {
        state.withLock { state -> [UInt8]? in
            guard state.isOpen.contains(account) else { return nil }
            if let page = state.pages[account]?.popLast() {
                state.pulledAt[account] = Watch.nanoseconds()
                return page
            }
            let entries = visits(account, seconds, &state) + texts(account, seconds, &state)
            if entries.isEmpty { return nil }
            let cursor = (state.entered[account] ?? 0) + (state.written[account] ?? 0)
            return Array(
                (#"{"errcode":0,"errmsg":"ok","next_cursor":"v\#(cursor)","has_more":0,"#
                    + #""msg_list":["# + entries.joined(separator: ",") + "]}").utf8)
        }
    }

    /// How many things of this rate have come to pass, in whole numbers; at most a page at once.
    private static func due(_ rate: Int, after known: Int, _ state: State) -> Range<Int> {
        let all = Int(Watch.nanoseconds() - state.openedAt) / 1_000_000 * rate / 60_000
        return known..<max(known, min(all, known + 500))
    }

    /// Those who have entered since the last pull.
    private func visits(_ account: String, _ seconds: Int64, _ state: inout State) -> [String] {
        let due = Self.due(entering, after: state.entered[account] ?? 0, state)
        state.entered[account] = due.upperBound
        return due.map { number in
            let code = "\(account)-\(number)"
            // When it came to pass, and not when it is told.
            state.enteredAt[code] =
                state.openedAt + Int64(number) * 60_000_000_000 / Int64(entering)
            return #"{"msgid":"visit-\#(code)","send_time":\#(seconds),"origin":4,"#
                + #""msgtype":"event","event":{"event_type":"enter_session","#
                + #""open_kfid":"\#(account)","external_userid":"wmVisitor\#(code)","#
                + #""scene":"shop","welcome_code":"\#(code)"}}"#
        }
    }

    /// Others who have written since then.
    private func texts(_ account: String, _ seconds: Int64, _ state: inout State) -> [String] {
        let due = Self.due(writing, after: state.written[account] ?? 0, state)
        state.written[account] = due.upperBound
        return due.map { number in
            #"{"msgid":"text-\#(account)-\#(number)","open_kfid":"\#(account)","#
                + #""external_userid":"wmWriter\#(account)-\#(number)","#
                + #""send_time":\#(seconds),"origin":3,"msgtype":"text","#
                + #""text":{"content":"您好,请问有人吗?"}}"#
        }
    }

    /// A state change was asked for; its number.
    func changed(_ account: String, _ visitor: String) -> Int {
        state.withLock { state in
            state.changes += 1
            state.lastChange = Watch.nanoseconds()
            guard let place = state.places[visitor] else { return state.changes }
            // As many calls as are under way at once may overtake each other.
            if place + 32 < state.lastPlaces[account] ?? 0 { state.outOfOrder += 1 }
            state.lastPlaces[account] = max(place, state.lastPlaces[account] ?? 0)
            return state.changes
        }
    }

    /// A message was sent by a code.
    func sent(on code: String) {
        state.withLock { state in
            guard let at = state.enteredAt.removeValue(forKey: code) else {
                state.otherSends += 1
                return
            }
            state.welcomed.append(Watch.nanoseconds() - at)
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
                + "\"other_sends\":\(state.otherSends),"
                + "\"slowest\":\(Double(state.welcomed.max() ?? 0) / 1e9)"
        }
    }
}
