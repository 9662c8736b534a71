import Foundation
import Glibc
import HTTPServer
import Lifecycle

/// `kefu-platform`: the simulator as a process on the wall clock.
struct ServeProgram {
    private let listen: String
    private let callbackURL: String
    private let envelope: Envelope
    private let model: PlatformModel
    private let portFile: String?

    init(_ words: [String]) throws(Options.Mistake) {
        let options = try Options(
            words,
            names: [
                "listen", "callback-url", "corp-id", "secret", "callback-token",
                "encoding-aes-key", "seed", "port-file",
            ], flags: ["allow-open-cells"])
        listen = options.values["listen"] ?? "127.0.0.1:0"
        callbackURL = try options.required("callback-url")
        portFile = options.values["port-file"]
        let corpID = try options.required("corp-id")
        let seed = try options.number("seed", in: 0...Int64.max, default: 1)
        var settings = Settings()
        settings.allowOpenCells = options.flags.contains("allow-open-cells")
        model = PlatformModel(
            corpID: corpID, secret: try options.required("secret"), seed: UInt64(seed),
            settings: settings)
        let sealing = Envelope(
            corpID: corpID, token: try options.required("callback-token"),
            encodingAESKey: try options.required("encoding-aes-key"))
        guard let sealing else {
            throw Options.Mistake(text: "--encoding-aes-key must be 43 letters and digits")
        }
        envelope = sealing
    }

    func run() async throws -> CInt {
        let signals = Signals()
        let outgoing = Outgoing(connectionsMax: 256)
        let platform = Platform(
            world: World(model: model), envelope: envelope, callbackURL: callbackURL,
            clock: Program.wallClock, post: outgoing.postCallback)
        var limits = Server.Limits()
        limits.bodyBytesMax = 24 << 20
        let server = try Server(listen: listen, limits: limits, handler: platform.handle)
        if let portFile { try Self.write(port: server.port, to: portFile) }
        Program.say("listening on http://127.0.0.1:\(server.port)")
        let work = PlatformService(platform: platform)
        let ending = await supervise(
            [work], until: signals.stop, grace: .seconds(5), clock: ContinuousClock()
        ) {
            _exit(1)
        }
        server.stop(grace: .milliseconds(200))
        await outgoing.shutdown()
        guard case .signal = ending else { return 1 }
        return 0
    }

    /// In one step, so that whoever waits for the file never reads half of it.
    private static func write(port: Int, to path: String) throws {
        try Data("\(port)\n".utf8).write(to: URL(filePath: path), options: .atomic)
    }
}

/// The passing of time, as one of the program's services.
private struct PlatformService: Service {
    let name = "platform"
    let platform: Platform

    func run() async throws { await platform.run() }
}
