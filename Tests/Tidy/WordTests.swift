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

    @Test func thePackageDependsOnNothing() throws {
        #expect(try !SourceTree.text(of: "Package.swift").contains(".package("))
    }
}
