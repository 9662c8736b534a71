import Storage

/// What the command line asks for.
enum Command: Equatable {
    case help
    case version
    case serve(config: String)
    case checkConfig(config: String)
    case checkDatabase(config: String)
    case backup(config: String, target: String)
    case user(config: String, UserCommand)
    case importDirectory(DirectoryImportCommand)

    /// Reads the command line, without the program's name.
    init(_ arguments: [String]) throws(UsageError) {
        if arguments.contains("--help") || arguments.contains("-h") || arguments == ["help"] {
            self = .help
            return
        }
        if arguments.first == "--version" {
            self = .version
            return
        }
        guard let verb = arguments.first else { throw UsageError("a command is missing") }
        var options = Options(Array(arguments.dropFirst()))
        switch verb {
        case "serve": self = .serve(config: try options.config())
        case "check-config": self = .checkConfig(config: try options.config())
        case "check-database": self = .checkDatabase(config: try options.config())
        case "backup":
            let config = try options.config()
            self = .backup(config: config, target: try options.word("the TARGET file"))
        case "user":
            let config = try options.config()
            self = .user(config: config, try UserCommand(&options))
        case "import": self = .importDirectory(try DirectoryImportCommand(&options))
        default: throw UsageError("there is no command '\(verb)'")
        }
        try options.finish()
    }
}

/// What `kefud import directory` needs to know.
struct DirectoryImportCommand: Equatable {
    let file: String
    let config: String
    let url: String?
    let tokenFile: String?
    let isDry: Bool

    init(_ options: inout Options) throws(UsageError) {
        config = try options.config()
        url = try options.value("--url")
        tokenFile = try options.value("--token-file")
        isDry = options.flag("--dry-run")
        let what = try options.word("directory")
        guard what == "directory" else {
            throw UsageError("there is no command 'import \(what)'")
        }
        file = try options.word("the FILE of members")
    }
}

/// What `kefud user` does.
enum UserCommand: Equatable {
    case add(NewUser)
    case list
    case disable(name: String)
    case enable(name: String)
    case password(name: String)
    case token(name: String, label: String)

    /// A user to make.
    struct NewUser: Equatable {
        let name: String
        let role: UserRole
        let member: String?
        let subOrganisation: SubOrganisationID?
        /// Whether a token is wanted in place of a password.
        let hasToken: Bool
    }

    init(_ options: inout Options) throws(UsageError) {
        let verb = try options.word("add, list, disable, enable, password or token")
        switch verb {
        case "add": self = .add(try NewUser(&options))
        case "list": self = .list
        case "disable": self = .disable(name: try options.word("the user's NAME"))
        case "enable": self = .enable(name: try options.word("the user's NAME"))
        case "password": self = .password(name: try options.word("the user's NAME"))
        case "token":
            let label = try options.value("--label") ?? "command line"
            self = .token(name: try options.word("the user's NAME"), label: label)
        default: throw UsageError("there is no command 'user \(verb)'")
        }
    }
}

extension UserCommand.NewUser {
    fileprivate init(_ options: inout Options) throws(UsageError) {
        let roleName = try options.value("--role")
        member = try options.value("--member")
        let sub = try options.value("--sub-organisation")
        hasToken = options.flag("--token")
        name = try options.word("the user's NAME")
        guard let roleName else { throw UsageError("--role is missing") }
        guard let role = UserRole(rawValue: roleName) else {
            throw UsageError("--role must be admin, supervisor or agent, not '\(roleName)'")
        }
        self.role = role
        if role == .agent, member == nil {
            throw UsageError("an agent needs --member USERID")
        }
        if let sub {
            guard let number = Int64(sub), number > 0 else {
                throw UsageError("--sub-organisation must be a number, not '\(sub)'")
            }
            subOrganisation = SubOrganisationID(number)
        } else {
            subOrganisation = nil
        }
    }
}
