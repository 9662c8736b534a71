/// One mistake in a configuration file, and the place where it stands.
public struct ConfigError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file's name as it was given.
    public let file: String
    /// From 1; 0 when the mistake is not in one place, such as a file that cannot be read.
    public let line: Int
    /// From 1, in characters; 0 like `line`.
    public let column: Int
    /// What is wrong and what would be right. Never a secret's value.
    public let message: String

    /// Makes an error.
    public init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// The form that compilers use, so that editors can jump there.
    public var description: String {
        line == 0
            ? "\(file): error: \(message)" : "\(file):\(line):\(column): error: \(message)"
    }
}

/// All mistakes in a configuration, in the order of the file; never empty.
public struct ConfigErrors: Error, Equatable, Sendable, CustomStringConvertible {
    /// The mistakes.
    public let errors: [ConfigError]

    /// Makes it from the mistakes, in any order.
    public init(_ errors: [ConfigError]) {
        precondition(!errors.isEmpty, "no mistakes are no error")
        self.errors = errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    /// One line for each.
    public var description: String { errors.map(\.description).joined(separator: "\n") }
}
