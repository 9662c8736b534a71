/// The command line: `--name value` pairs and flags.
struct Options: Sendable {
    /// What is wrong with the command line, in words for a person.
    struct Mistake: Error, Equatable { let text: String }

    private(set) var values: [String: String] = [:]
    private(set) var flags: Set<String> = []

    init(_ words: [String], names: Set<String>, flags known: Set<String>) throws(Mistake) {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                throw Mistake(text: "'\(word)' is no option")
            }
            let name = String(word.dropFirst(2))
            if known.contains(name) {
                flags.insert(name)
            } else if names.contains(name) {
                guard let value = rest.popFirst() else {
                    throw Mistake(text: "--\(name) needs a value")
                }
                values[name] = value
            } else {
                throw Mistake(text: "there is no option --\(name)")
            }
        }
    }

    func required(_ name: String) throws(Mistake) -> String {
        guard let value = values[name], !value.isEmpty else {
            throw Mistake(text: "--\(name) is missing")
        }
        return value
    }

    func number(
        _ name: String, in range: ClosedRange<Int64>, default value: Int64
    ) throws(Mistake) -> Int64 {
        guard let text = values[name] else { return value }
        guard let number = Int64(text), range.contains(number) else {
            throw Mistake(text: "--\(name) must be a whole number, not '\(text)'")
        }
        return number
    }
}
