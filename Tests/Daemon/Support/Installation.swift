import Foundation
import HTTPClient
import Testing

/// A folder with a configuration and a database, and what is done with it.
final class Installation: Sendable {
    let folder: URL
    let platform: QuietPlatform
    private let http = HTTPClient()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "kefud-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        platform = try QuietPlatform()
        try write(config())
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var configPath: String { folder.appending(path: "kefud.toml").path }
    var databasePath: String { folder.appending(path: "kefud.db").path }

    func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: configPath))
    }

    /// A configuration that is right; `more` is put at its end.
    func config(listen: String = "127.0.0.1:0", more: String = "") -> String {
        """
        [http]
        listen = "\(listen)"
        [database]
        path = "kefud.db"
        [platform]
        base_url = "\(platform.url)"
        corp_id = "ww1234567890abcdef"
        secret = "secret"
        callback_token = "kfSimToken2024"
        encoding_aes_key = "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1ro"
        \(more)
        """
    }

    /// A running daemon and its port.
    func serve(environment: [String: String] = [:]) async throws -> (Program, port: Int) {
        let program = try Program(
            ["serve", "--config", configPath], environment: environment)
        let line = try #require(
            await program.line(with: "kefud is ready"), "\(program.errorText)")
        let part = try #require(line.split(separator: " ").first { $0.hasPrefix("port=") })
        return (program, try #require(Int(part.dropFirst(5))))
    }

    /// A token of a new user.
    func makeToken(_ name: String, _ more: [String]) throws -> String {
        let made = try run(
            ["user", "add", "--config", configPath, name, "--token"] + more)
        #expect(made.status == 0, "\(made.errors)")
        let lines = made.output.split(separator: "\n")
        #expect(lines.count == 1)
        return String(lines.first ?? "")
    }

    struct Answer {
        let status: Int
        let text: String

        /// The text behind `"name":"`.
        func value(_ name: String) -> String {
            guard let range = text.range(of: "\"\(name)\":\"") else { return "" }
            return String(text[range.upperBound...].prefix { $0 != "\"" })
        }
    }

    func ask(
        _ method: HTTPCall.Method, _ port: Int, _ path: String, _ body: String = "",
        as token: String? = nil, deadline: Duration = .seconds(90)
    ) async -> Answer {
        let headers = token.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
        let call = HTTPCall(
            method, "http://127.0.0.1:\(port)\(path)", headers: headers, body: Array(body.utf8),
            deadline: deadline)
        switch await http.send(call) {
        case .success(let reply):
            return Answer(
                status: reply.status, text: String(decoding: reply.body, as: UTF8.self))
        case .failure(let failure): return Answer(status: 0, text: "\(failure)")
        }
    }
}
