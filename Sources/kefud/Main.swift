import Foundation
import Storage

/// The program: reads the command line and does what it says.
enum Main {
    /// This program's version.
    static let version = "0.1.0"

    /// Does what the command line says and ends the process.
    static func run() async -> Never {
        // Messages and hashes of passwords: a database and its backups are for their owner.
        umask(0o077)
        let arguments = Array(CommandLine.arguments.dropFirst())
        do throws(UsageError) {
            let command = try Command(arguments)
            exit(await perform(command).rawValue)
        } catch {
            Output.error("kefud: \(error.message)\nTry `kefud --help`.")
            exit(ExitCode.usage.rawValue)
        }
    }

    private static func perform(_ command: Command) async -> ExitCode {
        switch command {
        case .help:
            Output.print(Usage.text)
            return .good
        case .version:
            Output.print("kefud \(version)")
            return .good
        case .serve(let config): return await Daemon.run(config: config)
        case .checkConfig(let config): return ConfigCommands.check(config)
        case .checkDatabase(let config): return DatabaseCommands.check(config)
        case .backup(let config, let target): return DatabaseCommands.backUp(config, to: target)
        case .user(let config, let command): return UserCommands.perform(command, config)
        case .importDirectory(let command): return await ImportCommands.perform(command)
        }
    }
}

/// What the process ends with (sysexits.h, where it has a word for it).
enum ExitCode: Int32 {
    case good = 0
    /// Something failed while it worked.
    case failed = 1
    /// The command line makes no sense.
    case usage = 64
    /// The database is damaged or none of ours, or the input is wrong.
    case badData = 65
    /// A port cannot be had.
    case unavailable = 69
    /// The database is held by another daemon or cannot be made.
    case cannotCreate = 73
    /// The configuration is wrong.
    case config = 78

    /// What a failure of the database means at a start.
    init(_ error: StoreError) {
        self =
            switch error.kind {
            case .corrupt, .notADatabase, .schemaTooNew, .duplicate, .dangling, .notFound,
                .invalid, .editConflict:
                .badData
            case .locked, .cannotOpen, .readOnly, .diskFull, .inputOutput, .busy, .replaced:
                .cannotCreate
            case .other: .failed
            }
    }
}

/// Standard output and standard error, for commands that are not the daemon.
enum Output {
    /// A line for whoever asked.
    static func print(_ text: String) { write(text + "\n", to: .standardOutput) }

    /// A line about what is wrong.
    static func error(_ text: String) { write(text + "\n", to: .standardError) }

    /// A question to a person at a terminal, who answers behind it.
    static func prompt(_ text: String) { write(text, to: .standardError) }

    /// What went wrong, on one line.
    static func failure(_ error: any Error) {
        let line = "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
        self.error("kefud: \(line)")
    }

    private static func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
