import Testing

@Suite struct DocumentTests {
    static let names = ["README.md", "README.zh.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]

    static func documents() throws -> [SourceTree.File] {
        let own = try names.map {
            SourceTree.File(path: $0, text: try SourceTree.text(of: $0))
        }
        return try own + SourceTree.files(below: "Sources", ending: ".md")
    }

    /// A path is what stands between backticks or in a link and begins with one of our folders.
    @Test func everyPathThatADocumentNamesExists() throws {
        for file in try Self.documents() {
            for path in Self.paths(in: file) where !SourceTree.exists(path) {
                Issue.record("\(file) names \(path)")
            }
        }
    }

    @Test func everyLinkLeadsSomewhere() throws {
        for file in try Self.documents() {
            let folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
            for match in file.text.matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) {
                let target = String(match.1)
                if target.contains("://") { continue }
                let path = folder.isEmpty ? target : "\(folder)/\(target)"
                #expect(SourceTree.exists(path), "\(file) links to \(target)")
            }
        }
    }

    @Test func nothingPointsOutOfTheProject() throws {
        let everything =
            try Self.documents() + SourceTree.files(below: "Sources")
            + SourceTree.files(below: "Tests")
            + ["scripts", "config", "systemd", ".ci"].flatMap {
                try SourceTree.files(below: $0, ending: "")
            }
        for file in everything {
            for word in ["/home/", "/root/"]
            where file.text.contains(word) {
                Issue.record("\(file) says \(word)")
            }
        }
    }

    /// Rules 1 … 24 stand in RULES.md, and the map names a file and a test for each.
    @Test func everyRuleIsWrittenDownAndMapped() throws {
        let rules = try SourceTree.text(of: "Sources/Routing/RULES.md")
        let map = try SourceTree.text(of: "ARCHITECTURE.md")
        for number in 1...24 {
            #expect(rules.contains("\n\(number). **"), "rule \(number) is not in RULES.md")
            let row = map.split(separator: "\n").first { $0.hasPrefix("| \(number) ") }
            let cells = row?.split(separator: "|") ?? []
            #expect(cells.count >= 4, "rule \(number) is not in ARCHITECTURE.md's table")
        }
    }

    @Test func theConfigurationNamesEverySecretTheUnitLoads() throws {
        let unit = try SourceTree.text(of: "systemd/kefud.service")
        let config = try SourceTree.text(of: "config/kefud.toml")
        for match in unit.matches(of: /LoadCredential=([a-z_]+):/) {
            #expect(config.contains("\n#\(match.1) = "), "kefud.toml does not know \(match.1)")
        }
    }

    private static func paths(in file: SourceTree.File) -> [String] {
        let folders = "Sources|Tests|scripts|config|systemd|\\.ci"
        guard let pattern = try? Regex("`((?:\(folders))/[^`\\s]+)`") else { return [] }
        return file.text.matches(of: pattern).compactMap { match in
            match.output[1].substring.map { path in
                // `scripts/demo`, with or without what is said about a place in it.
                String(path.prefix { $0 != ":" && $0 != "*" && $0 != "{" && $0 != "…" })
            }
        }
    }
}
