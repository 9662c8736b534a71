internal import CTOML
import Foundation

/// A value of a TOML document that remembers where it stands.
struct TOMLNode: Decodable, Sendable {
    enum Value: Sendable {
        case table([String: TOMLNode])
        case string(String)
        case integer(Int)
        case boolean(Bool)
        /// Any other type; the configuration knows no use for it.
        case other(String)
        /// Not a value: the document is no TOML.
        case error(String)
    }

    let value: Value
    let line: Int
    let column: Int
    let keyLine: Int
    let keyColumn: Int

    private enum Key: String, CodingKey {
        case type, value, line, column
        case keyLine = "key_line"
        case keyColumn = "key_column"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        line = try members.decode(Int.self, forKey: .line)
        column = try members.decode(Int.self, forKey: .column)
        keyLine = try members.decodeIfPresent(Int.self, forKey: .keyLine) ?? line
        keyColumn = try members.decodeIfPresent(Int.self, forKey: .keyColumn) ?? column
        let type = try members.decode(String.self, forKey: .type)
        switch type {
        case "table": value = .table(try members.decode([String: TOMLNode].self, forKey: .value))
        case "string": value = .string(try members.decode(String.self, forKey: .value))
        case "integer": value = .integer(try members.decode(Int.self, forKey: .value))
        case "boolean": value = .boolean(try members.decode(Bool.self, forKey: .value))
        case "error": value = .error(try members.decode(String.self, forKey: .value))
        default: value = .other(type)
        }
    }

    /// Reads a document. Nil when the library gave nothing that can be read.
    static func parse(_ text: String) -> TOMLNode? {
        var text = text
        let json = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { ctoml_parse($0.baseAddress, $0.count) }
        }
        guard let json else { return nil }
        defer { ctoml_free(json) }
        let data = Data(bytes: json, count: strlen(json))
        return try? JSONDecoder().decode(TOMLNode.self, from: data)
    }
}

extension TOMLNode.Value {
    /// The type's name in a sentence.
    var typeName: String {
        switch self {
        case .table: "a table"
        case .string: "a text"
        case .integer: "a whole number"
        case .boolean: "true or false"
        case .other("array"): "an array"
        case .other(let name): "a \(name)"
        case .error: "no TOML"
        }
    }
}
