public import Routing
import SQLite

/// What our message ids at the platform begin with: `k` and six random characters, then the
/// effect's number to the base 36. A repeat of an effect has the same id, two databases never
/// have, and a restored backup goes on under another prefix, so that what it sends again is not
/// taken for what was sent before.
struct MessageIDPrefix: Equatable {
    /// The first effect that has it.
    let fromEffect: Int64
    /// Seven characters.
    let prefix: String

    static func load(_ connection: Connection) throws(DatabaseError) -> [MessageIDPrefix] {
        let known = try stored(connection)
        if !known.isEmpty { return known }
        try add(random(), from: 1, to: connection)
        return try stored(connection)
    }

    static func add(
        _ prefix: String, from effect: Int64, to connection: Connection
    ) throws(DatabaseError) {
        try connection.write(
            "INSERT OR REPLACE INTO message_id_prefix (from_effect, prefix) VALUES (?, ?)"
        ) { (values) throws(DatabaseError) in
            try values.add(effect)
            try values.add(prefix)
        }
    }

    static func stored(_ connection: Connection) throws(DatabaseError) -> [MessageIDPrefix] {
        try connection.rows(
            "SELECT from_effect, prefix FROM message_id_prefix ORDER BY from_effect"
        ) { (columns) throws(DatabaseError) in
            MessageIDPrefix(fromEffect: columns.integer(), prefix: columns.text())
        }
    }

    static func random() -> String {
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        let chosen = (0..<6).map { _ in letters[Int.random(in: letters.indices)] }
        return "k" + String(chosen)
    }
}

extension Store {
    /// The message id that an effect's send carries at the platform, at most 32 bytes of
    /// `[0-9A-Za-z_-]`; the same at each attempt.
    public func platformMessageID(of effect: EffectID) -> String {
        let entry = prefixes.last { $0.fromEffect <= effect.rawValue }
        return (entry?.prefix ?? "k") + String(effect.rawValue, radix: 36)
    }

    /// The prefix of effects that are made now: names this database (a restored copy has another).
    public var databaseMark: String { prefixes.last?.prefix ?? "k" }

    /// The effect whose send carried this id; nil when the id is not ours.
    func effectID(ofPlatformMessageID text: String) -> EffectID? {
        guard let number = Int64(text.dropFirst(7), radix: 36), number > 0 else { return nil }
        let id = EffectID(number)
        return platformMessageID(of: id) == text ? id : nil
    }
}
