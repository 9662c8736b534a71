/// Something that happened: a constant sentence to group by and named values to search by, never
/// mixed in one string.
public struct LogRecord: Sendable {
    /// syslog's numbers: the smaller, the graver.
    public enum Level: Int, Sendable, CaseIterable, Comparable {
        /// Wakes a person.
        case error = 3
        /// A person can change something about it.
        case warning = 4
        /// Rare, and worth knowing.
        case notice = 5
        /// Start, stop and configuration.
        case info = 6
        /// Explains what happens to one session.
        case debug = 7

        /// The level with this name, such as `info`.
        public init?(name: String) {
            guard let level = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
            self = level
        }

        /// Graver is smaller.
        public static func < (first: Self, second: Self) -> Bool {
            first.rawValue < second.rawValue
        }
    }

    /// How grave it is.
    public var level: Level
    /// What happened, in words that are always the same.
    public var message: StaticString
    /// To whom, where, how much. Never the text of a message, never a secret.
    public var fields: [(name: String, value: String)]

    /// The longest value that is written, in bytes; what is longer is cut.
    static let valueBytesMax = 1_024
    /// The most fields that are written.
    static let fieldsMax = 32

    /// Makes a record. Values that are too long are cut.
    public init(level: Level, message: StaticString, fields: [(name: String, value: String)] = []) {
        self.level = level
        self.message = message
        self.fields = fields.prefix(Self.fieldsMax).map { ($0.name, Self.bounded($0.value)) }
    }

    private static func bounded(_ value: String) -> String {
        guard value.utf8.count > valueBytesMax else { return value }
        let cut = value.utf8.index(value.utf8.startIndex, offsetBy: valueBytesMax)
        var text = ""
        for scalar in value.unicodeScalars.prefix(valueBytesMax) {
            if text.utf8.count + scalar.utf8.count > valueBytesMax { break }
            text.unicodeScalars.append(scalar)
        }
        return text + "… (\(value[cut...].utf8.count) bytes more)"
    }
}
