/// The shape of a JSON value, for the API's description.
indirect enum Schema: Sendable {
    /// A text; the format is one of JSON Schema's or a hint of ours.
    case text(format: String? = nil, about: String? = nil)
    /// One of these words.
    case word([String])
    /// A whole number in these bounds.
    case integer(ClosedRange<Int64>? = nil, about: String? = nil)
    /// True or false.
    case bool
    /// A list.
    case list(Schema, max: Int? = nil)
    /// An object; a name that ends with `?` may be missing.
    case object(KeyValuePairs<String, Schema>)
    /// One of several shapes.
    case either([Schema])
    /// This, or null.
    case nullable(Schema)
    /// A shape that has a name (`Schemas`).
    case named(String)
    /// Anything.
    case anything

    /// The words of an enumeration.
    static func words<Word: CaseIterable & RawRepresentable>(_ type: Word.Type) -> Schema
    where Word.RawValue == String {
        .word(Word.allCases.map(\.rawValue))
    }

    /// As JSON Schema 2020-12, which OpenAPI 3.1 uses.
    var document: JSON {
        switch self {
        case .text(let format, let about):
            .members([("type", "string")] + named("format", format) + named("description", about))
        case .word(let words):
            ["type": "string", "enum": .array(words.map { .string($0) })]
        case .integer(let range, let about):
            .members(
                [("type", "integer")]
                    + (range.map {
                        [
                            ("minimum", .integer($0.lowerBound)),
                            ("maximum", .integer($0.upperBound)),
                        ]
                    } ?? []) + named("description", about))
        case .bool: ["type": "boolean"]
        case .list(let item, let max):
            .members(
                [("type", "array"), ("items", item.document)]
                    + (max.map { [("maxItems", .int($0))] } ?? []))
        case .object(let members): Self.object(members)
        case .either(let shapes): ["oneOf": .array(shapes.map(\.document))]
        case .nullable(let shape): ["oneOf": [shape.document, ["type": "null"]]]
        case .named(let name): ["$ref": .string("#/components/schemas/\(name)")]
        case .anything: [:]
        }
    }

    private func named(_ name: String, _ value: String?) -> [(String, JSON)] {
        value.map { [(name, .string($0))] } ?? []
    }

    private static func object(_ members: KeyValuePairs<String, Schema>) -> JSON {
        var properties: [(String, JSON)] = []
        var required: [JSON] = []
        for (name, shape) in members {
            let isOptional = name.hasSuffix("?")
            let name = isOptional ? String(name.dropLast()) : name
            properties.append((name, shape.document))
            if !isOptional { required.append(.string(name)) }
        }
        return .members(
            [("type", "object"), ("properties", .members(properties))]
                + (required.isEmpty ? [] : [("required", .array(required))]))
    }
}

extension JSON {
    /// An object of members that are put together while the program runs.
    static func members(_ members: [(String, JSON)]) -> JSON {
        .object(members.map { Member(name: $0.0, value: $0.1) })
    }
}
