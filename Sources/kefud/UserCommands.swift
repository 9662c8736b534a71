import API
import Configuration
import Crypto
import Foundation
import Routing
import Storage

/// `kefud user …`: short transactions beside a daemon that may be running.
enum UserCommands {
    /// Does one of them.
    static func perform(_ command: UserCommand, _ config: String) -> ExitCode {
        guard let settings = ConfigCommands.load(config, needing: .database) else {
            return .config
        }
        do {
            return try perform(command, on: try UserStore.open(settings.database.path))
        } catch let error as StoreError {
            Output.failure(error)
            return ExitCode(error)
        } catch let error as InputError {
            Output.error("kefud: \(error.message)")
            return .badData
        } catch {
            Output.failure(error)
            return .failed
        }
    }

    private struct InputError: Error {
        let message: String
    }

    private static func perform(_ command: UserCommand, on store: UserStore) throws -> ExitCode {
        switch command {
        case .add(let user): try add(user, store)
        case .list:
            for user in try store.users() { Output.print(line(user)) }
        case .disable(let name): try store.setActive(false, of: try find(name, store), at: now)
        case .enable(let name): try store.setActive(true, of: try find(name, store), at: now)
        case .password(let name):
            let user = try find(name, store)
            try store.setPassword(
                of: user, hash: PasswordHash.make(try readPassword()), at: now)
        case .token(let name, let label):
            let user = try find(name, store)
            let token = Credential.makeToken()
            try store.addToken(
                to: user, label: label, hash: Credential.hash(ofToken: token), at: now)
            Output.print(token)
        }
        return .good
    }

    private static func add(_ user: UserCommand.NewUser, _ store: UserStore) throws {
        if let fault = Credential.fault(ofNewName: user.name) {
            throw InputError(message: "the user's NAME \(fault)")
        }
        if let member = user.member, let fault = Credential.fault(ofUserID: member) {
            throw InputError(message: "--member \(fault)")
        }
        if try store.user(named: user.name) != nil {
            throw InputError(message: "there is a user '\(user.name)' already")
        }
        let token = user.hasToken ? Credential.makeToken() : nil
        let password = user.hasToken ? nil : PasswordHash.make(try readPassword())
        _ = try store.addUser(
            name: user.name, role: user.role, userID: user.member,
            subOrganisation: user.subOrganisation, passwordHash: password,
            tokenHash: token.map { Credential.hash(ofToken: $0) }, at: now)
        if let token { Output.print(token) }
    }

    private static func find(_ name: String, _ store: UserStore) throws -> UserNumber {
        guard let user = try store.user(named: name) else {
            throw InputError(message: "there is no user '\(name)'; `kefud user list` shows all")
        }
        return user.id
    }

    /// The first line of standard input. Of a person it is asked for, and not shown.
    private static func readPassword() throws -> String {
        var shown = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &shown) == 0
        if isTerminal {
            var hidden = shown
            hidden.c_lflag &= ~tcflag_t(ECHO)
            _ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
            Output.prompt("Password (at least \(Credential.passwordCharactersMin) characters): ")
        }
        let typed = readLine(strippingNewline: true)
        if isTerminal {
            _ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            Output.prompt("\n")
        }
        guard let line = typed, !line.isEmpty else {
            throw InputError(message: "the password is read from standard input, and there is none")
        }
        if let fault = Credential.fault(ofNewPassword: line) {
            throw InputError(message: "the password \(fault)")
        }
        return line
    }

    private static func line(_ user: UserRecord) -> String {
        let parts = [
            String(user.id.rawValue), user.name, user.role.rawValue, user.userID ?? "-",
            user.subOrganisation.map { String($0.rawValue) } ?? "-",
            user.isActive ? "active" : "disabled",
        ]
        return parts.joined(separator: "\t")
    }

    private static var now: Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }
}
