import Foundation
import Testing

/// The files of this package, as text.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct File: CustomStringConvertible {
        /// Relative to the package, such as `Sources/Routing/Time.swift`.
        let path: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        var description: String { path }
        /// The folder below `Sources` or `Tests` that it belongs to.
        var module: String {
            path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        }
    }

    /// Files below a folder whose names end so, by path. This suite's own are left out, since they
    /// spell what they forbid.
    static func files(below folder: String, ending suffix: String = ".swift") throws -> [File] {
        let base = root.appendingPathComponent(folder).path
        let found = FileManager.default.enumerator(atPath: base)
        let names = (found?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(suffix) }
        let paths = names.map { "\(folder)/\($0)" }.filter { path in
            !path.hasPrefix("Tests/Tidy/") && !path.contains("__pycache__") && !isFolder(path)
        }
        let files = try paths.sorted().map { File(path: $0, text: try text(of: $0)) }
        try #require(!files.isEmpty, "nothing below \(folder)")
        return files
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    static func folders(in folder: String) throws -> [String] {
        try FileManager.default
            .contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
            .filter { isFolder("\(folder)/\($0)") }.sorted()
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        let full = root.appendingPathComponent(path).path
        return FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
            && isFolder.boolValue
    }
}

extension SourceTree.File {
    /// The modules that it imports.
    var imports: [String] {
        lines.compactMap { (line) -> String? in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({ $0 == "internal" || $0 == "public" || $0.first == "@" }
                )
            else { return nil }
            // `import struct Foundation.Data` names the module last.
            return words[(place + 1)...].last.map { String($0.prefix { $0 != "." }) }
        }
    }
}
