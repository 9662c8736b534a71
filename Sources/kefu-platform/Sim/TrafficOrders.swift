/// Orders for the traffic generator.
enum TrafficOrders {
    static func start(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let plan = try TrafficPlan(order)
        for account in plan.accounts where world.model.accounts[account] == nil {
            throw .unknown("account", account)
        }
        guard !world.model.accounts.isEmpty else { throw .conflict("there is no account yet") }
        try world.traffic.start(plan, now: now)
        return world.traffic.progress(now: now)
    }

    static func progress(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON { world.traffic.progress(now: now) }

    static func stop(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        world.traffic.stop()
        return world.traffic.progress(now: now)
    }
}
