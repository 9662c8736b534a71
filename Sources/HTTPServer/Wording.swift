/// A text for a person, written in English where it is needed. The template, with `{}` in the place
/// of each value, is what a translation goes by.
public struct Wording: Sendable, ExpressibleByStringInterpolation {
    /// The English text with `{}` for each value.
    public private(set) var template = ""
    /// The values in order: numbers, names, words of the interface.
    public private(set) var values: [String] = []

    /// A text without values.
    public init(stringLiteral text: String) { template = text }

    /// A text with values.
    public init(stringInterpolation parts: StringInterpolation) { self = parts.wording }

    /// A text that is the same in every language: a name, a word of somebody else's.
    public init(verbatim text: String) { (template, values) = ("{}", [text]) }

    /// Collects the parts of a literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var wording = Wording(stringLiteral: "")

        /// Begins with nothing.
        public init(literalCapacity: Int, interpolationCount: Int) {}

        /// A part between values.
        public mutating func appendLiteral(_ text: String) { wording.template += text }

        /// A value.
        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            wording.template += "{}"
            wording.values.append(value.description)
        }
    }

    /// Two parts of one text, for lines that would be too long.
    public static func + (left: Wording, right: Wording) -> Wording {
        var both = left
        both.template += right.template
        both.values += right.values
        return both
    }

    /// The text in English.
    public var english: String {
        var rest = values[...]
        return Self.parts(of: template).joined { rest.popFirst() ?? "" }
    }

    /// The text by a template of another language, in which `{1}` is the first value.
    public func filled(_ translation: String) -> String {
        var text = translation
        for (index, value) in values.enumerated() {
            text = text.replacing("{\(index + 1)}", with: value)
        }
        return text
    }

    private static func parts(of template: String) -> [Substring] {
        template.split(separator: "{}", omittingEmptySubsequences: false)
    }
}

extension Wording: Equatable {
    /// Who reads them sees no difference.
    public static func == (left: Wording, right: Wording) -> Bool { left.english == right.english }
}

extension Wording: CustomStringConvertible {
    /// In English.
    public var description: String { english }
}

extension [Substring] {
    /// The parts with what the closure gives between them.
    fileprivate func joined(_ between: () -> String) -> String {
        guard let first else { return "" }
        return dropFirst().reduce(String(first)) { $0 + between() + $1 }
    }
}
