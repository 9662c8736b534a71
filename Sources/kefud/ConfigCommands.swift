import Configuration
import Foundation
import WeCom

/// Reading the configuration, for every command.
enum ConfigCommands {
    /// `kefud check-config`.
    static func check(_ path: String) -> ExitCode {
        guard let settings = load(path, needing: .everything) else { return .config }
        do throws(CallbackError) {
            _ = try callbackKey(settings)
        } catch {
            Output.error("\(path): error: \(error)")
            return .config
        }
        Output.print("\(path): good")
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
