import Foundation

extension Settings {
    /// Reads and checks a configuration file.
    /// - Parameter environment: `CREDENTIALS_DIRECTORY` and `STATE_DIRECTORY` are looked at, which
    ///   systemd sets.
    /// - Throws: every mistake, each with its place.
    public static func load(
        path: String, environment: [String: String], needing need: Need = .everything
    ) throws(ConfigErrors) -> Settings {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            let why = (error as? CocoaError)?.code == .fileReadNoSuchFile ? "no such file" : nil
            throw ConfigErrors([
                ConfigError(
                    file: path, line: 0, column: 0,
                    message: "cannot be read: \(why ?? error.localizedDescription)")
            ])
        }
        return try read(text: text, path: path, environment: environment, needing: need)
    }

    /// Checks a configuration whose text is at hand.
    /// - Parameter path: where it would stand; relative paths in it begin in this folder.
    public static func read(
        text: String, path: String, environment: [String: String], needing need: Need = .everything
    ) throws(ConfigErrors) -> Settings {
        var file = ConfigFile(name: path, text: text)
        // Without any key the checks below would only add noise to the one mistake that matters.
        if !file.errors.isEmpty { throw ConfigErrors(file.errors) }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let state = environment["STATE_DIRECTORY"]?.split(separator: ":").first.map(String.init)
        let name = file.text("database", "path", check: notEmpty) ?? "kefud.db"
        var settings = Settings(
            database: Database(path: name.hasPrefix("/") ? name : "\(state ?? folder)/\(name)"))
        settings.database.keepMessages = keepMessages(&file)
        settings.http = http(&file, folder: folder)
        settings.platform = platform(
            &file,
            SecretReader(
                folder: folder, credentials: environment["CREDENTIALS_DIRECTORY"],
                isRequired: need == .everything))
        settings.routing = routing(&file)
        settings.log.level = file.choice("log", "level", default: settings.log.level)
        try file.finish()
        return settings
    }

    /// For ever, or no shorter than anything that refers to a message is kept.
    private static func keepMessages(_ file: inout ConfigFile) -> Duration {
        let day = 86_400
        let found = file.duration(
            "database", "keep_messages", in: .zero ... .seconds(36_500 * day), default: .zero)
        if found == .zero || found >= .seconds(30 * day) { return found }
        file.fail(section: "database", "'keep_messages' must be \"0\" or at least \"30d\"")
        return .zero
    }

    private static func http(_ file: inout ConfigFile, folder: String) -> HTTP {
        var http = HTTP()
        http.listen = file.text("http", "listen", check: hostAndPort) ?? http.listen
        http.publicURL = file.text("http", "public_url", check: webURL).map(withoutSlash)
        let absolute = { (path: String) in path.hasPrefix("/") ? path : "\(folder)/\(path)" }
        http.console = file.text("http", "console", check: notEmpty).map(absolute)
        http.javascript =
            file.text("http", "javascript", check: notEmpty).map(absolute) ?? http.javascript
        return http
    }

    private static func platform(_ file: inout ConfigFile, _ secrets: SecretReader) -> Platform {
        var platform = Platform()
        platform.baseURL =
            file.text("platform", "base_url", check: webURL).map(withoutSlash) ?? platform.baseURL
        let errorsBefore = file.errors.count
        if let id = file.text("platform", "corp_id", check: corpID) {
            platform.corpID = id
        } else if file.errors.count == errorsBefore {
            file.fail(section: "platform", "'corp_id' is missing")
        }
        platform.secret = secrets.read("platform", "secret", from: &file) { _ in nil }
        platform.callbackToken = secrets.read("platform", "callback_token", from: &file) {
            isAlphanumeric($0, 1...32) ? nil : "at most 32 letters and digits"
        }
        platform.encodingAESKey = secrets.read("platform", "encoding_aes_key", from: &file) {
            isAlphanumeric($0, 43...43) ? nil : "exactly 43 letters and digits"
        }
        platform.callbackWindow = file.duration(
            "platform", "callback_window", in: .zero ... .seconds(86_400),
            default: platform.callbackWindow)
        platform.pollInterval = file.duration(
            "platform", "poll_interval", in: .seconds(1) ... .seconds(86_400),
            default: platform.pollInterval)
        platform.startLine = file.duration(
            "platform", "start_line", in: .zero ... .seconds(72 * 3_600),
            default: platform.startLine)
        platform.proxy =
            file.locatedText("platform", "proxy", isSecret: true, check: webURL)
            .map { Secret($0.value) }
        platform.callbackSendCounts = file.flag(
            "platform", "callback_send_counts", default: platform.callbackSendCounts)
        return platform
    }

    private static func routing(_ file: inout ConfigFile) -> Routing {
        var routing = Routing()
        routing.agentAwayAfter = file.duration(
            "routing", "agent_away_after", in: .seconds(1) ... .seconds(86_400),
            default: routing.agentAwayAfter)
        routing.requeueGrace = file.duration(
            "routing", "requeue_grace", in: .zero ... .seconds(86_400),
            default: routing.requeueGrace)
        routing.timeZone =
            file.text("routing", "time_zone") {
                TimeZone(identifier: $0) == nil ? "a time zone such as Asia/Shanghai" : nil
            } ?? routing.timeZone
        return routing
    }

    // What a text must be, or nil when it is.

    private static func notEmpty(_ text: String) -> String? {
        text.isEmpty ? "a path" : nil
    }

    private static func webURL(_ text: String) -> String? {
        guard let url = URLComponents(string: text), ["http", "https"].contains(url.scheme),
            url.host?.isEmpty == false
        else { return "a URL that begins with http:// or https://" }
        return url.query == nil && url.fragment == nil ? nil : "a URL without '?' and '#'"
    }

    private static func hostAndPort(_ text: String) -> String? {
        let wanted = "host:port, such as 127.0.0.1:8080 or [::1]:8080"
        guard let colon = text.lastIndex(of: ":") else { return wanted }
        let host = text[..<colon]
        let port = text[text.index(after: colon)...]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
        guard !host.isEmpty, isBracketed || !host.contains(":"), let number = UInt16(port),
            "\(number)" == port
        else { return wanted }
        return nil
    }

    private static func corpID(_ text: String) -> String? {
        let isFine =
            !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isFine ? nil : "the enterprise's ID, such as ww0123456789abcdef"
    }

    private static func isAlphanumeric(_ text: String, _ length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte)
            }
    }

    private static func withoutSlash(_ url: String) -> String {
        var url = url[...]
        while url.hasSuffix("/") { url = url.dropLast() }
        return String(url)
    }
}
