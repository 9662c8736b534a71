import Testing

@Suite struct WordTests {
    @Test(arguments: ["try!", "as!", "TODO", "FIXME", "XXX:", "fatalError("])
    func sourcesDoWithout(word: String) throws {
        for file in try SourceTree.files(below: "Sources") {
            for (number, line) in file.lines.enumerated() where line.contains(word) {
                Issue.record("\(file):\(number + 1) says \(word)")
            }
        }
    }

    @Test(arguments: ["TODO", "FIXME", "sleep(", "withKnownIssue", ".disabled("])
    func testsDoWithout(word: String) throws {
        for file in try SourceTree.files(below: "Tests") {
            for (number, line) in file.lines.enumerated() where line.contains(word) {
                Issue.record("\(file):\(number + 1) says \(word)")
            }
        }
    }

    /// What escapes the compiler's proof says what makes it true instead.
    @Test(arguments: ["@unchecked Sendable", "nonisolated(unsafe)"])
    func anExemptionSaysWhy(word: String) throws {
        for file in try SourceTree.files(below: "Sources") {
            let lines = file.lines
            for (number, line) in lines.enumerated() where line.contains(word) {
                let near = lines[max(0, number - 12)...number]
                #expect(
                    near.contains { $0.contains("//") }, "\(file):\(number + 1) does not say why")
            }
        }
    }

    /// How long `==` takes tells how much of a guess is right. The simulator keeps no secrets.
    @Test func aSecretIsComparedInConstantTimeOnly() throws {
        let secret = #"(signature|csrf_?token|password|secret|token_?hash|cookie|aes_?key)\w*"#
        let after = try Regex(secret + #"\)?\s*[!=]=(?!\s*(nil\b|\.|""))"#).ignoresCase()
        let before = try Regex(#"[!=]=\s*\w*"# + secret).ignoresCase()
        for file in try SourceTree.files(below: "Sources") where file.module != "kefu-platform" {
            for (number, line) in file.lines.enumerated() where !line.isComment {
                let isFound = line.contains(after) || line.contains(before)
                #expect(!isFound, "\(file):\(number + 1): \(line)")
            }
        }
        #expect("guard signature == expected".contains(after))
        #expect(!"guard signature != nil".contains(after))
        #expect("guard expected != csrfToken else".contains(before))
    }

    @Test func thePackageDependsOnNothing() throws {
        #expect(try !SourceTree.text(of: "Package.swift").contains(".package("))
    }
}
