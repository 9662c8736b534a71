public import Engine
public import HTTPServer
public import Storage
public import WeCom
import Synchronization

/// kefud's HTTP interface: the callback, the agents' clients, administration and operations.
///
/// It owns the route table and who may call what; it keeps no state of sessions or accounts: it
/// reads committed rows and hands works to the engine.
public final class API: Sendable {
    /// What an operator sets.
    public struct Configuration: Sendable {
        /// The corporation's secrets for callbacks.
        public var callbackKey: CallbackKey
        /// How old a callback may be; zero is any age.
        public var callbackWindow: Duration
        /// The URL under which a proxy makes kefud known, if it is configured.
        public var publicURL: String?
        /// The time zone of new accounts.
        public var timeZone: String
        /// This program's version.
        public var version: String
        /// The folder of the console's files; nil serves no console.
        public var consoleFolder: String?
        /// The system's folder of JavaScript libraries.
        public var javascriptFolder: String

        /// What an operator sets.
        public init(
            callbackKey: CallbackKey, callbackWindow: Duration = .seconds(600),
            publicURL: String? = nil, timeZone: String = "Asia/Shanghai", version: String,
            consoleFolder: String? = nil, javascriptFolder: String = "/usr/share/javascript"
        ) {
            self.callbackKey = callbackKey
            self.callbackWindow = callbackWindow
            self.publicURL = publicURL
            self.timeZone = timeZone
            self.version = version
            self.consoleFolder = consoleFolder
            self.javascriptFolder = javascriptFolder
        }
    }

    let services: Services
    let table: RouteTable<Access, Operation>
    private let authenticator: Authenticator
    private let console: ConsoleFiles?

    /// The interface over a running engine.
    /// - Parameter report: gets one line for each failure that is ours, for the log.
    public init(
        engine: Engine, mailboxes: Mailboxes, reader: Reader, platform: any AccountPlatform,
        configuration: Configuration, readiness: @escaping @Sendable () -> Readiness,
        report: @escaping @Sendable (String) -> Void
    ) {
        services = Services(
            engine: engine, mailboxes: mailboxes, reader: reader, platform: platform,
            configuration: configuration, readiness: readiness, report: report)
        authenticator = Authenticator(reader: reader, engine: engine)
        console = configuration.consoleFolder.map {
            ConsoleFiles(folder: $0, javascript: configuration.javascriptFolder)
        }
        table = RouteTable(
            Self.routes(services) + (console.map { ConsoleRoutes($0).routes } ?? []))
    }

    /// Every route; the description of the API is made of the same list.
    static func routes(_ services: Services) -> [APIRoute] {
        let routes =
            CallbackRoutes(services).routes + OperationRoutes(services).routes
            + SignInRoutes(services).routes + AgentRoutes(services).routes
            + ReplyRoutes(services).routes + PollRoutes(services).routes
            + DutyRoutes(services).routes
            + RecordRoutes(services).routes + SupervisorRoutes(services).routes
            + AlertRoutes(services).routes + EffectRoutes(services).routes
            + AccountRoutes(services).routes + PromptRoutes(services).routes
            + InvitationRoutes(services).routes + LinkRoutes(services).routes
            + DirectoryRoutes(services).routes + AuditRoutes(services).routes
            + BoardRoutes(services).routes
            + MemberRoutes(services).routes + DepartmentRoutes(services).routes
            + SubOrganisationRoutes(services).routes + UserRoutes(services).routes
            + TokenRoutes(services).routes + VisitorRoutes(services).routes
        return routes + [OpenAPIRoute.route(routes, version: services.configuration.version)]
    }

    /// A file that the console cannot do without and that is not there; nil when all are.
    public var missingConsoleFile: String? { console?.missing }

    /// Answers a request; the server's handler.
    public func handle(_ request: Request, _ responder: Responder) {
        let route: APIRoute
        var request = request
        switch table.find(request.method, request.path) {
        case .found(let found, let parameters):
            route = found
            request.parameters = parameters
        case .wrongMethod(let allowed):
            return responder.respond(Problem.methodNotAllowed(allowed).response(to: request))
        case .notFound: return responder.respond(Problem.notFound().response(to: request))
        }
        if request.body.count > route.handle.bodyBytesMax {
            let problem = Problem.tooLarge(bytesMax: route.handle.bodyBytesMax)
            return responder.respond(problem.response(to: request))
        }
        if case .direct(let handle) = route.handle.handle { return handle(request, responder) }
        if services.isDraining.load(ordering: .relaxed) {
            return responder.respond(
                Problem.notReady("kefud is stopping").response(to: request))
        }
        // The one place where tasks are made for requests: they end with the answer.
        Task { [request] in await answer(request, route, responder) }
    }

    /// Takes no new work from now on; held polls are the mailboxes' to answer.
    public func drain() { services.isDraining.store(true, ordering: .relaxed) }

    /// How old a callback may be from now on; zero is any age.
    public func setCallbackWindow(_ window: Duration) {
        services.callbackWindow.withLock { $0 = window }
    }

    private func answer(_ request: Request, _ route: APIRoute, _ responder: Responder) async {
        do {
            let caller = try authenticator.caller(request, for: route)
            let call = Call(request: request, caller: caller)
            try ScopeGate(services: services).check(call, route.path)
            switch route.handle.handle {
            case .direct(let handle): handle(request, responder)
            case .held(let handle): handle(call, responder)
            case .task(let handle): responder.respond(try await handle(call))
            }
        } catch {
            responder.respond(services.problem(for: error, route).response(to: request))
        }
    }
}
