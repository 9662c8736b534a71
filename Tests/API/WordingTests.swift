import Foundation
import HTTPServer
import Testing

@testable import API

/// The sources are read, and every text in them that people may see is in the catalogue.
@Suite struct WordingTests {
    /// Texts with a space in them that no person is told, by file: media types, headers, the words
    /// for visitors, which an administrator writes.
    private static let others: [String: [String]] = [
        "Authenticator.swift": [" "], "Language.swift": [" "], "Peer.swift": [" "],
        "RecordFilter.swift": [" "], "Versions.swift": [" "],
        "SignInRoutes.swift": ["{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax", "; Secure"],
        "AccountEditing.swift": ["(another picture)"],
        "AccountRoutes.swift": ["private, max-age=60"],
        "LinkRoutes.swift": ["private, max-age=60", ", ", "attachment; filename=\"{}.{}\""],
        "EffectRoutes.swift": [", "], "Fields.swift": [", "], "Problem.swift": [", ", "must "],
    ]
    /// Files whose texts are for programs, or are in both languages already.
    private static let otherFiles: Set<String> = [
        "AccessScene.swift", "Chinese.swift", "CallbackRoutes.swift", "CallbackEvents.swift",
        "ConsoleFiles.swift", "ConsoleRoutes.swift", "DefaultPrompts.swift", "MetricsText.swift",
    ]

    private static func sources() throws -> [(name: String, text: String)] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources")
        var found: [(String, String)] = []
        for path in FileManager.default.subpaths(atPath: root.path) ?? []
        where path.hasSuffix(".swift") {
            let name = String(path.split(separator: "/").last ?? "")
            let isOurs =
                path.hasPrefix("API/") && !path.hasPrefix("API/OpenAPI/")
                && !otherFiles.contains(name)
            let isShared = ["Problem.swift", "Problem+Names.swift", "JSONCoding.swift"]
                .contains { path == "HTTPServer/\($0)" }
            if isOurs || isShared {
                let file = root.appendingPathComponent(path)
                found.append((name, try String(contentsOf: file, encoding: .utf8)))
            }
        }
        return found
    }

    /// Every text of the sources with where it stands.
    private static func texts() throws -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for source in try sources() {
            for text in SourceText(source.text).literals where text.contains(" ") {
                if others[source.name]?.contains(text) == true { continue }
                found[text, default: []].insert(source.name)
            }
        }
        return found
    }

    @Test func everyTextIsInTheCatalogueAndNothingElseIs() throws {
        let texts = try Self.texts()
        #expect(texts.count > 100, "the sources have been read")
        for (text, files) in texts where Chinese.texts[text] == nil {
            Issue.record("\(files.sorted()): no Chinese for \"\(text)\"")
        }
        for text in Chinese.texts.keys where texts[text] == nil {
            Issue.record("the catalogue's \"\(text)\" stands nowhere")
        }
    }

    @Test func everyTranslationIsChineseAndHasTheSameValues() {
        for (english, chinese) in Chinese.texts {
            #expect(chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
            let count = english.components(separatedBy: "{}").count - 1
            for number in 1...9 {
                #expect(chinese.contains("{\(number)}") == (number <= count), "\(english)")
            }
        }
    }
}

/// A file of Swift, as far as it takes to find its texts.
struct SourceText {
    /// The texts outside of comments, of what describes routes, and of reports to the log; `{}` in
    /// the place of each value, parts that are joined by `+` as one.
    private(set) var literals: [String] = []
    private let characters: [Character]
    /// For each open parenthesis whether what is in it counts.
    private var counts: [Bool] = []
    private var at = 0

    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter {
            !$0.drop { $0 == " " }.hasPrefix("//")
        }
        characters = Array(lines.joined(separator: "\n"))
        scan()
    }

    private mutating func scan() {
        var word = ""
        var isJoined = false
        while at < characters.count {
            let character = characters[at]
            switch character {
            case "(":
                let isOther = ["Operation", "report"].contains(word)
                counts.append(!isOther && counts.last != false)
            case ")": _ = counts.popLast()
            case "\"":
                take(isJoined: isJoined)
                (word, isJoined) = ("", false)
                continue
            case "+": isJoined = true
            default: break
            }
            if character.isLetter { word.append(character) } else { word = "" }
            if character != "+", !character.isWhitespace { isJoined = false }
            at += 1
        }
    }

    /// One literal; `at` stands on its first mark and afterwards behind its last one.
    private mutating func take(isJoined: Bool) {
        // What a field of a route's description is about.
        let isAbout = String(characters[max(0, at - 7)..<at]) == "about: "
        at += 1
        var text = ""
        while at < characters.count, characters[at] != "\"" {
            if characters[at] == "\\" {
                at += 1
                if characters[at] == "(" {
                    skipValue()
                    text += "{}"
                    continue
                }
                text += characters[at] == "n" ? "\n" : String(characters[at])
            } else {
                text.append(characters[at])
            }
            at += 1
        }
        at += 1
        guard counts.last != false, !isAbout else { return }
        if isJoined, let last = literals.popLast() {
            literals.append(last + text)
        } else {
            literals.append(text)
        }
    }

    /// What stands between the parentheses of a value, texts in it included.
    private mutating func skipValue() {
        var depth = 0
        while at < characters.count {
            let character = characters[at]
            at += 1
            if character == "(" { depth += 1 }
            if character == ")" {
                depth -= 1
                if depth == 0 { return }
            }
            guard character == "\"" else { continue }
            while at < characters.count, characters[at] != "\"" { at += 1 }
            at += 1
        }
    }
}
