import Foundation
import Testing

@Suite struct CommandLineTests {
    @Test(arguments: [
        ([], "a command is missing"), (["fly"], "there is no command 'fly'"),
        (["serve", "--config"], "--config needs a value"),
        (["serve", "extra"], "'extra' is too much"),
        (["serve", "--fast"], "there is no option '--fast' here"),
        (["backup"], "the TARGET file is missing"), (["user"], "is missing"),
        (["user", "fly"], "there is no command 'user fly'"),
        (["import"], "directory is missing"), (["import", "members"], "'import members'"),
        (["import", "directory"], "the FILE of members is missing"),
        (["user", "add", "ann"], "--role is missing"),
        (["user", "add", "--role", "admin"], "NAME is missing"),
        (["user", "add", "ann", "--role", "king"], "admin, supervisor or agent, not 'king'"),
        (["user", "add", "ann", "--role", "agent"], "needs --member"),
        (
            ["user", "add", "ann", "--role", "supervisor", "--sub-organisation", "x"],
            "must be a number"
        ),
    ])
    func aWrongCommandLineIsExplainedAndExits64(arguments: [String], words: String) throws {
        let finished = try run(arguments)
        #expect(finished.status == 64)
        #expect(finished.errors.contains(words), "\(finished.errors)")
        #expect(finished.output.isEmpty)
    }

    @Test func helpAndVersionAreAnswered() throws {
        let help = try run(["--help"])
        #expect(help.status == 0)
        for command in [
            "serve", "check-config", "check-database", "backup", "user add", "import directory",
        ] {
            #expect(help.output.contains("kefud \(command)"))
        }
        #expect(try run(["--version"]).output.hasPrefix("kefud "))
    }

    @Test func everyMistakeOfAConfigurationIsNamedWithItsPlace() throws {
        let installation = try Installation()
        let path = installation.configPath
        let good = try run(["check-config", "--config", path])
        #expect(good.status == 0 && good.output.contains("good"))
        try installation.write(
            installation.config(more: "poll_intervall = \"5m\"\ncallback_window = \"5 parsecs\""))
        let bad = try run(["check-config", "--config", path])
        #expect(bad.status == 78)
        #expect(bad.errors.contains("\(path):11:1: error: "), "\(bad.errors)")
        #expect(bad.errors.contains("poll_intervall"))
        #expect(bad.errors.contains("\(path):12:"), "\(bad.errors)")
        #expect(try run(["serve", "--config", path]).status == 78)
        #expect(try run(["check-config", "--config", path + ".none"]).status == 78)
    }

    /// They are the daemon's, which systemd gives them to.
    @Test func secretsThatCannotBeSeenFromAShellAreNoMistake() throws {
        let installation = try Installation()
        let config = installation.config().split(separator: "\n")
            .filter { !$0.hasPrefix("secret") && !$0.hasPrefix("callback_token") }
        try installation.write(config.joined(separator: "\n"))
        let checked = try run(["check-config", "--config", installation.configPath])
        #expect(checked.status == 0, "\(checked.errors)")
        #expect(checked.output.contains("not seen from here: secret, callback_token; "))
        let refused = try run(["serve", "--config", installation.configPath])
        #expect(refused.status == 78 && refused.errors.contains("'callback_token' is missing"))
    }

    @Test func whatIsWrittenIsForItsOwnerOnly() throws {
        let installation = try Installation()
        let config = ["--config", installation.configPath]
        #expect(try run(["user", "list"] + config).status == 0)
        let copy = installation.databasePath + ".copy"
        #expect(try run(["backup"] + config + [copy]).status == 0)
        for path in [installation.databasePath, copy] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o600, "\(path)")
        }
    }

    @Test func whatIsNoDatabaseIsLeftAlone() throws {
        let installation = try Installation()
        let text = String(repeating: "this is no database\n", count: 500)
        try Data(text.utf8).write(to: URL(fileURLWithPath: installation.databasePath))
        for command in ["serve", "check-database"] {
            let finished = try run([command, "--config", installation.configPath])
            #expect(finished.status == 65, "\(command): \(finished.errors)")
            #expect(finished.errors.split(separator: "\n").count == 1)
        }
        let kept = try String(contentsOfFile: installation.databasePath, encoding: .utf8)
        #expect(kept == text)
    }

    @Test func aFolderThatDoesNotExistExits73() throws {
        let installation = try Installation()
        try installation.write(
            installation.config().replacing("kefud.db", with: "none/such/kefud.db"))
        let finished = try run(["serve", "--config", installation.configPath])
        #expect(finished.status == 73)
        #expect(finished.errors.split(separator: "\n").count == 1)
    }

    @Test func usersAreMadeListedAndDisabled() throws {
        let installation = try Installation()
        let config = ["--config", installation.configPath]
        func user(_ arguments: [String], input: String = "") throws -> Finished {
            try run(["user"] + arguments + config, input: input)
        }
        #expect(try user(["add", "sue", "--role", "supervisor"], input: "").status == 65)
        #expect(try user(["add", "sue", "--role", "supervisor"], input: "short\n").status == 65)
        let made = try user(["add", "sue", "--role", "supervisor"], input: "long enough\n")
        #expect(made.status == 0 && made.output.isEmpty, "\(made.errors)")
        let twice = try user(["add", "Sue", "--role", "admin"], input: "long enough\n")
        #expect(twice.status == 65 && twice.errors.contains("already"))
        let agent = try user(["add", "ann", "--role", "agent", "--member", "ann", "--token"])
        #expect(agent.output.hasPrefix("kf_") && agent.output.split(separator: "\n").count == 1)
        #expect(try user(["disable", "sue"]).status == 0)
        let list = try user(["list"]).output
        #expect(list.contains("sue\tsupervisor\t-\t-\tdisabled"))
        #expect(list.contains("ann\tagent\tann\t-\tactive"))
        #expect(try user(["disable", "nobody"]).status == 65)
    }
}
