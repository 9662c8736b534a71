/// What kind of day the generator plays. Everything is bounded in number and time.
struct TrafficPlan: Equatable, Sendable {
    var visitors = 100
    var arrivalsPerSecond = 10.0
    /// How long visitors arrive; afterwards what is under way is finished.
    var seconds: Int64 = 20
    /// How long finishing may take before everybody simply stops.
    var drainSeconds: Int64 = 60
    var seed: UInt64 = 1
    /// The accounts that visitors come to; empty: all.
    var accounts: [String] = []
    /// Messages that a visitor has in mind for one visit.
    var messages: ClosedRange<Int64> = 1...4
    /// The pause before a visitor writes.
    var thinkMs: ClosedRange<Int64> = 200...2000
    /// How long a visitor waits for an answer before writing on.
    var patienceMs: Int64 = 8000
    /// Visitors who go silent in the middle, come back for another visit, tap what a menu offers,
    /// send a picture, or take a message back.
    var silentShare = 0.1
    var comeBackShare = 0.2
    var tapShare = 0.3
    var pictureShare = 0.05
    var recallShare = 0.02
    var visitsMax: Int64 = 3
    /// Whether the servicers in the WeCom client are played as well.
    var clientAgents = true
    /// The pause before an agent in the client answers, and the answers given in a session.
    var answerMs: ClosedRange<Int64> = 300...2500
    var answers: ClosedRange<Int64> = 1...3
    /// Sessions passed on instead of ended, and those taken up again after the end.
    var transferShare = 0.05
    var reopenShare = 0.02
    /// Waiting sessions that an agent takes by hand, as a chance in each second.
    var takeShare = 0.05
    /// By hand nobody takes, is given or re-opens anything with so many sessions or more.
    var byHandBelow = 2
    /// The chance in each minute that an agent pauses, and how long.
    var breakShare = 0.2
    var breakMs: ClosedRange<Int64> = 2000...10_000

    init() {}

    init(_ order: SimRequest) throws(SimError) {
        visitors = Int(try order.number("visitors", 1...50_000, default: 100))
        if let rate = order.body["arrivals_per_second"] {
            guard let number = rate.number, number > 0, number <= 10_000 else {
                throw .invalid("'arrivals_per_second' must be a number up to 10000")
            }
            arrivalsPerSecond = number
        }
        seconds = try order.number("seconds", 1...86_400, default: seconds)
        drainSeconds = try order.number("drain_seconds", 0...3600, default: drainSeconds)
        seed = UInt64(try order.number("seed", 0...Int64.max, default: 1))
        accounts = order.body["accounts"]?.strings ?? []
        messages = try Self.range(order, "messages", 1...100, messages)
        thinkMs = try Self.range(order, "think_ms", 0...3_600_000, thinkMs)
        answerMs = try Self.range(order, "answer_ms", 0...3_600_000, answerMs)
        answers = try Self.range(order, "answers", 1...100, answers)
        breakMs = try Self.range(order, "break_ms", 0...3_600_000, breakMs)
        patienceMs = try order.number("patience_ms", 0...3_600_000, default: patienceMs)
        visitsMax = try order.number("visits_max", 1...100, default: visitsMax)
        byHandBelow = Int(try order.number("by_hand_below", 0...50, default: 2))
        clientAgents = order.body["client_agents"]?.bool ?? true
        silentShare = try order.share("silent_share", default: silentShare)
        comeBackShare = try order.share("come_back_share", default: comeBackShare)
        tapShare = try order.share("tap_share", default: tapShare)
        pictureShare = try order.share("picture_share", default: pictureShare)
        recallShare = try order.share("recall_share", default: recallShare)
        transferShare = try order.share("transfer_share", default: transferShare)
        reopenShare = try order.share("reopen_share", default: reopenShare)
        takeShare = try order.share("take_share", default: takeShare)
        breakShare = try order.share("break_share", default: breakShare)
    }

    /// A range is written as `[least, most]`, or as one number.
    private static func range(
        _ order: SimRequest, _ name: String, _ bounds: ClosedRange<Int64>,
        _ value: ClosedRange<Int64>
    ) throws(SimError) -> ClosedRange<Int64> {
        guard let given = order.body[name] else { return value }
        let ends = given.int.map { [$0, $0] } ?? given.array?.compactMap(\.int) ?? []
        guard ends.count == 2, ends[0] <= ends[1], bounds.contains(ends[0]),
            bounds.contains(ends[1])
        else { throw .invalid("'\(name)' must be a number or [least, most] within \(bounds)") }
        return ends[0]...ends[1]
    }
}
