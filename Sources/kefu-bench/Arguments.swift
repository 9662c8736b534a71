/// The options of a tool: `--name value` pairs.
struct Arguments {
    /// What is wrong with the command line.
    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    private var values: [String: String] = [:]

    init(_ words: some Collection<String>) throws(Mistake) {
        var left = words[...]
        while let word = left.popFirst() {
            guard word.hasPrefix("--"), let value = left.popFirst() else {
                throw Mistake(description: "expected --NAME VALUE and not '\(word)'")
            }
            values[String(word.dropFirst(2))] = value
        }
    }

    /// A text that must be given.
    func text(_ name: String) throws(Mistake) -> String {
        guard let value = values[name] else { throw Mistake(description: "--\(name) is missing") }
        return value
    }

    /// A text with a default.
    func text(_ name: String, or normal: String) -> String { values[name] ?? normal }

    /// A number with a default.
    func number(_ name: String, or normal: Int) throws(Mistake) -> Int {
        guard let value = values[name] else { return normal }
        guard let number = Int(value) else {
            throw Mistake(description: "--\(name) is a number and not '\(value)'")
        }
        return number
    }
}
