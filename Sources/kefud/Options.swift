/// The command line makes no sense.
struct UsageError: Error, Equatable {
    /// What is wrong with it.
    let message: String

    init(_ message: String) { self.message = message }
}

/// Words and options of a command line, taken one by one; `--name value` and `--name=value` are the
/// same, and options may stand anywhere.
struct Options {
    private var words: [String]

    /// Where the configuration is when nobody says otherwise.
    static let defaultConfig = "/etc/kefud/kefud.toml"

    init(_ words: [String]) { self.words = words }

    /// `--config FILE`.
    mutating func config() throws(UsageError) -> String {
        try value("--config") ?? Self.defaultConfig
    }

    /// The value of an option; nil when it is not there.
    mutating func value(_ name: String) throws(UsageError) -> String? {
        if let index = words.firstIndex(where: { $0.hasPrefix(name + "=") }) {
            let value = String(words.remove(at: index).dropFirst(name.count + 1))
            if value.isEmpty { throw UsageError("\(name) needs a value") }
            return value
        }
        guard let index = words.firstIndex(of: name) else { return nil }
        words.remove(at: index)
        guard index < words.count, !words[index].hasPrefix("--") else {
            throw UsageError("\(name) needs a value")
        }
        return words.remove(at: index)
    }

    /// Whether a flag is there.
    mutating func flag(_ name: String) -> Bool {
        guard let index = words.firstIndex(of: name) else { return false }
        words.remove(at: index)
        return true
    }

    /// The next word that is no option.
    mutating func word(_ what: String) throws(UsageError) -> String {
        guard let index = words.firstIndex(where: { !$0.hasPrefix("--") }) else {
            throw UsageError("\(what) is missing")
        }
        return words.remove(at: index)
    }

    /// Nothing may be left over.
    func finish() throws(UsageError) {
        if let first = words.first {
            throw UsageError(
                first.hasPrefix("-")
                    ? "there is no option '\(first)' here" : "'\(first)' is too much")
        }
    }
}
