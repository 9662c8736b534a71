import Configuration
import Foundation
import WeCom

/// Reading the configuration, for every command.
enum ConfigCommands {
    /// `kefud check-config`. Secrets that systemd hands over cannot be seen from a shell.
    static func check(_ path: String) -> ExitCode {
        let seesAll = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"] != nil
        guard let settings = load(path, needing: seesAll ? .everything : .database) else {
            return .config
        }
        let unseen = settings.platform.missingSecrets
        if !unseen.contains("callback_token"), !unseen.contains("encoding_aes_key") {
            do throws(CallbackError) {
                _ = try callbackKey(settings)
            } catch {
                Output.error("\(path): error: \(error)")
                return .config
            }
        }
        Output.print("\(path): good")
        if !unseen.isEmpty {
            Output.print(
                "not seen from here: \(unseen.joined(separator: ", ")); "
                    + "kefud starts if systemd hands them over (LoadCredential=)")
        }
        return .good
    }

    /// The settings of a file; nil after every mistake has been printed.
    static func load(_ path: String, needing need: Settings.Need) -> Settings? {
        do throws(ConfigErrors) {
            return try Settings.load(
                path: path, environment: ProcessInfo.processInfo.environment, needing: need)
        } catch {
            Output.error(error.description)
            return nil
        }
    }

    /// The secrets of the callback URL.
    static func callbackKey(_ settings: Settings) throws(CallbackError) -> CallbackKey {
        try CallbackKey(
            token: settings.platform.callbackToken.value,
            encodingAESKey: settings.platform.encodingAESKey.value,
            receiveID: settings.platform.corpID)
    }
}
