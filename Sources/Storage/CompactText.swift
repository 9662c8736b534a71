import Routing
import SQLite

/// Rare lists as one short text: items separated by `|`, fields of an item by `:`, and in texts
/// `%`, `|`, `:` written as `%25`, `%7C`, `%3A`. An absent field is empty, an absent text `%0`.
struct CompactText {
    private(set) var text = ""

    /// Begins an item with a letter that says what it is.
    mutating func begin(_ letter: Character) {
        if !text.isEmpty { text.append("|") }
        text.append(letter)
    }

    /// A number, or nothing.
    mutating func add(_ number: Int64?) {
        text.append(":")
        if let number { text.append(String(number)) }
    }

    /// A text, or nothing.
    mutating func add(text value: String?) {
        text.append(":")
        guard let value else {
            text.append("%0")
            return
        }
        for character in value.unicodeScalars {
            switch character {
            case "%": text.append("%25")
            case "|": text.append("%7C")
            case ":": text.append("%3A")
            default: text.unicodeScalars.append(character)
            }
        }
    }

    /// What a column takes: NULL when there is nothing to say.
    var column: String? { text.isEmpty ? nil : text }
}

/// Reads what `CompactText` wrote.
struct CompactItem {
    /// The letter it began with.
    let letter: Character
    private let fields: [Substring.UnicodeScalarView]
    private var next = 0

    /// The items of a column.
    static func items(_ column: String?) throws(DatabaseError) -> [CompactItem] {
        guard let column, !column.isEmpty else { return [] }
        var items: [CompactItem] = []
        // By scalars: a separator may be followed by a combining mark of somebody's text.
        for part in column.unicodeScalars.split(separator: "|") {
            let fields = part.split(separator: ":", omittingEmptySubsequences: false)
            guard let letter = fields.first?.first, fields.first?.count == 1 else {
                throw .nonsense("an item without a letter")
            }
            items.append(
                CompactItem(letter: Character(letter), fields: Array(fields.dropFirst())))
        }
        return items
    }

    private init(letter: Character, fields: [Substring.UnicodeScalarView]) {
        self.letter = letter
        self.fields = fields
    }

    mutating func integerOrNil() throws(DatabaseError) -> Int64? {
        let field = try field()
        if field.isEmpty { return nil }
        guard let number = Int64(String(String.UnicodeScalarView(field))) else {
            throw .nonsense("a field that is no number")
        }
        return number
    }

    mutating func integer() throws(DatabaseError) -> Int64 {
        guard let number = try integerOrNil() else { throw .nonsense("a number is missing") }
        return number
    }

    mutating func textOrNil() throws(DatabaseError) -> String? {
        var result = String.UnicodeScalarView()
        var rest = try field()[...]
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                result.append(scalar)
                continue
            }
            switch (rest.popFirst(), rest.first) {
            case ("0", _): return nil
            case ("2", "5"): result.append("%")
            case ("7", "C"): result.append("|")
            case ("3", "A"): result.append(":")
            default: throw .nonsense("a text with an unknown escape")
            }
            rest.removeFirst()
        }
        return String(result)
    }

    mutating func text() throws(DatabaseError) -> String {
        guard let text = try textOrNil() else { throw .nonsense("a text is missing") }
        return text
    }

    mutating func word<Word: StoredWord>() throws(DatabaseError) -> Word {
        let number = try integer()
        guard let word = Word(storedNumber: number) else {
            throw .nonsense("\(number) is no \(Word.self)")
        }
        return word
    }

    mutating func instant() throws(DatabaseError) -> Instant {
        Instant(milliseconds: try integer())
    }

    mutating func id<ID: Identifier>() throws(DatabaseError) -> ID { ID(try integer()) }

    mutating func idOrNil<ID: Identifier>() throws(DatabaseError) -> ID? {
        try integerOrNil().map { ID($0) }
    }

    private mutating func field() throws(DatabaseError) -> Substring.UnicodeScalarView {
        guard fields.indices.contains(next) else { throw .nonsense("a field is missing") }
        next += 1
        return fields[next - 1]
    }
}

/// Points of time as short text: the first one, then the gaps.
enum InstantList {
    static func column(_ instants: [Instant]) -> String? {
        guard var last = instants.first else { return nil }
        var text = String(last.milliseconds)
        for instant in instants.dropFirst() {
            text += ",\((instant - last).milliseconds)"
            last = instant
        }
        return text
    }

    static func instants(_ column: String?) throws(DatabaseError) -> [Instant] {
        var result: [Instant] = []
        var last: Int64 = 0
        for part in (column ?? "").split(separator: ",") {
            guard let number = Int64(part) else { throw .nonsense("a list of times") }
            last += number
            result.append(Instant(milliseconds: last))
        }
        return result
    }
}
