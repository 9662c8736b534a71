import Foundation

/// The one way in which our HTTP interfaces write and read JSON: names in snake_case, times as
/// RFC 3339, sorted keys, slashes as they are.
public enum JSONCoding {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            let milliseconds = (date.timeIntervalSince1970 * 1_000).rounded()
            try container.encode(RFC3339.string(milliseconds: Int64(milliseconds)))
        }
        return encoder
    }()

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let time = RFC3339.milliseconds(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "must be a time such as 2026-11-22T15:04:05Z")
            }
            return Date(timeIntervalSince1970: Double(time) / 1_000)
        }
        return decoder
    }()

    /// The value as JSON. Throws `EncodingError`, for example for a number that is not finite.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        Array(try encoder.encode(value))
    }

    /// Reads a value. Throws `DecodingError`; `Problem.init(_:)` turns that into an answer.
    public static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        try decoder.decode(type, from: Data(bytes))
    }

    static func isJSON(_ bytes: [UInt8]) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
    }
}

/// Reads the body of a request as JSON.
/// - Throws: `malformed` (400) if it is no JSON, `invalid-input` (422), with the place in the
///   document, if it is not what is asked for.
public func decodeJSON<T: Decodable>(
    _ type: T.Type, from request: Request
) throws(Problem) -> T {
    do {
        return try JSONCoding.decode(type, from: request.body)
    } catch let error as DecodingError {
        let problem = Problem(error)
        // Foundation calls a document with a number such as 1.5 in the place of a whole one "not
        // valid JSON", without saying where it stands.
        if problem.name == "malformed", JSONCoding.isJSON(request.body) {
            throw .invalidInput([.init("#", "has a number that is not whole or out of range")])
        }
        throw problem
    } catch {
        throw .malformed("The request body is not JSON")
    }
}
