import Testing

@Suite struct SizeTests {
    private static let linesMax = 400
    private static let functionLinesMax = 70
    private static let columnsMax = 100

    static func everyFile() throws -> [SourceTree.File] {
        try SourceTree.files(below: "Sources") + SourceTree.files(below: "Tests")
    }

    @Test func noFileIsLong() throws {
        for file in try Self.everyFile() {
            // The last line end makes no line of its own.
            let count = file.lines.count - 1
            #expect(count <= Self.linesMax, "\(file) has \(count) lines")
        }
    }

    @Test func noLineIsWide() throws {
        let headers = try SourceTree.files(below: "Sources/System", ending: ".h")
        for file in try Self.everyFile() + headers {
            for (number, line) in file.lines.enumerated()
            where line.count > Self.columnsMax && !line.hasWordThatCannotBeBroken {
                Issue.record("\(file):\(number + 1) has \(line.count) columns")
            }
        }
    }

    @Test func noFunctionIsLong() throws {
        for file in try Self.everyFile() {
            for function in Function.all(in: file.lines) {
                #expect(
                    function.lineCount <= Self.functionLinesMax,
                    "\(file):\(function.line) has \(function.lineCount) lines")
            }
        }
    }

    @Test func theMeasureKnowsAFunctionFromARequirement() {
        let text = """
            protocol P {
                func required(
                    _ a: Int
                ) -> Int
            }
            struct S {
                func short() { print(1) }
                public static func long(
                    _ a: Int
                ) throws
                    -> Int
                {
                    if a > 1 {
                        return 1
                    }
                    return 2
                }
                init() {
                    let inner = { 3 }
                }
            }
            """
        let found = Function.all(in: text.split(separator: "\n", omittingEmptySubsequences: false))
        #expect(found.map(\.line) == [8, 18])
        #expect(found.map(\.lineCount) == [10, 3])
    }
}

extension Substring {
    /// Cipher text and the like, in tests.
    fileprivate var hasWordThatCannotBeBroken: Bool {
        split(separator: " ").contains { $0.count > 60 }
    }
}

/// A function with a body of its own lines, found by the indentation that swift-format sees to.
struct Function {
    /// The number of its first line, from 1.
    let line: Int
    let lineCount: Int

    static func all(in lines: [Substring]) -> [Function] {
        lines.indices.compactMap { first in
            guard isHead(lines[first]), let open = opening(of: first, in: lines) else { return nil }
            let end = lines[first].prefix { $0 == " " } + "}"
            guard let last = lines[(open + 1)...].firstIndex(where: { $0.hasPrefix(end) }) else {
                return nil
            }
            return Function(line: first + 1, lineCount: last - first + 1)
        }
    }

    private static func isHead(_ line: Substring) -> Bool {
        if line.isComment { return false }
        let words = line.split(separator: " ")
        let starts = ["func", "init", "init?", "deinit", "subscript"]
        return words.contains { word in
            starts.contains(String(word.prefix { $0 != "(" && $0 != "<" }))
        } && !line.contains(".init(") && !line.contains("= init(")
    }

    /// The line that ends with the brace that opens the body; nil for a requirement, and for a
    /// function on one line.
    private static func opening(of first: Int, in lines: [Substring]) -> Int? {
        let indentation = lines[first].prefix { $0 == " " }
        for (index, line) in lines[first...].enumerated() {
            if line.hasSuffix("{") { return first + index }
            if index == 0 { continue }
            let goesOn =
                line.hasPrefix(indentation + " ") || line.hasPrefix(indentation + ")")
            if !goesOn || line.hasSuffix("}") { return nil }
        }
        return nil
    }
}
