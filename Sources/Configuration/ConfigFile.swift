/// A TOML file of `[section]`s with `key = value` lines, read key by key.
///
/// Goes on after a mistake, in order to report all of them at once. A key that nobody has asked for
/// when `finish` is called is a mistake too, so there is no list of known keys to keep up to date.
public struct ConfigFile: Sendable {
    /// The file's name as it shall stand in errors.
    public let name: String
    /// The mistakes so far.
    public private(set) var errors: [ConfigError] = []

    private var sections: [String: TOMLNode] = [:]
    private var asked: [String: Set<String>] = [:]

    /// Reads the text of a file.
    public init(name: String, text: String) {
        self.name = name
        guard let root = TOMLNode.parse(text) else {
            fail((0, 0), "cannot be read as TOML")
            return
        }
        switch root.value {
        case .table(let members): sections = members
        case .error(let reason): fail((root.line, root.column), reason)
        default: fail((root.line, root.column), "is not a table")
        }
    }

    /// A value and the place where it stands.
    struct Found<Value: Sendable>: Sendable {
        let value: Value
        let line: Int
        let column: Int
        var position: (Int, Int) { (line, column) }
    }

    // MARK: Reading

    /// A text.
    /// - Parameter check: what is wrong with a text, as in `'key' must be …`, or nil.
    public mutating func text(
        _ section: String, _ key: String, check: (String) -> String? = { _ in nil }
    ) -> String? {
        locatedText(section, key, check: check)?.value
    }

    /// Whether something is switched on.
    public mutating func flag(_ section: String, _ key: String, default value: Bool) -> Bool {
        guard let node = node(section, key) else { return value }
        if case .boolean(let flag) = node.value { return flag }
        wrongType(node, key, "true or false")
        return value
    }

    /// A whole number.
    public mutating func integer(
        _ section: String, _ key: String, in range: ClosedRange<Int>, default value: Int
    ) -> Int {
        guard let node = node(section, key) else { return value }
        let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .integer(let number) = node.value else {
            wrongType(node, key, wanted)
            return value
        }
        if range.contains(number) { return number }
        fail((node.line, node.column), "'\(key)' must be \(wanted), not \(number)")
        return value
    }

    /// A duration such as `"90s"` or `"1h30m"`; the number 0 is one too.
    public mutating func duration(
        _ section: String, _ key: String, in range: ClosedRange<Duration>, default value: Duration
    ) -> Duration {
        guard let node = node(section, key) else { return value }
        let bounds =
            "from \(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
        let wanted = "a duration such as \"90s\", \"5m\" or \"1h30m\", \(bounds)"
        let found: Duration
        switch node.value {
        case .integer(0), .string("0"):
            found = .zero
        case .string(let text):
            guard let duration = DurationText.parse(text) else {
                fail((node.line, node.column), "'\(key)' must be \(wanted), not '\(text)'")
                return value
            }
            found = duration
        default:
            wrongType(node, key, wanted)
            return value
        }
        if range.contains(found) { return found }
        let shown = DurationText.text(found)
        fail((node.line, node.column), "'\(key)' must be \(wanted), not '\(shown)'")
        return value
    }

    /// One of a closed set of words.
    public mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ section: String, _ key: String, default value: Choice
    ) -> Choice where Choice.RawValue == String {
        let words = Choice.allCases.map { $0.rawValue }
        let text = text(section, key) { word in
            words.contains(word) ? nil : "one of \(words.joined(separator: ", "))"
        }
        return text.flatMap(Choice.init(rawValue:)) ?? value
    }

    mutating func locatedText(
        _ section: String, _ key: String, isSecret: Bool = false,
        check: (String) -> String? = { _ in nil }
    ) -> Found<String>? {
        guard let node = node(section, key) else { return nil }
        guard case .string(let text) = node.value else {
            wrongType(node, key, "a text")
            return nil
        }
        if let wanted = check(text) {
            let shown = isSecret ? "" : ", not '\(text.prefix(100))'"
            fail((node.line, node.column), "'\(key)' must be \(wanted)\(shown)")
            return nil
        }
        return Found(value: text, line: node.line, column: node.column)
    }

    // MARK: Mistakes

    /// Notes a mistake at the place of a section's header, or at the file's beginning without one.
    public mutating func fail(section: String, _ message: String) {
        fail(sections[section].map { ($0.keyLine, $0.keyColumn) } ?? (1, 1), message)
    }

    mutating func fail(_ position: (line: Int, column: Int), _ message: String) {
        errors.append(
            ConfigError(
                file: name, line: position.line, column: position.column, message: message))
    }

    /// Reports keys that nobody has asked for, and then everything at once.
    public mutating func finish() throws(ConfigErrors) {
        for (section, node) in sections {
            guard let known = asked[section] else {
                let hint = nearest(to: section, Array(asked.keys))
                fail((node.keyLine, node.keyColumn), "unknown section '\(section)'\(hint)")
                continue
            }
            guard case .table(let members) = node.value else { continue }
            for (key, member) in members where !known.contains(key) {
                let hint = nearest(to: key, Array(known))
                fail((member.keyLine, member.keyColumn), "unknown key '\(key)'\(hint)")
            }
        }
        if !errors.isEmpty { throw ConfigErrors(errors) }
    }

    private mutating func node(_ section: String, _ key: String) -> TOMLNode? {
        let isFirst = asked[section] == nil
        asked[section, default: []].insert(key)
        guard let node = sections[section] else { return nil }
        guard case .table(let members) = node.value else {
            if isFirst {
                fail((node.line, node.column), "'\(section)' must be a section: [\(section)]")
            }
            return nil
        }
        return members[key]
    }

    private mutating func wrongType(_ node: TOMLNode, _ key: String, _ wanted: String) {
        fail((node.line, node.column), "'\(key)' must be \(wanted), not \(node.value.typeName)")
    }
}

/// `; did you mean '…'?` when one of the words is near enough.
private func nearest(to word: String, _ words: [String]) -> String {
    // Two letters changed places are two changes; a short word may not be changed altogether.
    let limit = min(word.count - 1, max(2, min(3, word.count / 3)))
    let ranked = words.map { (editDistance(word, $0), $0) }.min(by: <)
    guard let (distance, nearest) = ranked, distance <= limit else { return "" }
    return "; did you mean '\(nearest)'?"
}

/// How many letters must be put in, taken out or changed to make one word of the other.
private func editDistance(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in second.indices {
            let changed = diagonal + (letter == second[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
        }
    }
    return row[second.count]
}
