import Configuration
import Foundation
import Testing

@Suite struct SettingsTests {
    private static let key = String(repeating: "k", count: 42) + "0"
    private static let secrets = """
        secret = "s3cr3t-value"
        callback_token = "T0ken"
        encoding_aes_key = "\(key)"

        """
    private static let least = "[platform]\ncorp_id = \"ww1\"\n" + secrets

    private func read(
        _ text: String, _ environment: [String: String] = [:],
        needing need: Settings.Need = .everything
    ) throws -> Settings {
        try Settings.read(text: text, path: "/etc/k.toml", environment: environment, needing: need)
    }

    private func mistakes(
        _ text: String, _ environment: [String: String] = [:],
        needing need: Settings.Need = .everything
    ) -> [String] {
        do {
            _ = try read(text, environment, needing: need)
            return []
        } catch {
            return (error as? ConfigErrors)?.errors.map(\.description) ?? ["\(error)"]
        }
    }

    /// A folder with files in it that is gone afterwards.
    private func withFolder(
        _ files: [String: String], _ body: (String) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        try body(folder.path)
    }

    @Test func theConsolesFoldersBeginBesideTheConfiguration() throws {
        let settings = try read(
            "[http]\nconsole = \"console\"\njavascript = \"/opt/js\"\n" + Self.least)
        #expect(settings.http.console == "/etc/console")
        #expect(settings.http.javascript == "/opt/js")
        #expect(mistakes("[http]\nconsole = \"\"\n" + Self.least).count == 1)
    }

    @Test func theLeastConfigurationHasTheDocumentedDefaults() throws {
        let settings = try read(Self.least)
        var expected = Settings(database: .init(path: "/etc/kefud.db"))
        expected.platform.corpID = "ww1"
        expected.platform.secret = Secret("s3cr3t-value")
        expected.platform.callbackToken = Secret("T0ken")
        expected.platform.encodingAESKey = Secret(Self.key)
        #expect(settings == expected)
        #expect(settings.http.listen == "127.0.0.1:8080")
        #expect(settings.http.console == nil)
        #expect(settings.http.javascript == "/usr/share/javascript")
        #expect(settings.platform.baseURL == "https://qyapi.weixin.qq.com")
        #expect(settings.platform.callbackWindow == .seconds(600))
        #expect(settings.platform.pollInterval == .seconds(300))
        #expect(settings.platform.startLine == .seconds(600))
        #expect(settings.routing.agentAwayAfter == .seconds(60))
        #expect(settings.routing.requeueGrace == .seconds(300))
        #expect(settings.routing.timeZone == "Asia/Shanghai")
        #expect(settings.log.level == .info)
        #expect(!settings.platform.callbackSendCounts)
    }

    @Test func everyKeyIsRead() throws {
        let settings = try read(
            Self.least + """
                base_url = "http://127.0.0.1:9000/"
                callback_window = 0
                poll_interval = "10s"
                start_line = "1h"
                proxy = "http://user:pw@proxy:3128"
                callback_send_counts = true
                [http]
                listen = "[::1]:0"
                public_url = "https://kefu.example.com/in/"
                [database]
                path = "/var/x.db"
                keep_messages = "365d"
                [routing]
                agent_away_after = "2m"
                requeue_grace = "0s"
                time_zone = "Europe/Berlin"
                [log]
                level = "debug"
                """)
        #expect(settings.platform.baseURL == "http://127.0.0.1:9000")
        #expect(settings.platform.callbackWindow == .zero)
        #expect(settings.platform.pollInterval == .seconds(10))
        #expect(settings.platform.startLine == .seconds(3_600))
        #expect(settings.platform.proxy?.value == "http://user:pw@proxy:3128")
        #expect(settings.platform.callbackSendCounts)
        #expect(settings.http.listen == "[::1]:0")
        #expect(settings.http.publicURL == "https://kefu.example.com/in")
        #expect(settings.database.path == "/var/x.db")
        #expect(settings.database.keepMessages == .seconds(365 * 86_400))
        #expect(settings.routing.agentAwayAfter == .seconds(120))
        #expect(settings.routing.requeueGrace == .zero)
        #expect(settings.routing.timeZone == "Europe/Berlin")
        #expect(settings.log.level == .debug)
    }

    @Test func messagesAreKeptForEverOrAtLeastThirtyDays() throws {
        for (text, days) in [("\"0\"", 0), ("0", 0), ("\"30d\"", 30)] {
            let settings = try read(Self.least + "[database]\nkeep_messages = \(text)")
            #expect(settings.database.keepMessages == .seconds(days * 86_400))
        }
        let found = mistakes(Self.least + "[database]\nkeep_messages = \"29d\"")
        #expect(found.count == 1 && found[0].contains("at least \"30d\""), "\(found)")
    }

    @Test func theDatabaseStandsInTheStateDirectoryIfThereIsOne() throws {
        let environment = ["STATE_DIRECTORY": "/var/lib/kefud:/var/lib/other"]
        #expect(try read(Self.least, environment).database.path == "/var/lib/kefud/kefud.db")
        let named = Self.least + "[database]\npath = \"a/b.db\""
        #expect(try read(named, environment).database.path == "/var/lib/kefud/a/b.db")
        #expect(try read(named).database.path == "/etc/a/b.db")
    }

    @Test(arguments: [
        ("[http]\nlisten = \"8080\"", "'listen' must be host:port"),
        ("[http]\nlisten = \"::1:8080\"", "'listen' must be host:port"),
        ("[http]\nlisten = \"a:65536\"", "'listen' must be host:port"),
        ("[http]\npublic_url = \"kefu.example.com\"", "'public_url' must be a URL"),
        ("[http]\npublic_url = \"ftp://x\"", "'public_url' must be a URL"),
        ("[http]\npublic_url = \"https://x/?a=b\"", "'public_url' must be a URL without"),
        ("[database]\npath = \"\"", "'path' must be a path"),
        ("[routing]\ntime_zone = \"Mars/Olympus\"", "'time_zone' must be a time zone"),
        ("[routing]\nagent_away_after = \"0s\"", "'agent_away_after' must be a duration"),
        ("[log]\nlevel = \"loud\"", "'level' must be one of error, warning, notice, info, debug"),
        ("[http]\nlisten_to = \"a:1\"", "unknown key 'listen_to'; did you mean 'listen'?"),
    ])
    func wrongValuesAreRefused(text: String, message: String) {
        let found = mistakes(Self.least + text)
        #expect(found.count == 1)
        #expect(found.first?.contains(message) == true, "\(found)")
    }

    @Test func missingThingsAreNamedWithTheWaysToGiveThem() {
        let ways =
            "write it as 'secret', name a file that holds it as 'secret_file', or give a file"
            + " 'secret' in $CREDENTIALS_DIRECTORY"
        let found = mistakes("[http]\n\n[platform]\n")
        #expect(found.count == 4)
        #expect(found.first == "/etc/k.toml:3:2: error: 'corp_id' is missing")
        #expect(found.contains("/etc/k.toml:3:2: error: 'secret' is missing: " + ways))
        #expect(mistakes("").allSatisfy { $0.hasPrefix("/etc/k.toml:1:1: ") })
        // A command that only touches the database does without the secrets, not without the rest.
        #expect(mistakes("[platform]\ncorp_id = \"ww1\"", needing: .database).isEmpty)
        #expect(mistakes("[platform]", needing: .database).count == 1)
    }

    @Test func secretsAreAlsoReadFromFilesAndCredentials() throws {
        let files = [
            "secret": " from-credentials\n", "token.txt": "T1\n", "encoding_aes_key": Self.key,
        ]
        try withFolder(files) { folder in
            let settings = try read(
                "[platform]\ncorp_id = \"ww1\"\ncallback_token_file = \"\(folder)/token.txt\"",
                ["CREDENTIALS_DIRECTORY": folder])
            #expect(settings.platform.secret.value == "from-credentials")
            #expect(settings.platform.callbackToken.value == "T1")
            #expect(settings.platform.encodingAESKey.value == Self.key)
            let path = folder + "/k.toml"
            let text =
                "[platform]\ncorp_id = \"ww1\"\n"
                + Self.secrets.replacing(
                    "callback_token = \"T0ken\"", with: "callback_token_file = \"token.txt\"")
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let beside = try Settings.load(path: path, environment: [:])
            #expect(beside.platform.callbackToken.value == "T1")
            #expect(beside.database.path == folder + "/kefud.db")
        }
    }

    @Test func aSecretStandsInOnePlaceOnly() throws {
        let twice = mistakes(Self.least + "secret_file = \"/x\"")
        #expect(
            twice == [
                "/etc/k.toml:6:15: error: the secret 'secret' is given by 'secret' and"
                    + " 'secret_file'; keep one of them"
            ])
        try withFolder(["secret": "other"]) { folder in
            let found = mistakes(Self.least, ["CREDENTIALS_DIRECTORY": folder])
            #expect(found.count == 1)
            #expect(found.first?.contains("'secret' and a file in $CREDENTIALS_DIRECTORY") == true)
        }
    }

    @Test func errorsAndPrintingNeverShowSecrets() throws {
        let hush = "hush-hush-1"
        let bad = """
            [platform]
            corp_id = "ww1"
            secret = ""
            callback_token = "\(hush)"
            encoding_aes_key = "\(hush)"
            proxy = "socks://me:\(hush)@host"
            """
        let found = mistakes(bad)
        #expect(found.count == 4)
        #expect(found.contains { $0.contains(":4:18: ") && $0.contains("at most 32 letters") })
        #expect(found.contains { $0.contains(":5:20: ") && $0.contains("exactly 43 letters") })
        #expect(!found.joined().contains(hush))

        let settings = try read(Self.least + "proxy = \"http://me:T0ken@host\"")
        var dumped = ""
        dump(settings, to: &dumped)
        for text in ["\(settings)", String(reflecting: settings), dumped] {
            #expect(!text.contains("s3cr3t"))
            #expect(!text.contains("T0ken"))
            #expect(!text.contains(Self.key))
        }
    }

    @Test func filesThatCannotBeReadSayWhy() throws {
        #expect(
            throws: ConfigErrors([
                ConfigError(
                    file: "/no/such.toml", line: 0, column: 0,
                    message: "cannot be read: no such file")
            ])
        ) { try Settings.load(path: "/no/such.toml", environment: [:]) }
        let text = Self.least.replacing(
            "secret = \"s3cr3t-value\"", with: "secret_file = \"/no/s\"")
        #expect(
            mistakes(text) == [
                "/etc/k.toml:3:15: error: cannot read the secret 'secret' from /no/s:"
                    + " No such file or directory"
            ])
    }
}
