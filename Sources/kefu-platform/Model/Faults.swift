/// A misfortune that a test has ordered for calls of one path.
struct Fault: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        /// Answer with this code; the call has no effect.
        case error(code: Int)
        /// Do the work and answer late, by so many milliseconds.
        case latency(ms: Int64)
        /// Do the work, then close the connection without an answer.
        case drop
        /// Do the work, then close in the middle of the answer.
        case cut
        /// Answer with this HTTP status and no JSON; the call has no effect.
        case status(Int)
        /// Accept the message, then report that it was not delivered.
        case sendFail(type: Int64)
        /// Give a page whose cursor does not move although there is more.
        case stuckCursor

        /// What an order calls it.
        var name: String {
            switch self {
            case .error: "error"
            case .latency: "latency"
            case .drop: "drop"
            case .cut: "cut"
            case .status: "status"
            case .sendFail: "send_fail"
            case .stuckCursor: "stuck_cursor"
            }
        }
    }

    /// Such as `kf/send_msg`; `*` means every path.
    let path: String
    let kind: Kind
    /// How many times it strikes; nil: until it is cleared.
    var times: Int?
    /// The share of the calls that it strikes.
    var share: Double
}

extension PlatformModel {
    /// Each fault that strikes this call; faults that are used up go away.
    mutating func faults(striking path: String) -> [Fault.Kind] {
        var striking: [Fault.Kind] = []
        for index in faults.indices where faults[index].path == path || faults[index].path == "*" {
            guard random.chance(faults[index].share) else { continue }
            striking.append(faults[index].kind)
            book.struck(faults[index])
            if let times = faults[index].times { faults[index].times = times - 1 }
        }
        faults.removeAll { $0.times.map { $0 <= 0 } ?? false }
        return striking
    }
}
