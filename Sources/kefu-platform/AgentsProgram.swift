import Foundation

/// `kefu-platform agents`: agents' clients at a daemon, with a summary at the end.
struct AgentsProgram {
    private let url: String
    private let credentials: [AgentCrowd.Credential]
    private let seconds: Int64
    private let seed: UInt64

    init(_ words: [String]) throws(Options.Mistake) {
        let options = try Options(words, names: ["kefud", "tokens", "seconds", "seed"], flags: [])
        let given = try options.required("kefud")
        url = given.hasSuffix("/") ? String(given.dropLast()) : given
        seconds = try options.number("seconds", in: 1...86_400, default: 30)
        seed = UInt64(try options.number("seed", in: 0...Int64.max, default: 1))
        let path = try options.required("tokens")
        guard let text = try? String(contentsOf: URL(filePath: path), encoding: .utf8) else {
            throw Options.Mistake(text: "the tokens file \(path) cannot be read")
        }
        credentials = try AgentCrowd.credentials(text)
    }

    func run() async throws -> Int32 {
        let outgoing = Outgoing(connectionsMax: credentials.count * 2 + 16)
        let url = url
        let crowd = AgentCrowd(credentials, seed: seed, clock: Program.wallClock) { request in
            await outgoing.ask(url, request)
        }
        await crowd.run(until: Program.wallClock() + seconds * 1000)
        let (summary, isGood) = await crowd.summary()
        await outgoing.shutdown()
        Program.say(summary.text)
        return isGood ? 0 : 1
    }
}
