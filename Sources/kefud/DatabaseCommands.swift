import Configuration
import Storage

/// Commands that read the database; a daemon may run on it.
enum DatabaseCommands {
    /// `kefud check-database`.
    static func check(_ config: String) -> ExitCode {
        guard let settings = ConfigCommands.load(config, needing: .database) else {
            return .config
        }
        let path = settings.database.path
        do throws(StoreError) {
            let faults = try checkDatabase(path)
            for fault in faults { Output.error("\(path): \(fault)") }
            if faults.isEmpty { Output.print("\(path): sound") }
            return faults.isEmpty ? .good : .badData
        } catch {
            Output.failure(error)
            return ExitCode(error)
        }
    }

    /// `kefud backup`.
    static func backUp(_ config: String, to target: String) -> ExitCode {
        guard let settings = ConfigCommands.load(config, needing: .database) else {
            return .config
        }
        do throws(StoreError) {
            try backup(from: settings.database.path, to: target)
            return .good
        } catch {
            Output.failure(error)
            return ExitCode(error)
        }
    }
}
