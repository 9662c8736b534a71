import HTTPServer

/// The control interface: who wants what done is trusted, since it listens where the test says.
enum SimRoutes {
    typealias Handler = @Sendable (inout World, SimRequest, Int64) throws(SimError) -> JSON

    static let table = RouteTable<Void, Handler>(
        setUp.map { Route($0.0, "/sim" + $0.1, (), $0.2) }
            + deeds.map { Route($0.0, "/sim" + $0.1, (), $0.2) }
            + runs.map { Route($0.0, "/sim" + $0.1, (), $0.2) })

    private static let setUp: [(Method, String, Handler)] = [
        (.post, "/departments", SetUpOrders.addDepartment),
        (.post, "/members", SetUpOrders.addMember),
        (.post, "/accounts", SetUpOrders.addAccount),
        (.post, "/accounts/{account}/servicers", SetUpOrders.addServicer),
        (.delete, "/accounts/{account}/servicers/{servicer}", SetUpOrders.removeServicer),
        (.post, "/accounts/{account}/grant", SetUpOrders.grant),
        (.post, "/customers", SetUpOrders.addCustomer),
        (.post, "/media", SetUpOrders.addMedia),
        (.put, "/upgrade-members", SetUpOrders.setUpgradeMembers),
    ]

    private static let deeds: [(Method, String, Handler)] = [
        (.post, "/customers/{customer}/enter", DeedOrders.enter),
        (.post, "/customers/{customer}/write", DeedOrders.write),
        (.post, "/customers/{customer}/recall", DeedOrders.recall),
        (.put, "/servicers/{servicer}/status", DeedOrders.setReception),
        (.post, "/servicers/{servicer}/act", DeedOrders.act),
        (.post, "/send-failures", DeedOrders.failSend),
        (.post, "/accounts/{account}/raw", DeedOrders.appendRaw),
        (.post, "/callbacks", DeedOrders.callBack),
    ]

    private static let runs: [(Method, String, Handler)] = [
        (.get, "/settings", RunOrders.readSettings),
        (.patch, "/settings", RunOrders.changeSettings),
        (.post, "/faults", RunOrders.addFault),
        (.delete, "/faults", RunOrders.clearFaults),
        (.post, "/access-token/kill", RunOrders.killToken),
        (.post, "/caller-killed", RunOrders.forget),
        (.get, "/state", Reports.state),
        (.get, "/messages", Reports.messages),
        (.get, "/refusals", Reports.refusals),
        (.get, "/report", FinalReport.make),
        (.post, "/traffic", TrafficOrders.start),
        (.get, "/traffic", TrafficOrders.progress),
        (.post, "/traffic/stop", TrafficOrders.stop),
    ]

    /// Finds and carries out an order; the status and the JSON that answer it.
    static func answer(
        _ request: Request, _ world: inout World, now: Int64
    ) -> (status: Int, body: JSON) {
        switch table.find(request.method, request.path) {
        case .notFound: return (404, ["error": "there is no such order"])
        case .wrongMethod: return (405, ["error": "the path is for another method"])
        case .found(let route, let parameters):
            do throws(SimError) {
                var order = SimRequest(parameters: parameters)
                for item in request.query.items { order.query[item.name] = item.value }
                order.body = try body(request)
                return (200, try route.handle(&world, order, now))
            } catch {
                return (error.status, ["error": .string(error.reason)])
            }
        }
    }

    private static func body(_ request: Request) throws(SimError) -> [String: JSON] {
        if request.body.isEmpty { return [:] }
        guard let members = JSON(reading: request.body)?.object else {
            throw SimError(status: 400, reason: "the body is no JSON object")
        }
        return members
    }
}
