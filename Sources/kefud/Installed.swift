import Foundation

/// Where what was installed with this program lies.
enum Installed {
    /// The console's files: `PREFIX/bin/kefud` has them in `PREFIX/share/kefud/console`. Nil when
    /// the system does not tell which file this program is.
    static var consoleFolder: String? {
        let link = "/proc/self/exe"
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
            return nil
        }
        return URL(fileURLWithPath: program).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("share/kefud/console").path
    }
}
