/// Everything that can be configured, checked and with defaults filled in. Printing it shows no
/// secret.
public struct Settings: Sendable, Equatable {
    /// Where we can be reached.
    public struct HTTP: Sendable, Equatable {
        /// Host and port to listen on.
        public var listen = "127.0.0.1:8080"
        /// The URL under which a proxy makes us known, without a slash at its end.
        public var publicURL: String?
        /// The folder of the console's files; nil is the one that was installed with the program.
        public var console: String?
        /// The system's folder of JavaScript libraries, for the console.
        public var javascript = "/usr/share/javascript"
    }

    /// Where everything is kept.
    public struct Database: Sendable, Equatable {
        /// The file's path; absolute if the configuration's own path is.
        public var path: String
        /// How long messages are kept; zero is for ever.
        public var keepMessages = Duration.zero

        /// Names the file.
        public init(path: String) { self.path = path }
    }

    /// The enterprise at the platform, and how we deal with it.
    public struct Platform: Sendable, Equatable {
        /// The platform's API, without a slash at its end.
        public var baseURL = "https://qyapi.weixin.qq.com"
        /// The enterprise's ID (corpid).
        public var corpID = ""
        /// The secret of the customer service application (corpsecret).
        public var secret = Secret("")
        /// The token that callbacks are signed with.
        public var callbackToken = Secret("")
        /// The key that callbacks are encrypted with: 43 letters and digits.
        public var encodingAESKey = Secret("")
        /// How old a callback may be; zero is any age.
        public var callbackWindow = Duration.seconds(600)
        /// How often each account is pulled without a callback.
        public var pollInterval = Duration.seconds(300)
        /// On an account's first pull, messages older than this are recorded and not answered.
        public var startLine = Duration.seconds(600)
        /// A proxy for calls to the platform, as a URL, which may hold a password.
        public var proxy: Secret?
        /// Whether messages sent with a code count against the sending budget.
        public var callbackSendCounts = false

        /// The keys of the secrets that are not there.
        public var missingSecrets: [String] {
            [
                ("secret", secret), ("callback_token", callbackToken),
                ("encoding_aes_key", encodingAESKey),
            ].filter { $0.1.value.isEmpty }.map(\.0)
        }
    }

    /// What holds for all accounts.
    public struct Routing: Sendable, Equatable {
        /// An agent whose client has not polled for so long is away.
        public var agentAwayAfter = Duration.seconds(60)
        /// How long the sessions of an agent who went away wait for the agent to come back.
        public var requeueGrace = Duration.seconds(300)
        /// The time zone of new accounts, as in the IANA database.
        public var timeZone = "Asia/Shanghai"
    }

    /// What is logged.
    public struct Log: Sendable, Equatable {
        /// From the gravest to the least.
        public enum Level: String, Sendable, CaseIterable {
            case error, warning, notice, info, debug
        }
        /// Records of lesser weight are not written.
        public var level = Level.info
    }

    /// The section `[http]`.
    public var http = HTTP()
    /// The section `[database]`.
    public var database: Database
    /// The section `[platform]`.
    public var platform = Platform()
    /// The section `[routing]`.
    public var routing = Routing()
    /// The section `[log]`.
    public var log = Log()

    /// The defaults. Without an enterprise at the platform that is of use to tests only.
    public init(database: Database) { self.database = database }

    /// What a caller cannot do without.
    public enum Need: Sendable {
        /// All that the daemon needs.
        case everything
        /// Not the secrets, for commands that only touch the database: the daemon may get them from
        /// systemd, and then such a command does not see them. What is there is checked all the
        /// same.
        case database
    }
}
