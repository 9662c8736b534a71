import Foundation
import SQLite

/// The one JSON set-up of columns: compact, keys in order, so that equal values are equal texts.
enum JSONText {
    static func encode<T: Encodable>(_ value: T) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("a column's document of type \(T.self) cannot be encoded")
        }
        return String(decoding: data, as: UTF8.self)
    }

    static func decode<T: Decodable>(
        _ type: T.Type, from text: String
    ) throws(DatabaseError) -> T {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw .nonsense("a document that is no \(type)")
        }
    }
}
