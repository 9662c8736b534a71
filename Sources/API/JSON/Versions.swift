import Engine
import HTTPServer
import Storage

extension Request {
    /// The version in `If-Match`; nil when the caller does not care.
    func expectedVersion() throws(Problem) -> Int64? {
        guard let header = header("If-Match"), header != "*" else { return nil }
        let text = header.filter { $0 != "\"" && $0 != " " }
        // A tag that is none of ours fits nothing.
        guard let version = Int64(text.hasPrefix("W/") ? String(text.dropFirst(2)) : text) else {
            throw .editConflict()
        }
        return version
    }
}

extension Response {
    /// A document whose version is its ETag: what a later change shows as `If-Match`.
    static func document(_ json: JSON, status: Int = 200, version: Int64) -> Response {
        .document(json, status: status, headers: [("ETag", "\"\(version)\"")])
    }
}

extension EngineCore {
    /// Inside the transaction of a change: what is changed is what its caller has seen.
    /// - Parameters:
    ///   - version: what the caller has read; nil when it does not care.
    ///   - found: the row's version now; nil when it is gone.
    /// - Throws: `edit-conflict`, or `not-found`.
    func expect(_ version: Int64?, _ found: Int64?) throws(Problem) {
        guard let found else { throw .notFound() }
        if let version, version != found { throw .editConflict() }
    }
}

extension JSON {
    /// The members in which two objects differ, as they were and as they are.
    static func difference(_ before: JSON, _ after: JSON, but ignored: Set<String> = [])
        -> (before: JSON, after: JSON)
    {
        guard case .object(let old) = before, case .object(let new) = after else {
            return (before, after)
        }
        let names = (old + new).map(\.name).filter { name in
            !ignored.contains(name) && (before[name] ?? .null) != (after[name] ?? .null)
        }
        return (
            .object(old.filter { names.contains($0.name) }),
            .object(new.filter { names.contains($0.name) })
        )
    }
}

/// Headers that a change reads.
let ifMatch: KeyValuePairs<String, Schema> = ["If-Match?": .text()]
