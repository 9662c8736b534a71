@testable import Configuration

/// The operator's file.
enum ConfigTargets {
    static func config(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        do throws(ConfigErrors) {
            let settings = try Settings.read(
                text: text, path: "nowhere/kefud.toml", environment: [:])
            try check(settings)
        } catch {
            guard !error.errors.isEmpty else { throw FuzzTarget.Broken("an error without words") }
            for one in error.errors {
                try promise(one.line <= lines + 1 && one.line >= 0, "line \(one.line) of \(lines)")
                try promise(!one.message.isEmpty, "an error without words")
            }
        }
    }

    private static func check(_ settings: Settings) throws(ConfigErrors) {
        precondition(settings.platform.pollInterval > .zero, "a pull without a pause")
        precondition(!settings.platform.corpID.isEmpty && !settings.database.path.isEmpty)
    }
}
