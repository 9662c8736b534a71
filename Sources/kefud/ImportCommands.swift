import Configuration
import Foundation
import HTTPClient
import HTTPServer

/// `kefud import directory`: hands a file of members to a running daemon, which checks and stores
/// it. The database is not touched from here.
enum ImportCommands {
    /// Does it.
    static func perform(_ command: DirectoryImportCommand) async -> ExitCode {
        do throws(ImportError) {
            let address = try address(command)
            let token = try token(command)
            guard let file = FileManager.default.contents(atPath: command.file) else {
                throw ImportError("\(command.file) cannot be read", .badData)
            }
            let reply = try await send(Array(file), to: address, token, isDry: command.isDry)
            return report(reply, command)
        } catch {
            Output.error("kefud: \(error.message)")
            return error.code
        }
    }

    private struct ImportError: Error {
        let message: String
        let code: ExitCode

        init(_ message: String, _ code: ExitCode = .failed) {
            (self.message, self.code) = (message, code)
        }
    }

    /// What `POST /api/directory/import` answers, also when it is a problem.
    private struct Answer: Decodable {
        struct LineError: Decodable {
            var line: Int?
            var detail: String
        }
        var title: String?
        var created: Int?
        var changed: Int?
        var unchanged: Int?
        var departmentsCreated: Int?
        var subOrganisationsCreated: Int?
        var ignoredColumns: [String]?
        var errors: [LineError]?
    }

    /// `--url`, or where the configuration says that the daemon listens.
    private static func address(_ command: DirectoryImportCommand) throws(ImportError) -> String {
        if let url = command.url {
            return url.hasSuffix("/") ? String(url.dropLast()) : url
        }
        guard let settings = ConfigCommands.load(command.config, needing: .database) else {
            throw ImportError("without --url the configuration must be readable", .config)
        }
        let listen = settings.http.listen
        guard let colon = listen.lastIndex(of: ":") else {
            throw ImportError("\(listen) is no address to ask; give --url", .config)
        }
        let host = listen[..<colon]
        let isAny = host.isEmpty || host == "0.0.0.0" || host == "[::]"
        return "http://\(isAny ? "127.0.0.1" : host)\(listen[colon...])"
    }

    /// The file's first line, or `$KEFUD_TOKEN`.
    private static func token(_ command: DirectoryImportCommand) throws(ImportError) -> String {
        let text: String?
        if let path = command.tokenFile {
            text = FileManager.default.contents(atPath: path).map {
                String(decoding: $0, as: UTF8.self)
            }
        } else {
            text = ProcessInfo.processInfo.environment["KEFUD_TOKEN"]
        }
        let line = text?.split(whereSeparator: \.isNewline).first.map(String.init)
        guard let line, !line.isEmpty else {
            throw ImportError(
                "an administrator's token is needed: --token-file FILE or $KEFUD_TOKEN "
                    + "(`kefud user token NAME` makes one)", .usage)
        }
        return line
    }

    private static func send(
        _ file: [UInt8], to address: String, _ token: String, isDry: Bool
    ) async throws(ImportError) -> HTTPReply {
        let environment = ProcessInfo.processInfo.environment
        let language = (environment["LC_ALL"] ?? environment["LANG"] ?? "").hasPrefix("zh")
        let client = HTTPClient(connectionsMax: 1)
        let answer = await client.send(
            HTTPCall(
                .post, "\(address)/api/directory/import\(isDry ? "?dry_run=true" : "")",
                headers: [
                    ("Authorization", "Bearer \(token)"), ("Content-Type", "text/csv"),
                    ("Accept-Language", language ? "zh" : "en"),
                ], body: file, deadline: .seconds(120)))
        await client.shutdown()
        switch answer {
        case .success(let reply): return reply
        case .failure(let failure):
            throw ImportError("\(address) did not answer: \(failure)", .unavailable)
        }
    }

    private static func report(_ reply: HTTPReply, _ command: DirectoryImportCommand) -> ExitCode {
        guard let answer = try? JSONCoding.decode(Answer.self, from: reply.body) else {
            Output.error("kefud: the answer (\(reply.status)) is none of kefud's")
            return .failed
        }
        for error in answer.errors ?? [] {
            let place = error.line.map { "\(command.file):\($0): " } ?? ""
            Output.error("\(place)error: \(error.detail)")
        }
        guard reply.status == 200 else {
            Output.error("kefud: \(answer.title ?? "status \(reply.status)"); nothing was written")
            return reply.status == 422 ? .badData : .failed
        }
        if let ignored = answer.ignoredColumns, !ignored.isEmpty {
            Output.error(
                "kefud: these columns mean nothing here: \(ignored.joined(separator: ", "))")
        }
        let counts = [
            (answer.created, "created"), (answer.changed, "changed"),
            (answer.unchanged, "unchanged"), (answer.departmentsCreated, "departments created"),
            (answer.subOrganisationsCreated, "sub-organisations created"),
        ]
        let line = counts.map { "\($0.0 ?? 0) \($0.1)" }.joined(separator: ", ")
        Output.print(command.isDry ? "would be: \(line)" : line)
        return .good
    }
}
