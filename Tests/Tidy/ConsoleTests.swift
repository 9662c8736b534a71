import Testing

/// The console's files, read as text. What they do is tested in a browser (`Tests/Browser`).
@Suite struct ConsoleTests {
    private static let folder = "Sources/Console"
    private static let catalogues = ["\(folder)/i18n/zh.js", "\(folder)/i18n/en.js"]

    private static func scripts() throws -> [SourceTree.File] {
        try SourceTree.files(below: folder, ending: ".js").filter { !catalogues.contains($0.path) }
    }

    private static func keys(_ path: String) throws -> [String] {
        try SourceTree.text(of: path).matches(of: /(?m)^ {4}"([a-z0-9_.]+)":/).map {
            String($0.1)
        }
    }

    @Test func everyTextIsThereInBothLanguages() throws {
        let (chinese, english) = try (Self.keys(Self.catalogues[0]), Self.keys(Self.catalogues[1]))
        #expect(chinese.count > 40)
        #expect(Set(chinese).count == chinese.count && Set(english).count == english.count)
        let inOne = Set(chinese).symmetricDifference(english).sorted()
        #expect(inOne == [])
        let areSorted = chinese == chinese.sorted() && english == english.sorted()
        #expect(areSorted)
    }

    /// Placeholders are filled in by name, so both languages have the same ones.
    @Test func aTextHasTheSamePlaceholdersInBothLanguages() throws {
        func placeholders(_ path: String) throws -> [String: Set<String>] {
            let texts = try SourceTree.text(of: path).matches(
                of: /(?m)^ {4}"([a-z0-9_.]+)":\s+"(.*)",$/)
            return Dictionary(
                uniqueKeysWithValues: texts.map { text in
                    (String(text.1), Set(text.2.matches(of: /\{(\w+)\}/).map { String($0.1) }))
                })
        }
        #expect(try placeholders(Self.catalogues[0]) == placeholders(Self.catalogues[1]))
    }

    /// A key stands in a call as a literal, or its last part is put in: t(`role.${role}`).
    @Test func everyTextIsUsedAndNoneIsMissing() throws {
        let keys = Set(try Self.keys(Self.catalogues[0]))
        var unused = keys
        for file in try Self.scripts() {
            for match in file.text.matches(of: /\bt\(\s*(["`])([a-z0-9_.]*)(\$\{)?/) {
                let key = String(match.2)
                if match.3 == nil {
                    if unused.remove(key) == nil, !keys.contains(key) {
                        Issue.record("\(file): there is no text \(key)")
                    }
                } else {
                    let group = keys.filter { $0.hasPrefix(key) }
                    #expect(!group.isEmpty && key.hasSuffix("."), "\(file): no texts \(key)…")
                    unused.subtract(group)
                }
            }
        }
        #expect(unused.isEmpty, "nobody says: \(unused.sorted())")
    }

    /// Whoever calls `t` with something else would go past the test above.
    @Test func noTextIsAskedForByAVariable() throws {
        for file in try Self.scripts() where file.path != "\(Self.folder)/core/i18n.js" {
            for (number, line) in file.lines.enumerated() {
                for match in line.matches(of: /(?:^|[^\w.])t\((.)/)
                where !["\"", "`"].contains(match.1) {
                    Issue.record("\(file):\(number + 1): \(line)")
                }
            }
        }
    }

    @Test(arguments: [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
        "http://", "TODO", "FIXME", "debugger", "alert(",
    ])
    func scriptsDoWithout(word: String) throws {
        for file in try Self.scripts() {
            for (number, line) in file.lines.enumerated()
            where line.contains(word) && !line.contains("www.w3.org") {
                Issue.record("\(file):\(number + 1) says \(word)")
            }
        }
    }

    @Test func nothingIsInlineInTheOnePage() throws {
        let page = try SourceTree.text(of: "\(Self.folder)/index.html")
        #expect(!page.contains("style=") && !page.contains("<style") && !page.contains(" on"))
        #expect(page.matches(of: /<script/).count == page.matches(of: /<script [^>]*src=/).count)
    }

    @Test func scriptsAreShortAndNarrow() throws {
        for file in try Self.scripts() {
            #expect(file.lines.count <= 300, "\(file) has \(file.lines.count) lines")
            for (number, line) in file.lines.enumerated() {
                #expect(line.count <= 100, "\(file):\(number + 1) has \(line.count) columns")
            }
        }
    }

    @Test func everyIconThatIsDrawnIsThere() throws {
        let icons = try SourceTree.text(of: "\(Self.folder)/icons.svg")
        for file in try Self.scripts() {
            for match in file.text.matches(of: /\bicon(?:\(|: )"([a-z-]+)"/) {
                #expect(icons.contains("id=\"\(match.1)\""), "\(file) draws \(match.1)")
            }
        }
    }
}
