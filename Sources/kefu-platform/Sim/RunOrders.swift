/// Orders that turn the run: settings, faults, tokens.
enum RunOrders {
    static func readSettings(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON { world.model.settings.json }

    static func changeSettings(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        var settings = world.model.settings
        try settings.change(order.body)
        world.model.settings = settings
        return settings.json
    }

    /// `path` (or `*`), `kind`, what the kind needs, and `times` or `share`.
    static func addFault(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let times = try order.number("times", 0...1_000_000, default: 0)
        let share = try order.share("share", default: 1)
        let fault = Fault(
            path: try path(order), kind: try kind(order), times: times == 0 ? nil : Int(times),
            share: share)
        guard world.model.faults.count < 100 else { throw .conflict("there are 100 faults") }
        world.model.faults.append(fault)
        return ["faults": .int(Int64(world.model.faults.count))]
    }

    /// A path that no call has would never strike, and what was to be tried would not be.
    private static func path(_ order: SimRequest) throws(SimError) -> String {
        let path = try order.optionalText("path") ?? "*"
        guard path == "*" || Interface(rawValue: path) != nil else {
            throw .invalid(
                "'path' must be * or an interface's, without /cgi-bin/, such as kf/sync_msg")
        }
        return path
    }

    private static func kind(_ order: SimRequest) throws(SimError) -> Fault.Kind {
        switch try order.text("kind") {
        case "error":
            return .error(code: Int(try order.number("code", -1...9_999_999, default: -1)))
        case "latency": return .latency(ms: try order.number("ms", 0...120_000, default: 1000))
        case "drop": return .drop
        case "cut": return .cut
        case "status": return .status(Int(try order.number("status", 400...599, default: 502)))
        case "send_fail": return .sendFail(type: try order.number("fail_type", 0...99, default: 0))
        case "stuck_cursor": return .stuckCursor
        default:
            throw .invalid(
                "'kind' must be error, latency, drop, cut, status, send_fail or stuck_cursor")
        }
    }

    static func clearFaults(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        world.model.faults = []
        return [:]
    }

    /// Ends the access token before its time.
    static func killToken(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        world.model.access.kill(code: Int(try order.number("code", 1...99_999, default: 40014)))
        return [:]
    }

    /// The test has killed the caller: what it was just told counts as forgotten.
    static func forget(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        world.model.callerStartedAgain()
        return [:]
    }
}
