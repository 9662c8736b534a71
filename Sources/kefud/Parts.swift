import API
import Configuration
import Engine
import Foundation
import HTTPClient
import HTTPServer
import Lifecycle
import Routing
import Storage
import WeCom

/// Everything that a running daemon is made of, in the order in which one stands on the other.
struct Parts: Sendable {
    let engine: Engine
    let shell: Shell
    let api: API
    let server: Server
    let client: PlatformClient
    let http: HTTPClient
    let readiness = ReadinessFlag()

    /// Opens all of it; nothing is asked of the platform yet.
    /// - Throws: `StoreError`, `ServerError` or `CallbackError`, each with what to do about it.
    init(_ settings: Settings, _ log: DaemonLog) throws {
        let callbackKey = try ConfigCommands.callbackKey(settings)
        let time = SystemTime()
        let path = settings.database.path
        let clock = EngineClock(time)
        engine = try Engine(configuration: settings.routingConfiguration, clock: clock) {
            () throws(StoreError) in try Store(path: path)
        }
        let reader = try Reader(path: path)
        let platform = settings.platform
        http = HTTPClient(proxy: platform.proxy?.value)
        client = PlatformClient(
            baseURL: platform.baseURL, corpID: platform.corpID, secret: platform.secret.value,
            http: http, time: { time.monotonicMilliseconds })
        shell = Shell(
            engine: engine, platform: client,
            settings: Shell.Settings(
                pollInterval: Interval(platform.pollInterval),
                startLine: Interval(platform.startLine),
                keepMessages: settings.keepMessages))
        let (shell, readiness) = (shell, readiness)
        api = API(
            engine: engine, mailboxes: shell.mailboxes, reader: reader,
            platform: AccountMaker(client: client),
            configuration: API.Configuration(
                callbackKey: callbackKey, callbackWindow: platform.callbackWindow,
                publicURL: settings.http.publicURL, timeZone: settings.routing.timeZone,
                version: Main.version,
                consoleFolder: settings.http.console ?? Installed.consoleFolder,
                javascriptFolder: settings.http.javascript),
            readiness: { readiness.state }, report: { log.report($0) })
        var limits = Server.Limits()
        // The largest body is an account's picture in Base64; each route has its own bound.
        limits.bodyBytesMax = 3 << 20
        let api = api
        server = try Server(listen: settings.http.listen, limits: limits) {
            request, responder in
            api.handle(request, responder)
        }
    }
}

extension Settings {
    /// How long messages are kept; nil is for ever.
    var keepMessages: Interval? {
        database.keepMessages == .zero ? nil : Interval(database.keepMessages)
    }

    /// What the routing core follows.
    var routingConfiguration: RoutingConfiguration {
        RoutingConfiguration(
            agentAwayAfter: Interval(routing.agentAwayAfter),
            requeueGrace: Interval(routing.requeueGrace),
            codeMessagesCount: platform.callbackSendCounts)
    }
}

extension Interval {
    /// A duration in whole milliseconds.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(milliseconds: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
