import HTTPServer

/// Every broken rule of one request. A class, so that nested objects add to the same list.
final class InputErrors {
    private(set) var errors: [Problem.FieldError] = []

    /// Notes what is wrong with the field at this pointer.
    func add(_ pointer: String, _ detail: Wording) {
        // A request may hold thousands of wrong items; a person reads the first hundred.
        if errors.count < 100 { errors.append(Problem.FieldError(pointer, detail)) }
    }

    /// Throws `invalid-input` with everything that was found.
    func finish() throws(Problem) {
        if !errors.isEmpty { throw .invalidInput(errors) }
    }
}

/// What a request says about one field.
enum Given<Value> {
    /// Nothing: it keeps what it has.
    case absent
    /// Expressly nothing.
    case null
    /// This.
    case value(Value)

    /// The value, if one was given.
    var value: Value? {
        if case .value(let value) = self { return value }
        return nil
    }
}

/// One object of a request's body, read field by field. What is wrong is noted and read as absent,
/// so that one round tells everything.
struct Fields {
    private let members: [String: JSON]
    /// Where the object stands, as a JSON Pointer in the form of a URI fragment.
    let pointer: String
    let errors: InputErrors

    /// Reads an object; anything else is noted as wrong.
    init(_ json: JSON, at pointer: String, _ errors: InputErrors) {
        self.pointer = pointer
        self.errors = errors
        if case .object(let members) = json {
            self.members = Dictionary(
                members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        } else {
            members = [:]
            errors.add(pointer, "must be an object")
        }
    }

    /// Where a field stands.
    func at(_ name: String) -> String {
        let escaped = name.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
        return "\(pointer)/\(escaped)"
    }

    /// Whether the field is there at all; null counts.
    func has(_ name: String) -> Bool { members[name] != nil }

    /// Whether the field is expressly null.
    func isNull(_ name: String) -> Bool { members[name] == .null }

    /// Notes that the field is needed when it is missing or null.
    func require(_ names: String...) {
        for name in names where members[name] == nil || members[name] == .null {
            errors.add(at(name), "is required")
        }
    }

    /// The field through a reader that notes what is wrong and then returns nil.
    func read<Value>(
        _ name: String, isNullable: Bool = false, _ reader: (JSON, String) -> Value?
    ) -> Given<Value> {
        guard let json = members[name] else { return .absent }
        if json == .null {
            if isNullable { return .null }
            errors.add(at(name), "must not be null")
            return .absent
        }
        return reader(json, at(name)).map { .value($0) } ?? .absent
    }
}

extension Fields {
    /// A text of so many bytes in UTF-8.
    func text(
        _ name: String, bytes: ClosedRange<Int>, isNullable: Bool = false
    ) -> Given<String> {
        read(name, isNullable: isNullable) { json, pointer in
            text(json, pointer, bytes: bytes)
        }
    }

    /// A text of so many bytes, given as a value of its own.
    func text(_ json: JSON, _ pointer: String, bytes: ClosedRange<Int>) -> String? {
        guard case .string(let text) = json else {
            errors.add(pointer, "must be a text")
            return nil
        }
        guard !text.utf8.contains(0) else {
            errors.add(pointer, "must not contain the character U+0000")
            return nil
        }
        guard bytes.contains(text.utf8.count) else {
            errors.add(
                pointer,
                "must have \(bytes.lowerBound) to \(bytes.upperBound) bytes, not "
                    + "\(text.utf8.count)")
            return nil
        }
        return text
    }

    /// A text on one line, without white space around it, of so many characters as a person counts
    /// them.
    func line(_ name: String, characters: ClosedRange<Int>) -> Given<String> {
        // A character can be long: a family of four is 25 bytes.
        guard let text = text(name, bytes: 0...(characters.upperBound * 64)).value else {
            return .absent
        }
        let line = AccountForm.trimmed(text)
        guard characters.contains(line.count) else {
            errors.add(
                at(name),
                "must have \(characters.lowerBound) to \(characters.upperBound) characters, not "
                    + "\(line.count)")
            return .absent
        }
        guard !line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            errors.add(at(name), "must not contain line breaks, tabs or other control characters")
            return .absent
        }
        return .value(line)
    }

    /// True or false.
    func bool(_ name: String) -> Given<Bool> {
        read(name) { json, pointer in
            guard case .bool(let value) = json else {
                errors.add(pointer, "must be true or false")
                return nil
            }
            return value
        }
    }

    /// A whole number in this range.
    /// - Parameter isSeconds: whether it counts seconds, for what is said when it is wrong.
    func integer(
        _ name: String, _ range: ClosedRange<Int64>, isSeconds: Bool = false,
        isNullable: Bool = false
    ) -> Given<Int64> {
        read(name, isNullable: isNullable) { json, pointer in
            guard case .integer(let value) = json, range.contains(value) else {
                let (low, high) = (range.lowerBound, range.upperBound)
                let rule: Wording =
                    switch (isSeconds, isNullable) {
                    case (false, false): "must be a whole number from \(low) to \(high)"
                    case (false, true): "must be a whole number from \(low) to \(high), or null"
                    case (true, false):
                        "must be a whole number of seconds from \(low) to \(high)"
                    case (true, true):
                        "must be a whole number of seconds from \(low) to \(high), or null"
                    }
                errors.add(pointer, rule)
                return nil
            }
            return value
        }
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Word.Type
    ) -> Given<Word> where Word.RawValue == String {
        read(name) { json, pointer in
            if case .string(let text) = json, let word = Word(rawValue: text) { return word }
            let known = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            errors.add(pointer, "must be one of \(known)")
            return nil
        }
    }

    /// A list of at most so many items, each read by itself.
    func list<Item>(
        _ name: String, max: Int, _ reader: (JSON, String) -> Item?
    ) -> Given<[Item]> {
        read(name) { json, pointer in
            guard case .array(let items) = json else {
                errors.add(pointer, "must be a list")
                return nil
            }
            guard items.count <= max else {
                errors.add(pointer, "must have at most \(max) items, not \(items.count)")
                return nil
            }
            return items.enumerated().compactMap { reader($1, "\(pointer)/\($0)") }
        }
    }

    /// An object inside this one.
    func object(_ name: String, isNullable: Bool = false) -> Given<Fields> {
        read(name, isNullable: isNullable) { json, pointer in Fields(json, at: pointer, errors) }
    }
}
